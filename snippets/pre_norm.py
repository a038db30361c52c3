"""The last layer's gradient at initialisation, by depth: post- and pre-norm."""

import copy

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_num_threads(1)  # small tensors: more threads only wait


# region norms
def last_gradient(depth, pre, d=64):
    torch.manual_seed(1)
    make = nn.TransformerEncoderLayer
    block = make(d, 4, 4 * d, dropout=0, norm_first=pre)
    layers = [copy.deepcopy(block) for _ in range(depth)]
    for p in nn.ModuleList(layers).parameters():
        if p.dim() > 1:
            nn.init.xavier_normal_(p)
    final = nn.LayerNorm(d) if pre else nn.Identity()
    head = nn.Linear(d, 100)
    x, y = torch.randn(16, 8, d), torch.randint(100, (128,))
    for layer in layers:
        x = layer(x)
    logits = head(final(x)).flatten(0, 1)
    nn.functional.cross_entropy(logits, y).backward()
    return layers[-1].linear2.weight.grad.norm().item()


depths = (2, 8, 32)
post = [last_gradient(depth, pre=False) for depth in depths]
pre = [last_gradient(depth, pre=True) for depth in depths]
for depth, a, b in zip(depths, post, pre, strict=True):
    print(f"{depth:2} layers: post-norm {a:.2f}, pre-norm {b:.2f}")
# endregion

fig, ax = plt.subplots(figsize=(6, 3))
ax.loglog(depths, post, marker="o", label="post-norm")
ax.loglog(depths, pre, marker="o", label="pre-norm")
guide = [pre[0] * (depths[0] / depth) ** 0.5 for depth in depths]
ax.loglog(depths, guide, "k:", label="slope -1/2")
ax.set(xlabel="layers", ylabel="gradient norm, last layer")
ax.set_xticks(depths, labels=depths)
ax.set_yticks([0.05, 0.1, 0.2, 0.4], labels=["0.05", "0.1", "0.2", "0.4"])
ax.minorticks_off()
ax.legend()
fig.subplots_adjust(0.12, 0.16, 0.98, 0.96)
plt.show()
