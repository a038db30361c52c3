"""RMSNorm from scratch, and what it keeps of layer norm."""

import torch
from torch.nn import functional

torch.manual_seed(0)


# region rmsnorm
def rms_norm(x, weight, eps=1e-6):
    mean_square = x.square().mean(dim=-1, keepdim=True)
    return x / torch.sqrt(mean_square + eps) * weight


x, weight = torch.randn(4, 64), torch.ones(64)
ours = rms_norm(x, weight)
official = functional.rms_norm(x, (64,), weight, eps=1e-6)
print("equals PyTorch's:", torch.allclose(ours, official, atol=1e-5))


def same(norm, change):
    return torch.allclose(norm(x), norm(change(x)), atol=1e-3)


norms = {
    "RMSNorm": lambda t: rms_norm(t, weight),
    "LayerNorm": lambda t: functional.layer_norm(t, (64,)),
}
for name, norm in norms.items():
    scale = same(norm, lambda t: 3 * t)
    shift = same(norm, lambda t: t + 3)
    print(f"{name:<9} ignores scale: {scale}, shift: {shift}")
# endregion
