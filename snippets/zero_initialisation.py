import torch
from torch import nn


def trained_rank(start):
    torch.manual_seed(0)
    x = torch.randn(64, 8)
    y = x.prod(dim=1, keepdim=True).sign()
    hidden, head = nn.Linear(8, 32), nn.Linear(32, 1)
    for layer in (hidden, head):
        start(layer.weight)
        nn.init.zeros_(layer.bias)
    for _ in range(100):
        loss = (head(hidden(x).tanh()) - y).square().mean()
        grads = torch.autograd.grad(loss, (hidden.weight, head.weight))
        with torch.no_grad():
            hidden.weight -= 0.1 * grads[0]
            head.weight -= 0.1 * grads[1]
    return torch.linalg.matrix_rank(hidden.weight, rtol=1e-3).item()


print("zero:    ", trained_rank(nn.init.zeros_))
print("constant:", trained_rank(lambda w: nn.init.constant_(w, 0.1)))
print("random:  ", trained_rank(nn.init.xavier_normal_))
