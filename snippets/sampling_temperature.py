import torch

logits = torch.arange(4.0, -1.0, -1.0)
for T in (0.5, 1.0, 2.0):
    p = (logits / T).softmax(0)
    kept = int((p.cumsum(0) < 0.9).sum()) + 1
    print(f"T = {T}: top {p[0]:.2f}", end=", ")
    print(f"top-p 0.9 keeps {kept} of {len(p)}")
