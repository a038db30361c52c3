import math

import torch

d, trained = 128, 4096
i = torch.arange(0, d, 2)
for base in (10_000, 500_000):
    waves = 2 * math.pi * base ** (i / d)
    slow = (waves > trained).sum()
    print(f"base {base}: {slow} of {len(i)} pairs")
print("do not complete a turn in", trained)
