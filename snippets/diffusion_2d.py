import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_num_threads(1)  # small tensors: threads would only wait for each other
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def two_moons(n):
    angle, sign = torch.pi * torch.rand(n), 2 * torch.randint(0, 2, (n,)) - 1
    x = torch.stack([angle.cos() - sign / 2, sign * (angle.sin() - 0.25)], 1)
    return 1.4 * x + 0.05 * torch.randn(n, 2)


data = two_moons(2000)
width = 64
net = nn.Sequential(
    *(nn.Linear(3, width), nn.ReLU()),
    *(nn.Linear(width, width), nn.ReLU()),
    *(nn.Linear(width, width), nn.ReLU()),
    nn.Linear(width, 2),
)
steps = 1200
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
decay = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)

# region diffusion
T = 50
beta = torch.linspace(0.001, 0.2, T)
abar = torch.cumprod(1 - beta, 0)  # signal variance left at step t
log_snr = (abar / (1 - abar)).log()


def eps_hat(x, t):  # the denoiser: a small MLP told the noise level
    return net(torch.cat([x, log_snr[t][:, None] / 2], 1))


for _ in range(steps):
    x0, eps = data[torch.randint(2000, (256,))], torch.randn(256, 2)
    t = torch.randint(T, (256,))
    a = abar[t][:, None]
    x_t = a.sqrt() * x0 + (1 - a).sqrt() * eps
    loss = (eps_hat(x_t, t) - eps).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    decay.step()

x, frames = torch.randn(300, 2), []
for t in reversed(range(T)):
    frames.append(x)
    eps = eps_hat(x, torch.full((300,), t)).detach()
    x = (x - beta[t] / (1 - abar[t]).sqrt() * eps) / (1 - beta[t]).sqrt()
    x += beta[t].sqrt() * torch.randn(300, 2) * (t > 0)
# endregion

arc = torch.linspace(0, torch.pi, 50)
top = 1.4 * torch.stack([arc.cos() - 0.5, arc.sin() - 0.25]).cpu().numpy()
fig, axes = plt.subplots(1, 4, figsize=(7, 2), sharex=True, sharey=True)
shown = {50: frames[0], 20: frames[30], 8: frames[42], 0: x}
for ax, (t, points) in zip(axes, shown.items(), strict=True):
    ax.plot(*top, *-top, color="tab:orange", linewidth=1)
    ax.scatter(*points[:120].T.cpu().numpy(), s=4, color="tab:blue")
    ax.set(title=f"t = {t}", xticks=[], yticks=[], xlim=(-3, 3), ylim=(-3, 3))
fig.tight_layout()


def gap(points):
    return torch.cdist(points, data).min(1).values.mean().item()


print(f"mean distance to the data: {gap(frames[0]):.2f} -> {gap(x):.2f}")
plt.show()
