"""A two-layer network learns XOR with hand-written backpropagation."""

import numpy as np


# region network
def start(scale):
    rng = np.random.default_rng(1)
    W1, W2 = rng.standard_normal((2, 4)), rng.standard_normal((4, 1))
    return [scale * W1, np.zeros(4), scale * W2, np.zeros(1)]


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)


def loss_and_gradients(params):
    W1, b1, W2, b2 = params
    H = np.tanh(X @ W1 + b1)  # forward: keep H for the way back
    P = 1 / (1 + np.exp(-(H @ W2 + b2)))
    loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    dZ2 = (P - Y) / len(X)  # sigmoid with cross-entropy
    dZ1 = (dZ2 @ W2.T) * (1 - H**2)  # through W2, then through tanh
    return loss, P, [X.T @ dZ1, dZ1.sum(0), H.T @ dZ2, dZ2.sum(0)]


for scale in (1, 0.001):
    params = start(scale)
    for _ in range(5000):
        loss, P, grads = loss_and_gradients(params)
        for i, g in enumerate(grads):
            params[i] = params[i] - 0.5 * g
    print(f"scale {scale}: loss {loss:.4f}, P = {P.ravel().round(2)}")
# endregion

params = start(1)
exact = loss_and_gradients(params)[2]
worst, count = 0.0, 0
for p, g in zip(params, exact, strict=True):
    for i in np.ndindex(p.shape):
        keep, h = p[i], 1e-5
        p[i] = keep + h
        up = loss_and_gradients(params)[0]
        p[i] = keep - h
        down = loss_and_gradients(params)[0]
        p[i] = keep
        worst, count = max(worst, abs((up - down) / (2 * h) - g[i])), count + 1
print(f"{count} gradients, all within 1e-8 of finite differences: {worst < 1e-8}")
