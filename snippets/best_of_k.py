"""How far luck alone lifts the best of k equally good runs."""

import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

z = np.linspace(-8, 8, 4001)


def best(k):
    """Expected maximum of k standard normal scores."""
    density = k * stats.norm.pdf(z) * stats.norm.cdf(z) ** (k - 1)
    return np.trapezoid(z * density, z)


for k in (2, 5, 20, 50):
    print(f"best of {k:2}: mean + {best(k):.2f} std")

tries = np.arange(1, 101)
fig, ax = plt.subplots(figsize=(4, 2.6))
ax.plot(tries, [best(k) for k in tries])
ax.set_xscale("log")
ax.set_xlabel("runs tried (k)")
ax.set_ylabel("expected best (std)")
fig.tight_layout()
plt.show()
