import numpy as np

# z ~ N(0, 1); x given z ~ N(z, 1); seen: x = 2
x = 2.0
log_px = -(np.log(4 * np.pi) + x**2 / 2) / 2


def elbo(m, v):  # q(z) = N(m, v)
    rebuilt = np.log(2 * np.pi) + (x - m) ** 2 + v
    kl = (m**2 + v - 1 - np.log(v)) / 2
    return -rebuilt / 2 - kl


def gap(m, v):  # KL(q | posterior N(x/2, 1/2))
    r, d = v / 0.5, m - x / 2
    return (r + d**2 / 0.5 - 1 - np.log(r)) / 2


for q in ((0, 1), (1, 1), (1, 0.5)):
    print(f"{elbo(*q):.3f} = {log_px:.3f} - ", end="")
    print(f"{gap(*q):.3f}")
