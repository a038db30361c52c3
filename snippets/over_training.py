import numpy as np

E, A, a = 1.8172, 482.01, 0.3478
B, b = 2085.43, 0.3658


def loss(N, D):  # parameters, tokens
    return E + A / N**a + B / D**b


small, tokens = 8e9, 15e12
N = np.logspace(9, 12, 3001)
D = small * tokens / N  # the same FLOPs
best = loss(N, D).argmin()
size = N[best]
print(f"small: loss {loss(small, tokens):.2f}")
print(f"best:  loss {loss(size, D[best]):.2f}")
print(f"best is {size / small:.0f} x as large")
