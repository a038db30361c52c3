import numpy as np
from numpy.polynomial import Polynomial

rng = np.random.default_rng(0)
x = np.linspace(-1, 1, 20)
truth = np.sin(3 * x)

for degree in (1, 3, 15):
    fits = []
    for _ in range(1000):  # training sets
        y = truth + 0.3 * rng.standard_normal(20)
        fit = Polynomial.fit(x, y, degree)
        fits.append(fit(x))
    off = np.mean(fits, axis=0) - truth
    bias = (off**2).mean()
    variance = np.var(fits, axis=0).mean()
    print(f"degree {degree}:", end=" ")
    print(f"bias^2 {bias:.2f}", end=", ")
    print(f"variance {variance:.2f}")
