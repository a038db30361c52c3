import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
n, size = 128, 8
a = torch.rand(size)  # diagonal A, stable
b, c = torch.randn(2, size)
u = torch.randn(n)

h, y = torch.zeros(size), []
for x in u:  # recurrence: n steps
    h = a * h + b * x
    y.append(c @ h)

powers = a ** torch.arange(n)[:, None]
kernel = powers * b @ c  # convolution: one FFT
both = torch.stack([kernel, u])
f = torch.fft.rfft(both, 2 * n)
same = torch.fft.irfft(f[0] * f[1])[:n]
print(torch.allclose(torch.stack(y), same))
