import torch
from torch import nn
from torch.nn.functional import linear, unfold

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

# region embed
image = torch.randn(1, 3, 224, 224)
conv = nn.Conv2d(3, 768, kernel_size=16, stride=16)
tokens = conv(image).flatten(2).transpose(1, 2)

# the same thing, spelled out: cut, flatten, multiply
patches = unfold(image, kernel_size=16, stride=16).transpose(1, 2)
same = linear(patches, conv.weight.flatten(1), conv.bias)
print("patches  ", tuple(patches.shape))
print("tokens   ", tuple(tokens.shape))
print("conv == unfold + linear:", torch.allclose(tokens, same))

cls = nn.Parameter(torch.zeros(1, 1, 768))
pos = nn.Parameter(torch.randn(1, 197, 768) * 0.02)
x = torch.cat([cls, tokens], dim=1) + pos
prenorm = {"activation": "gelu", "batch_first": True, "norm_first": True}
block = nn.TransformerEncoderLayer(768, 12, 4 * 768, **prenorm)
x = block(x)
print("after a block", tuple(x.shape))
print("to the head  ", tuple(x[:, 0].shape))
# endregion
