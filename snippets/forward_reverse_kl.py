import numpy as np

x = np.linspace(-12, 12, 2401)


def gauss(mu, sigma):
    w = np.exp(-(((x - mu) / sigma) ** 2) / 2)
    return (w + 1e-300) / (w + 1e-300).sum()


def kl(a, b):
    return (a * np.log(a / b)).sum()


p = gauss(-3, 0.5) / 2 + gauss(3, 0.5) / 2
grid = np.arange(0, 4.1, 0.5)
fits = [(mu, s) for mu in grid for s in grid[1:]]
ahead = min(fits, key=lambda f: kl(p, gauss(*f)))
back = min(fits, key=lambda f: kl(gauss(*f), p))
print("KL(p|q): mean, std =", *ahead)
print("KL(q|p): mean, std =", *back)
