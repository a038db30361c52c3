"""Seeds per model for 80% power, two-sided t-test at 5%."""

import math

from scipy import stats


def power(n, effect):
    """effect: difference of the means in seed-to-seed standard deviations."""
    df, shift = 2 * n - 2, effect * math.sqrt(n / 2)
    critical = stats.t.ppf(0.975, df)
    upper = stats.nct.sf(critical, df, shift)
    return upper + stats.nct.cdf(-critical, df, shift)


for effect in (2.0, 1.0, 0.5, 0.2):
    n = next(n for n in range(2, 1000) if power(n, effect) >= 0.8)
    print(f"effect {effect}: {n} seeds   (16/d^2 = {16 / effect**2:.0f})")
print(f"5 seeds, effect 1.0: power {power(5, 1.0):.2f}")
