import torch

p = torch.tensor([0.6, 0.3, 0.1])  # large model
q = torch.tensor([0.3, 0.3, 0.4])  # draft

accept = torch.minimum(torch.ones(3), p / q)
kept = q * accept
rest = (p - q).clamp(min=0)  # drawn on rejection
a = kept.sum()  # chance that a draft is kept
result = kept + (1 - a) * rest / rest.sum()
print("same as p:", torch.allclose(result, p))

for drafted in (1, 4, 8):
    tokens = (1 - a ** (drafted + 1)) / (1 - a)
    print(f"{drafted} drafts: {tokens:.1f} a pass")
