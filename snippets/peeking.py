"""No effect at all, yet test after every seed and stop at p < 0.05."""

import numpy as np
from scipy import stats

gains = np.random.default_rng(0).normal(size=(10_000, 30))  # true mean 0

for first_look in (30, 10, 3):
    found = np.zeros(len(gains), dtype=bool)
    for n in range(first_look, 31):
        found |= stats.ttest_1samp(gains[:, :n], 0, axis=1).pvalue < 0.05
    print(f"looks {31 - first_look:2}, false positives {found.mean():.2f}")
