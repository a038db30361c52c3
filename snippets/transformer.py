"""One encoder layer with positions, and its parameters counted twice."""

import torch
from torch import nn


# region encoder
def positions(n, d):  # sine and cosine pairs, slower and slower
    rate = 10000 ** (-torch.arange(0, d, 2) / d)
    angle = torch.arange(n)[:, None] * rate
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)


class EncoderLayer(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x):
        h = self.norm1(x)  # pre-norm
        x = x + self.attention(h, h, h, need_weights=False)[0]
        return x + self.down(torch.relu(self.up(self.norm2(x))))


d, n = 512, 10
layer = EncoderLayer(d, heads=8)
y = layer(torch.randn(1, n, d) + positions(n, d))
attention, ffn, norms = 4 * (d * d + d), 8 * d * d + 5 * d, 4 * d
print("output:", tuple(y.shape))
print("by formula:", attention + ffn + norms)
print("counted:   ", sum(p.numel() for p in layer.parameters()))
official = nn.TransformerEncoderLayer(d, 8, 4 * d)
print("PyTorch's: ", sum(p.numel() for p in official.parameters()))
# endregion
