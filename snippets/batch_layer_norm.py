"""Which axis batch norm and layer norm average, and who needs the batch."""

import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


# region norms
def normalise(x, dim, eps=1e-5):
    mean = x.mean(dim, keepdim=True)
    var = x.var(dim, keepdim=True, correction=0)
    return (x - mean) / torch.sqrt(var + eps)


x = 2 + 3 * torch.randn(8, 4)  # 8 examples, 4 features
bn, ln = nn.BatchNorm1d(4), nn.LayerNorm(4)
bn_train, ln_train = bn(x), ln(x)

print("BatchNorm over dim 0:", torch.allclose(bn_train, normalise(x, 0)))
print("LayerNorm over dim 1:", torch.allclose(ln_train, normalise(x, 1)))

crowd = torch.cat([x[:1], torch.randn(7, 4)])  # x[0] in new company
bn_same = torch.allclose(bn(crowd)[0], bn_train[0])
ln_same = torch.allclose(ln(crowd)[0], ln_train[0])
print("same in new company: BatchNorm", bn_same, "LayerNorm", ln_same)

bn.eval(), ln.eval()
bn_same = torch.allclose(bn(x), bn_train)
ln_same = torch.allclose(ln(x), ln_train)
print("same in eval mode: BatchNorm", bn_same, "LayerNorm", ln_same)
# endregion
