import torch

for gradient in (1e-4, 1.0, 1e4):
    w = torch.zeros(1, requires_grad=True)
    opt = torch.optim.Adam([w], lr=0.001)
    w.grad = torch.tensor([gradient])
    opt.step()
    print(f"{gradient:g}: {w.item():.4f}")
