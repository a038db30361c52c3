"""FLOPs of a forward and a backward pass, a parameter and a token."""

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.flop_counter import FlopCounterMode

# region cost
tokens, d, depth = 256, 128, 8
layers = [nn.Linear(d, d, bias=False) for _ in range(depth)]
model = nn.Sequential(*layers)
x = torch.randn(tokens, d, requires_grad=True)

kept = []


def keep(tensor):
    kept.append(tensor)
    return tensor


hooks = saved_tensors_hooks(keep, lambda t: t)
with FlopCounterMode(display=False) as forward, hooks:
    loss = model(x).sum()
with FlopCounterMode(display=False) as backward:
    loss.backward()

N = sum(p.numel() for p in model.parameters())
print("forward: ", forward.get_total_flops() // (N * tokens))
print("backward:", backward.get_total_flops() // (N * tokens))
weights = {p.data_ptr() for p in model.parameters()}
kept = [t for t in kept if t.data_ptr() not in weights]
print("weights:", N, "activations kept:", sum(t.numel() for t in kept))
# endregion
