import numpy as np

E, A, a = 1.8172, 482.01, 0.3478
B, b = 2085.43, 0.3658


def loss(N, D):  # parameters, tokens
    return E + A / N**a + B / D**b


N = np.logspace(8, 13, 5001)
for C in (1e21, 1e23, 1e25):  # FLOPs
    D = C / (6 * N)
    best = loss(N, D).argmin()
    size, ratio = N[best] / 1e9, D[best] / N[best]
    print(f"{C:.0e}: {size:.0f} B", end=", ")
    print(f"{ratio:.0f} tokens a parameter")
