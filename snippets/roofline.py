import matplotlib.pyplot as plt
import numpy as np

peak, bandwidth = 989e12, 3.35e12  # H100, bf16
ridge = peak / bandwidth  # FLOPs a byte


def reached(intensity):
    return np.minimum(peak, bandwidth * intensity)


x = np.logspace(-1, 4, 200)
fig, ax = plt.subplots(figsize=(5, 3.2))
ax.loglog(x, reached(x) / 1e12)
for batch in (1, 32, 1024):  # 1 FLOP a byte each
    y = reached(batch) / 1e12
    ax.plot(batch, y, "o")
    ax.annotate(f"batch {batch}", (batch, y / 3))
ax.set(xlabel="FLOPs a byte", ylabel="TFLOP/s")
print(f"compute-bound above {ridge:.0f}")
plt.show()
