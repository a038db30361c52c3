import torch

torch.manual_seed(0)
M = torch.randn(64, 4) @ torch.randn(4, 32)
M = M + 0.01 * torch.randn(64, 32)  # rank ~4

X = M / M.norm()
for _ in range(10):  # odd polynomial of the SVD
    A = X.mT @ X
    A = 4.775 * A - 2.0315 * A @ A
    X = 3.4445 * X - X @ A


def spread(matrix):
    s = torch.linalg.svdvals(matrix)
    return (s.max() / s.min()).item()


print("momentum: over 100:", spread(M) > 100)
print("update:   below 2: ", spread(X) < 2)
