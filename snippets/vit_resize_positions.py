import torch
from torch.nn.functional import interpolate

torch.manual_seed(0)


def resize(table, new):
    cls, grid = table[:, :1], table[:, 1:]
    old = int(grid.shape[1] ** 0.5)
    grid = grid.reshape(1, old, old, -1).permute(0, 3, 1, 2)
    grid = interpolate(grid, size=(new, new), mode="bicubic")
    grid = grid.flatten(2).transpose(1, 2)
    return torch.cat([cls, grid], dim=1)


pos_224 = torch.randn(1, 1 + 14 * 14, 768)
pos_384 = resize(pos_224, 384 // 16)
print(tuple(pos_224.shape), "->", tuple(pos_384.shape))
