import torch

print("ratio  A=1  A=-1")
for start in (0.7, 1.0, 1.3):
    slopes = []
    for A in (1.0, -1.0):
        r = torch.tensor(start).requires_grad_()
        held = r.clamp(0.8, 1.2)
        torch.minimum(r * A, held * A).backward()
        slopes.append(int(r.grad))
    print(start, *(f"{s:5}" for s in slopes))
