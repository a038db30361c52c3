import torch
from torch import nn

d, ff, kv, vocab = 4096, 14336, 1024, 32000
layers, experts, top = 32, 8, 2


def count(*shapes):
    with torch.device("meta"):  # no memory
        maps = [nn.Linear(*s) for s in shapes]
    return sum(m.weight.numel() for m in maps)


expert = count((d, ff), (d, ff), (ff, d))
heads = count((d, d), (d, kv), (d, kv), (d, d))
router = count((d, experts))
ends = count((d, vocab), (vocab, d))


def billions(used):
    layer = used * expert + heads + router
    return f"{(layers * layer + ends) / 1e9:.1f} B"


print("total ", billions(experts))
print("active", billions(top))
