import torch

torch.manual_seed(0)
print(" d_k  std of qk  largest weight: raw, scaled")
for d in (4, 64, 1024):
    q, keys = torch.randn(500, 1, d), torch.randn(500, d, 32)
    scores = q @ keys
    raw = scores.softmax(dim=-1).amax(dim=-1).mean()
    scaled = (scores / d**0.5).softmax(dim=-1).amax(dim=-1).mean()
    print(f"{d:4} {scores.std():10.1f} {raw:19.2f} {scaled:7.2f}")
