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


data = two_moons(1000)
width, steps, lr = 64, 450, 2e-2
net = nn.Sequential(
    *(nn.Linear(11, width), nn.ReLU()),
    *(nn.Linear(width, width), nn.ReLU()),
    nn.Linear(width, 2),
)


def mlp(x, level):
    """Waves of the place let a small net draw fine detail."""
    waves = [wave(k * x) for k in (2, 4) for wave in (torch.sin, torch.cos)]
    return net(torch.cat([x, *waves, level], 1))


weights = list(net.parameters())
moments = [(torch.zeros_like(w), torch.zeros_like(w)) for w in weights]


def adam_step(loss, i):
    """Adam, its rate falling to zero; torch.optim would take longer to load."""
    size = lr * (1 - i / steps) * (1 - 0.99 ** (i + 1)) ** 0.5
    grads = torch.autograd.grad(loss, weights)
    for w, g, (m, v) in zip(weights, grads, moments, strict=True):
        m.lerp_(g, 0.1)
        v.lerp_(g * g, 0.01)
        w.data -= size / (1 - 0.9 ** (i + 1)) * m / (v.sqrt() + 1e-8)


# region diffusion
T = 50
beta = torch.linspace(0.001, 0.2, T)
abar = torch.cumprod(1 - beta, 0)  # signal variance left at step t
log_snr = (abar / (1 - abar)).log()


def eps_hat(x, t):  # the denoiser: a small MLP told the noise level too
    return mlp(x, log_snr[t][:, None] / 2)


for i in range(steps):
    x0, eps = data[torch.randint(1000, (128,))], torch.randn(128, 2)
    t = torch.randint(T, (128,))
    a = abar[t][:, None]
    x_t = a.sqrt() * x0 + (1 - a).sqrt() * eps
    adam_step((eps_hat(x_t, t) - eps).square().mean(), i)

x, frames = torch.randn(300, 2), []
for t in reversed(range(T)):
    frames.append(x)
    eps = eps_hat(x, torch.full((300,), t)).detach()
    x = (x - beta[t] / (1 - abar[t]).sqrt() * eps) / (1 - beta[t]).sqrt()
    x += beta[t].sqrt() * torch.randn(300, 2) * (t > 0)
# endregion

arc = torch.linspace(0, torch.pi, 30)
top = 1.4 * torch.stack([arc.cos() - 0.5, arc.sin() - 0.25]).cpu().numpy()
fig, axes = plt.subplots(1, 4, figsize=(7, 2))
shown = {50: frames[0], 20: frames[30], 8: frames[42], 0: x}
for ax, (t, points) in zip(axes, shown.items(), strict=True):
    ax.plot(*top, *-top, color="tab:orange", linewidth=1)
    ax.scatter(*points[:50].T.cpu().numpy(), s=4, color="tab:blue")
    ax.set(title=f"t = {t}", xticks=[], yticks=[], xlim=(-3, 3), ylim=(-3, 3))
fig.subplots_adjust(0.02, 0.03, 0.98, 0.86, wspace=0.06)


def gap(points):
    return torch.cdist(points, data).min(1).values.mean().item()


print(f"mean distance to the data: {gap(frames[0]):.2f} -> {gap(x):.2f}")
plt.show()
