import torch

torch.manual_seed(0)
for n in (2, 8, 32, 128):
    batches = torch.randn(20_000, n)  # mean 0, deviation 1
    mean_error = batches.mean(dim=1).std()
    spread = batches.std(dim=1, correction=0).std()
    print(f"n = {n:3}: mean ± {mean_error:.2f}, std ± {spread:.2f}")
