"""A confident mistake: what cross-entropy and squared error make of it."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

y = torch.tensor(1.0)
print("   z       p   cross-entropy   squared error")
for value in (-10.0, -5.0, 0.0):  # the target is 1
    z = torch.tensor(value, requires_grad=True)
    (entropy,) = torch.autograd.grad(binary_cross_entropy_with_logits(z, y), z)
    (square,) = torch.autograd.grad((z.sigmoid() - y) ** 2, z)
    print(f"{value:4.0f} {z.sigmoid():7.5f} {entropy:15.4f} {square:15.4f}")
