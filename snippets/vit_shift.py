import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

image = torch.randn(1, 3, 64, 64)
conv = nn.Conv2d(3, 8, 3, padding=1, padding_mode="circular")
patch = nn.Conv2d(3, 8, kernel_size=16, stride=16)


def commutes(f, pixels, cells):
    moved_before = f(image.roll(pixels, dims=-1))
    return torch.allclose(moved_before, f(image).roll(cells, dims=-1))


print("3x3 conv,         1 pixel:  ", commutes(conv, 1, 1))
print("patch embedding,  1 pixel:  ", commutes(patch, 1, 0))
print("patch embedding, 16 pixels: ", commutes(patch, 16, 1))
