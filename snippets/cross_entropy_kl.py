import numpy as np

counts = np.array([6, 3, 1])  # a, b, c
n = counts.sum()
p = counts / n
entropy = -(p * np.log(p)).sum()

for q in ([0.4, 0.4, 0.2], [0.7, 0.2, 0.1], p):
    nll = -(counts * np.log(q)).sum() / n
    kl = (p * np.log(p / q)).sum()
    print(f"{nll:.3f} = {entropy:.3f} + {kl:.3f}")
