"""Scaled dot-product and multi-head self-attention from scratch."""

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

torch.manual_seed(0)


# region attention
def attention(Q, K, V):
    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])
    weights = scores.softmax(dim=-1)  # one distribution a query
    return weights @ V, weights


def self_attention(x, W, heads):
    def split(t):  # (batch, n, d) -> (batch, heads, n, d / heads)
        return t.unflatten(-1, (heads, -1)).transpose(1, 2)

    Q, K, V = (split(x @ W[i]) for i in range(3))
    out, weights = attention(Q, K, V)
    same = scaled_dot_product_attention(Q, K, V)
    print("equals PyTorch's:", torch.allclose(out, same, atol=1e-5))
    return out.transpose(1, 2).flatten(2) @ W[3], weights


batch, n, d, heads = 2, 6, 32, 4
x = torch.randn(batch, n, d)
W = torch.randn(4, d, d) / math.sqrt(d)  # W_q, W_k, W_v, W_o
y, weights = self_attention(x, W, heads)
print("weights:", tuple(weights.shape))
rows = weights.sum(dim=-1)
print("rows sum to 1:", torch.allclose(rows, torch.ones(n)))
print("output shape = input shape:", y.shape == x.shape)
# endregion
