"""Decoding with a cache of keys and values equals attention over the whole."""

import torch

torch.manual_seed(0)

# region cache
n, d = 64, 16
x = torch.randn(n, d)
W_q, W_k, W_v = torch.randn(3, d, d) / d**0.5

K, V, out = torch.empty(0, d), torch.empty(0, d), []
for token in x.split(1):  # one new token a step
    K = torch.cat([K, token @ W_k])
    V = torch.cat([V, token @ W_v])
    scores = (token @ W_q) @ K.T / d**0.5
    out.append(scores.softmax(dim=-1) @ V)

scores = (x @ W_q) @ (x @ W_k).T / d**0.5  # all at once, masked
mask = torch.ones(n, n, dtype=torch.bool).triu(1)
weights = scores.masked_fill(mask, -torch.inf).softmax(dim=-1)
whole = weights @ (x @ W_v)
print("same output:", torch.allclose(torch.cat(out), whole, atol=1e-5))
print("K, V projections with cache:   ", n)
print("K, V projections without cache:", n * (n + 1) // 2)
layers, width, context, fp16 = 32, 4096, 4096, 2  # a 7B model
cache = 2 * layers * width * context * fp16
print(f"7B model, one sequence of {context}: {cache / 2**30:.0f} GiB")
# endregion
