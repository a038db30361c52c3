"""The gradient that reaches each of 20 layers, and what brings it back."""

import math

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_num_threads(1)  # small tensors: more threads only wait

# region layers
DEPTH, WIDTH = 20, 64


def gradient_norms(activation, norm=nn.Identity, skip=0.0, seed=0):
    torch.manual_seed(seed)
    layers = [nn.Linear(WIDTH, WIDTH) for _ in range(DEPTH)]
    for layer in layers:  # Xavier for sigmoid, He for ReLU
        gain = 2**0.5 if activation is torch.relu else 1.0
        nn.init.xavier_normal_(layer.weight, gain)
        nn.init.zeros_(layer.bias)
    x = torch.randn(256, WIDTH)
    for layer in layers:
        x = skip * x + activation(norm(WIDTH)(layer(x)))
    x.square().mean().backward()
    return [layer.weight.grad.norm().item() for layer in layers]


ways = {
    "sigmoid": {"activation": torch.sigmoid},
    "sigmoid + residual": {"activation": torch.sigmoid, "skip": 1.0},
    "sigmoid + batchnorm": {"activation": torch.sigmoid, "norm": nn.BatchNorm1d},
    "ReLU + He init": {"activation": torch.relu},
}
print("layer 1 / layer 20, powers of ten (8 seeds):")
for name, way in ways.items():
    runs = [gradient_norms(**way, seed=seed) for seed in range(8)]
    decades = sum(math.log10(run[0] / run[-1]) for run in runs) / 8
    print(f"{name:<19} {round(decades):3}")
# endregion

fig, ax = plt.subplots(figsize=(6, 3.2))
for name, way in ways.items():
    ax.semilogy(range(1, DEPTH + 1), gradient_norms(**way), label=name)
ax.set(xlabel="layer", ylabel="gradient norm", xticks=range(1, 21, 3))
ax.legend(fontsize=8)
ax.minorticks_off()
fig.subplots_adjust(0.13, 0.15, 0.98, 0.97)
plt.show()
