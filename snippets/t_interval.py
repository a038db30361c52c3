"""A 95% confidence interval from five seeds."""

import numpy as np
from scipy import stats

acc = np.array([91.2, 92.8, 90.1, 92.0, 91.4])
n = len(acc)
# the spread
s = acc.std(ddof=1)
# the quantile
t = stats.t.ppf(0.975, df=n - 1)
# half the width
half = t * s / np.sqrt(n)
print(f"{acc.mean():.1f} ± {half:.1f}, quantile {t:.3f}")
