import torch

torch.manual_seed(0)
d, r = 64, 4
x, target = torch.randn(2, 32, d)
W = torch.randn(d, d) / d**0.5

for a, b in ((1, 0), (0, 1), (0, 0)):
    A = (a * torch.randn(r, d)).requires_grad_()
    B = (b * torch.randn(d, r)).requires_grad_()
    out = x @ (W + B @ A).T
    (out - target).square().mean().backward()
    moved = [bool(p.grad.any()) for p in (A, B)]
    print(f"A {a}, B {b}: gradients", *moved)
