import math

import matplotlib.pyplot as plt
import torch

# region schedules
T = 1000
t = torch.arange(1, T + 1)
linear = torch.cumprod(1 - torch.linspace(1e-4, 0.02, T), dim=0)


def wave(t, s=0.008):
    return torch.cos((t / T + s) / (1 + s) * math.pi / 2).square()


cosine = wave(t) / wave(torch.zeros(()))

for name, abar in (("linear", linear), ("cosine", cosine)):
    lost = (abar < 0.01).sum().item()
    print(f"{name}: {lost} of {T} steps have abar < 0.01")

fig, ax = plt.subplots(figsize=(5, 2.6))
ax.plot(t.cpu(), linear.cpu(), label="linear")
ax.plot(t.cpu(), cosine.cpu(), label="cosine")
ax.set(xlabel="$t$", ylabel=r"$\bar\alpha_t$")
ax.legend()
# endregion
fig.tight_layout()
plt.show()
