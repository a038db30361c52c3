import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

T = 1000
beta = torch.linspace(1e-4, 0.02, T)  # the DDPM schedule
abar = torch.cumprod(1 - beta, dim=0)

scale, var = 1.0, 0.0  # x_t = scale * x_0 + noise of this variance
x = torch.full((8_000,), 3.0)  # and the same with samples
print("   t   scale  sqrt(abar)     var  1 - abar  sample std")
for t in range(T):
    scale, var = (1 - beta[t]).sqrt() * scale, (1 - beta[t]) * var + beta[t]
    x = (1 - beta[t]).sqrt() * x + beta[t].sqrt() * torch.randn_like(x)
    if t + 1 in (1, 10, 100, 1000):
        print(f"{t + 1:4}{scale:8.4f}{abar[t].sqrt():12.4f}", end="")
        print(f"{var:8.4f}{1 - abar[t]:10.4f}{x.std():12.2f}")
