import torch
from torch import nn

d, mlp, layers, tokens, classes = 768, 3072, 12, 14 * 14 + 1, 1000
attention = 3 * (d * d + d) + (d * d + d)  # Q, K, V and the output
ffn = (d * mlp + mlp) + (mlp * d + d)
parts = {
    "patch embedding": 3 * 16 * 16 * d + d,
    "class token": d,
    "positions": tokens * d,
    "attention": layers * attention,
    "feed-forward": layers * ffn,
    "layer norms": (2 * layers + 1) * 2 * d,
    "head": d * classes + classes,
}
total = sum(parts.values())
for name, count in parts.items():
    print(f"{name:15} {count:10,}  {100 * count / total:4.1f} %")
print(f"{'total':15} {total:10,}")

with torch.device("meta"):  # shapes without memory
    block = nn.TransformerEncoderLayer(d, 12, mlp)
same = sum(p.numel() for p in block.parameters()) == attention + ffn + 4 * d
print("PyTorch's block agrees:", same)
