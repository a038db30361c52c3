import torch
from torch import nn

torch.manual_seed(0)
linear, bn = nn.Linear(16, 8), nn.BatchNorm1d(8)
nn.init.uniform_(bn.weight, 0.5, 2.0)
nn.init.normal_(bn.bias)
for _ in range(20):  # let the running statistics settle
    bn(linear(3 * torch.randn(64, 16) + 1))
bn.eval()

folded = nn.Linear(16, 8)
with torch.no_grad():
    scale = bn.weight / torch.sqrt(bn.running_var + bn.eps)
    folded.weight.copy_(scale[:, None] * linear.weight)
    shift = bn.bias - scale * bn.running_mean
    folded.bias.copy_(scale * linear.bias + shift)

x = torch.randn(5, 16)
same = torch.allclose(folded(x), bn(linear(x)), atol=1e-5)
print("same output:", same)
