import torch
from torch.nn import functional

y = torch.tensor(1.0)
print("   z       p   cross-entropy   squared error")
for value in (-10.0, -5.0, 0.0):  # the target is 1
    z = torch.tensor(value, requires_grad=True)
    p = z.sigmoid()
    loss = functional.binary_cross_entropy_with_logits(z, y)
    (entropy,) = torch.autograd.grad(loss, z)
    (square,) = torch.autograd.grad((p - y) ** 2, z)
    print(f"{value:4.0f} {p:7.5f} {entropy:15.4f} {square:15.4f}")
