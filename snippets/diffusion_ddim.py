import torch

torch.set_num_threads(1)  # small tensors: threads would only wait for each other
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# region ddim
abar_all = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)
abar_all = torch.cat([torch.ones(1), abar_all])
start = torch.randn(1000)


def eps_hat(x, a):  # exact for data at -1 and +1, each with std 0.1
    var = 0.01 * a + 1 - a
    score = (a.sqrt() * torch.tanh(a.sqrt() * x / var) - x) / var
    return -(1 - a).sqrt() * score


def sample(steps, eta):  # eta 1 is DDPM, eta 0 is DDIM
    x, abar = start, abar_all[torch.linspace(0, 1000, steps + 1).round().long()]
    for a, b in zip(abar[1:].flip(0), abar[:-1].flip(0), strict=True):
        eps = eps_hat(x, a)
        x0 = (x - (1 - a).sqrt() * eps) / a.sqrt()
        sigma2 = eta**2 * (1 - b) / (1 - a) * (1 - a / b)
        x = b.sqrt() * x0 + (1 - b - sigma2).sqrt() * eps
        x = x + sigma2.sqrt() * torch.randn_like(x)
    return x


for name, eta in (("DDPM", 1), ("DDIM", 0)):
    full = sample(1000, eta)
    for steps in (1000, 20):  # again, and with fewer steps
        again = sample(steps, eta)
        same = (full.sign() == again.sign()).sum().item()
        print(f"{name}, {steps} steps: {same / 1000:.1f} agree")
# endregion
