"""Attention in tiles: an exact result without the n x n matrix."""

import torch

torch.manual_seed(0)


# region tiles
def tiled_attention(Q, K, V, block):
    top = torch.full((len(Q), 1), -torch.inf)  # running maximum
    total = torch.zeros(len(Q), 1)  # running sum of exp
    out = torch.zeros(len(Q), V.shape[1])
    held = 0
    for k, v in zip(K.split(block), V.split(block), strict=True):
        scores = Q @ k.T / Q.shape[1] ** 0.5
        held = max(held, scores.numel())
        new_top = torch.maximum(top, scores.amax(dim=1, keepdim=True))
        p = torch.exp(scores - new_top)
        rescale = torch.exp(top - new_top)
        total = total * rescale + p.sum(dim=1, keepdim=True)
        out = out * rescale + p @ v
        top = new_top
    return out / total, held


Q, K, V = torch.randn(3, 512, 32)
scores = Q @ K.T / 32**0.5
exact = scores.softmax(dim=-1) @ V
tiled, held = tiled_attention(Q, K, V, block=64)
print("exact:", torch.allclose(tiled, exact, atol=1e-5))
print("scores held at once:", held, "instead of", scores.numel())
# endregion
