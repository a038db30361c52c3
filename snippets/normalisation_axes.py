"""Which values share one mean, in four normalisations of an image batch."""

import matplotlib.pyplot as plt
import torch

# region axes
N, C, H, W, G = 8, 6, 4, 4, 2
x = torch.zeros(N, C, H, W)
grouped = x.unflatten(1, (G, C // G))  # (N, G, C / G, H, W)
means = {
    "batch": x.mean(dim=(0, 2, 3)),
    "layer": x.mean(dim=(1, 2, 3)),
    "instance": x.mean(dim=(2, 3)),
    "group": grouped.mean(dim=(2, 3, 4)),
}
for name, mean in means.items():
    count = mean.numel()
    print(f"{name:<9} {count:2} means of {x.numel() // count:3} values")
# endregion

shared = {  # examples and channels in the first group
    "batch": (N, 1),
    "layer": (1, C),
    "instance": (1, 1),
    "group": (1, C // G),
}
fig, axes = plt.subplots(1, 4, figsize=(7, 2.4))
for ax, (name, (examples, channels)) in zip(axes, shared.items(), strict=True):
    cells = torch.zeros(N, C)
    cells[:examples, :channels] = 1
    ax.pcolormesh(cells.tolist(), cmap="Blues", vmax=1.6, edgecolors="grey")
    ax.invert_yaxis()
    ax.set(title=name, xlabel="channel", xticks=[], yticks=[])
axes[0].set_ylabel("example")
fig.tight_layout()
plt.show()
