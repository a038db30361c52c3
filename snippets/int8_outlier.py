import torch

torch.manual_seed(0)


def error(x):
    step = x.abs().max() / 127
    rounded = (x / step).round() * step
    ordinary = x.abs() < 10
    gap = (rounded - x)[ordinary]
    return 100 * (gap.norm() / x[ordinary].norm())


x = torch.randn(4096)
print(f"no outlier:  {error(x):.0f} %")
x[0] = 60
print(f"one outlier: {error(x):.0f} %")
