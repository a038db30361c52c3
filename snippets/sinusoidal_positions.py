import matplotlib.pyplot as plt
import torch

n, d = 128, 64
rate = 10000 ** (-torch.arange(0, d, 2) / d)  # radians a step
angle = torch.arange(n)[:, None] * rate
PE = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)

for p in (0, 20, 100):
    near, far = PE[p] @ PE[p + 1], PE[p] @ PE[p + 20]
    print(f"p = {p:3}: with p+1 {near:.2f}, with p+20 {far:.2f}")

fig, ax = plt.subplots(figsize=(6, 3))
image = ax.pcolormesh(PE.T.tolist(), cmap="RdBu", rasterized=True)
ax.set(xlabel="position", ylabel="dimension")
fig.colorbar(image)
fig.tight_layout()
plt.show()
