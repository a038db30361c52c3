import torch

torch.manual_seed(0)


def rotate(x, position):
    d = x.shape[-1]
    angle = position * 10000 ** (-torch.arange(0, d, 2) / d)
    cos, sin = angle.cos(), angle.sin()
    a, b = x[0::2], x[1::2]
    pairs = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
    return pairs.flatten()


q, k = torch.randn(2, 64)
for m, n in ((5, 2), (105, 102), (5, 4)):
    score = rotate(q, m) @ rotate(k, n)
    print(f"q at {m:3}, k at {n:3}: {score:.2f}")
print("length kept:", torch.allclose(rotate(q, 9).norm(), q.norm()))
