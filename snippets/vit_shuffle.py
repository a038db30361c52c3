import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

layer = nn.TransformerEncoderLayer(64, nhead=4, batch_first=True)
vit = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()
cls, patches = torch.randn(1, 1, 64), torch.randn(1, 196, 64)
pos = torch.randn(1, 196, 64)


def class_output(patches):
    return vit(torch.cat([cls, patches], 1))[:, 0]


mixed = patches[:, torch.randperm(196)]
print(torch.allclose(class_output(patches), class_output(mixed)))
print(torch.allclose(class_output(patches + pos), class_output(mixed + pos)))
