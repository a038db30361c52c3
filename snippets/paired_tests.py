"""The same ten accuracies, judged by three tests."""

import numpy as np
from scipy import stats

# Ten splits that share no data; both models are trained and tested on each.
a = np.array([71.3, 83.0, 76.4, 68.9, 80.2, 74.8, 85.1, 70.6, 78.7, 73.5])
b = np.array([72.4, 83.7, 77.9, 69.2, 81.4, 74.6, 86.0, 72.2, 79.2, 74.3])
gain = b - a

print(f"mean gain {gain.mean():.2f}, {(gain > 0).sum()} of 10 splits won")
print(f"std over splits: A {a.std(ddof=1):.1f}, gain {gain.std(ddof=1):.1f}")
print(f"unpaired t-test p = {stats.ttest_ind(a, b).pvalue:.2f}")
print(f"paired t-test   p = {stats.ttest_rel(a, b).pvalue:.4f}")
print(f"Wilcoxon paired p = {stats.wilcoxon(a, b).pvalue:.4f}")
low, high = stats.ttest_rel(b, a).confidence_interval(0.95)
print(f"95% CI of the gain: [{low:.2f}, {high:.2f}]")
