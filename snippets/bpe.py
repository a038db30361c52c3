from collections import Counter
from itertools import pairwise

text = "low low lower lower newest newest newest"
words = [list(word) for word in text.split()]


def merge(parts, pair):
    out = []
    for piece in parts:
        if out and (out[-1], piece) == pair:
            out[-1] += piece
        else:
            out.append(piece)
    return out


new = list("lowest")
for _ in range(5):
    found = Counter()
    for parts in words:
        found.update(pairwise(parts))
    best = max(found, key=found.get)
    words = [merge(parts, best) for parts in words]
    new = merge(new, best)
    print("".join(best), new)
