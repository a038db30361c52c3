"""Two inputs that say nearly the same: drop one, drop the other, drop both."""

import numpy as np

rng = np.random.default_rng(0)
signal = rng.normal(size=500)
parts = {
    "A": signal + 0.1 * rng.normal(size=500),
    "B": signal + 0.1 * rng.normal(size=500),
}
y = signal + 0.3 * rng.normal(size=500)


def unexplained(names):
    """Share of the variance of y that a linear fit leaves over."""
    x = np.column_stack([np.ones(500), *(parts[name] for name in names)])
    return np.var(y - x @ np.linalg.lstsq(x, y)[0]) / np.var(y)


print(f"full model {unexplained('AB'):.2f}")
print(f"without A  {unexplained('B'):.2f}")
print(f"without B  {unexplained('A'):.2f}")
print(f"neither    {unexplained(''):.2f}")
