"""FLOPs of a forward and a backward pass, a parameter and a token."""

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

# region cost
tokens, d, depth = 256, 128, 8
layers = [nn.Linear(d, d, bias=False) for _ in range(depth)]
model = nn.Sequential(*layers)
x = torch.randn(tokens, d, requires_grad=True)

with FlopCounterMode(display=False) as forward:
    loss = model(x).sum()
with FlopCounterMode(display=False) as backward:
    loss.backward()

N = sum(p.numel() for p in model.parameters())
print("forward: ", forward.get_total_flops() // (N * tokens))
print("backward:", backward.get_total_flops() // (N * tokens))
print("weights:", N, "activations kept:", depth * tokens * d)
# endregion
