"""A 95% confidence interval from five seeds."""

import numpy as np
from scipy import stats

acc = np.array([91.2, 92.8, 90.1, 92.0, 91.4])
n = len(acc)
# spread of a sample, not of a population
s = acc.std(ddof=1)
# quantile for a spread that is itself estimated
t = stats.t.ppf(0.975, df=n - 1)
# half the width of the interval
half = t * s / np.sqrt(n)
print(f"{acc.mean():.1f} ± {half:.1f}, quantile {t:.3f}")
