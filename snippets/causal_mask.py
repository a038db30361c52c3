import math

import torch
from torch.nn.functional import scaled_dot_product_attention

torch.manual_seed(0)


def causal_attention(Q, K, V):
    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])
    n = scores.shape[-1]
    future = torch.ones(n, n, dtype=torch.bool).triu(diagonal=1)
    scores = scores.masked_fill(future, -math.inf)
    return scores.softmax(dim=-1) @ V


Q, K, V = torch.randn(3, 1, 6, 8)
out = causal_attention(Q, K, V)
official = scaled_dot_product_attention(Q, K, V, is_causal=True)
print("equals PyTorch's:", torch.allclose(out, official, atol=1e-5))
K[:, -1], V[:, -1] = 100.0, 100.0  # disturb the last token
moved = (causal_attention(Q, K, V) - out).abs().amax(dim=(0, 2)) > 1e-6
print("rows that changed:", moved.int().tolist())
