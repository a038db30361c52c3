import torch

torch.manual_seed(0)


def linear_backward(X, W, dY):  # Y = X @ W + b, dY = dL/dY
    dX = dY @ W.T
    dW = X.T @ dY
    db = dY.sum(dim=0)
    return dX, dW, db


X, W, b = torch.randn(5, 3), torch.randn(3, 2), torch.randn(2)
for t in (X, W, b):
    t.requires_grad_()
Y = X @ W + b
upstream = torch.randn(5, 2)
Y.backward(upstream)
ours = linear_backward(X, W, upstream)
for t, grad in zip((X, W, b), ours, strict=True):
    print(tuple(grad.shape), torch.allclose(grad, t.grad, atol=1e-6))
