import math
from collections import Counter

text = "the cat sat on the mat; the rat sat too"

for size in (1, 3):  # characters a token
    cuts = range(0, len(text), size)
    pieces = [text[i : i + size] for i in cuts]
    tokens, n = Counter(pieces), len(pieces)
    nats = 0.0
    for k in tokens.values():  # unigram model
        nats -= k * math.log(k / n)
    bits = nats / math.log(2) / len(text)
    print(f"{n} tokens: perplexity", end=" ")
    print(f"{math.exp(nats / n):.1f}", end=", ")
    print(f"bits a character {bits:.2f}")
