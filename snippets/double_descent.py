import numpy as np

rng = np.random.default_rng(0)
n, d = 20, 60  # points to train on, features


def test_error(p):  # least squares, p features
    errors = []
    for _ in range(200):
        w = rng.standard_normal(d) / d**0.5
        X = rng.standard_normal((2 * n, d))
        noise = 0.3 * rng.standard_normal(2 * n)
        y = X @ w + noise
        fit = np.linalg.pinv(X[:n, :p]) @ y[:n]
        gaps = X[n:, :p] @ fit - y[n:]
        errors.append((gaps**2).mean())
    return np.mean(errors)


error = {p: test_error(p) for p in (15, 20, 60)}
print("worst:", max(error, key=error.get))
print("60 beats 15:", error[60] < error[15])
