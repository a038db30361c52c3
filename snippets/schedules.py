import matplotlib.pyplot as plt
import numpy as np

t = np.linspace(0, 1, 501)
warm = np.minimum(t / 0.05, 1)
cosine = (1 + np.cos(np.pi * t)) / 2
curves = {
    "cosine": 0.1 + 0.9 * cosine,
    "linear": 1 - t,
    "WSD": np.minimum(1, (1 - t) / 0.2),
}
fig, ax = plt.subplots(figsize=(5, 3))
for name, curve in curves.items():
    ax.plot(t, warm * curve, label=name)
ax.set(xlabel="training", ylabel="learning rate")
ax.legend()
plt.show()
