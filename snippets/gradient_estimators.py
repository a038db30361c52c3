import torch

torch.manual_seed(0)
mu, n = 2.0, 100_000  # d/dmu E[z^2] = 2 mu
noise = torch.randn(n)
z = mu + noise

path = 2 * z  # through z = mu + noise
score = z**2 * noise  # z^2 * d/dmu log p(z)
for name, g in (("path", path), ("score", score)):
    print(f"{name}: {g.mean():.0f}", end=", ")
    print("variance over 50:", bool(g.var() > 50))
