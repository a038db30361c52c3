"""The scale of ReLU activations over 20 layers, for three variances."""

import matplotlib.pyplot as plt
import torch

torch.set_num_threads(1)  # small tensors: more threads only wait

# region depth
WIDTH, DEPTH = 1024, 20


def activation_rms(c):  # Var(w) = c / fan_in
    torch.manual_seed(0)
    a = torch.randn(128, WIDTH)
    rms = []
    for _ in range(DEPTH):
        W = torch.randn(WIDTH, WIDTH) * (c / WIDTH) ** 0.5
        a = torch.relu(a @ W)
        rms.append(a.square().mean().sqrt().item())
    return rms


curves = {c: activation_rms(c) for c in (1, 2, 3)}
for c, rms in curves.items():
    print(f"Var(w) = {c}/n: layer 20 RMS {rms[-1]:.1g}")
# endregion

fig, ax = plt.subplots(figsize=(6, 3))
for c, rms in curves.items():
    ax.semilogy(range(1, DEPTH + 1), rms, label=f"Var(w) = {c}/n")
ax.set(xlabel="layer", ylabel="RMS activation")
ax.legend()
fig.tight_layout()
plt.show()
