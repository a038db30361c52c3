import torch

torch.manual_seed(0)
d, r, alpha = 1024, 8, 16
W = torch.randn(d, d) / d**0.5  # frozen
A = torch.randn(r, d) / d**0.5
B = torch.zeros(d, r)
x = torch.randn(4, d)


def adapted(x):
    return x @ W.T + alpha / r * (x @ A.T @ B.T)


print("same at first:", adapted(x).equal(x @ W.T))
B += torch.randn(d, r)  # training would do this
merged = W + alpha / r * B @ A
gap = (adapted(x) - x @ merged.T).abs().max()
print("same when merged:", bool(gap < 1e-3))
share = (A.numel() + B.numel()) / W.numel()
print(f"trained: {share:.1%}")
