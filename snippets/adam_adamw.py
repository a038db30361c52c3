import torch


def left(name, scale):
    w = torch.ones(1, requires_grad=True)
    kind = getattr(torch.optim, name)
    opt = kind([w], lr=1e-3, weight_decay=0.1)
    for step in range(1000):  # gradients cancel
        g = scale if step % 2 else -scale
        w.grad = torch.tensor([float(g)])
        opt.step()
    return w.item()


for name in ("Adam", "AdamW"):
    few, many = left(name, 0.1), left(name, 100)
    print(f"{name}: {few:.2f} {many:.2f}")
