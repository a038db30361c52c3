"""Decoding with a cache of keys and values equals attention over the whole."""

import torch

torch.manual_seed(0)

# region cache
n, d = 64, 16
x = torch.randn(n, d)
W_q, W_k, W_v = torch.randn(3, d, d) / d**0.5


def attend(q, K, V):
    return (q @ K.T / d**0.5).softmax(dim=-1) @ V


def decode(cached):
    K, V, out, projected = x[:0], x[:0], [], 0
    for i in range(n):  # one new token a step
        new = x[i : i + 1] if cached else x[: i + 1]
        projected += len(new)
        K = torch.cat([K if cached else K[:0], new @ W_k])
        V = torch.cat([V if cached else V[:0], new @ W_v])
        out.append(attend(x[i : i + 1] @ W_q, K, V))
    return torch.cat(out), projected, K.numel() + V.numel()


fast, few, kept = decode(cached=True)
slow, many, _ = decode(cached=False)
print("same output:", torch.allclose(fast, slow, atol=1e-5))
print("tokens projected:", few, "against", many)
print("numbers kept:", kept, "= 2 n d:", kept == 2 * n * d)
# endregion
