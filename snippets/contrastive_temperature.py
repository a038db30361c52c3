import torch

cosine = torch.tensor([0.9, 0.6, 0.3, 0.0, -0.3])  # hardest first
print("tau   share of the push on each negative, in %")
for tau in (1.0, 0.5, 0.1, 0.05):
    share = (100 * (cosine / tau).softmax(0)).round().int()
    print(f"{tau:<5}", *(f"{s:3}" for s in share.tolist()))
