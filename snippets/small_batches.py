"""How far a batch's own statistics are from the truth, by batch size."""

import torch

torch.manual_seed(0)
for n in (2, 8, 32, 128):
    batches = torch.randn(20_000, n)  # true mean 0, true deviation 1
    mean_error = batches.mean(dim=1).std()
    spread = batches.std(dim=1, correction=0).std()
    print(f"batch {n:3}: mean 0 ± {mean_error:.2f}, deviation ± {spread:.2f}")
