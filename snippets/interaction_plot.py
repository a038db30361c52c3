"""Two techniques, all four combinations: do their gains add up?"""

import matplotlib.pyplot as plt

acc = {(0, 0): 70, (1, 0): 71, (0, 1): 69, (1, 1): 80}  # (A, B) on or off

gain_alone = acc[1, 0] - acc[0, 0]
gain_with_b = acc[1, 1] - acc[0, 1]
print("gain of A without B", gain_alone)
print("gain of A with B   ", gain_with_b)
print("interaction        ", gain_with_b - gain_alone)

fig, ax = plt.subplots(figsize=(4, 2.6))
for b in (0, 1):
    ax.plot([0, 1], [acc[0, b], acc[1, b]], marker="o", label=f"B = {b}")
ax.set_xticks([0, 1], ["A = 0", "A = 1"])
ax.set_ylabel("accuracy (%)")
ax.legend()
fig.tight_layout()
plt.show()
