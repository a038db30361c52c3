"""The pictures of deck/media that no snippet shows: `python deck/draw.py` draws them."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

HERE = Path(__file__).parent / "media"
INK = "#7a8594"  # readable on white and on black
LINE = "#3b82c4"


def save(figure: plt.Figure, name: str) -> None:
    """Write the figure with a transparent ground and the same bytes each time."""
    figure.savefig(HERE / name, transparent=True, metadata={"Date": None})
    plt.close(figure)


def panels(count: int) -> tuple[plt.Figure, list[plt.Axes]]:
    """Small panels, two a row."""
    figure, axes = plt.subplots((count + 1) // 2, 2, figsize=(5, 2.1 * ((count + 1) // 2)))
    return figure, list(axes.ravel())


def loss_curves() -> None:
    """Four runs that went wrong, each in its own way."""
    rng = np.random.default_rng(0)
    t = np.linspace(0, 1, 300)
    falling = 1 + 3 * np.exp(-8 * t)
    noise = 0.04 * rng.standard_normal(t.size)
    spike = falling + noise + 2.2 * np.exp(-((t - 0.6) ** 2) / 0.0006) * (t > 0.58)
    diverged = np.where(t < 0.45, falling + noise, 1.1 + np.exp(9 * (t - 0.45)) - 1)
    flat = 4 + noise - 0.1 * t
    validation = 1.25 + 3 * np.exp(-8 * t) + 1.6 * np.maximum(t - 0.35, 0) ** 1.3
    figure, axes = panels(4)
    for axis, name, curve in zip(axes, "ABCD", (spike, diverged, flat, falling + noise), strict=True):
        axis.plot(t, curve, color=LINE, linewidth=1.2)
        axis.set(title=name, xticks=[], yticks=[], ylim=(0.5, 5))
    axes[3].plot(t, validation + noise, color="#d97706", linewidth=1.2, linestyle="--")
    figure.tight_layout()
    save(figure, "loss-curves.svg")


def attention_masks() -> None:
    """Four masks of eight tokens: what each row may look at."""
    row, column = np.indices((8, 8))
    masks = {
        "A": row >= 0,
        "B": row >= column,
        "C": (row >= column) & (row - column < 3),
        "D": (row >= column) | (column < 3),
    }
    figure, axes = panels(4)
    for axis, (name, mask) in zip(axes, masks.items(), strict=True):
        axis.imshow(mask, cmap=mpl.colors.ListedColormap(["none", LINE]), vmin=0, vmax=1)
        axis.set(title=name, xticks=np.arange(-0.5, 8), yticks=np.arange(-0.5, 8), xticklabels=[], yticklabels=[])
        axis.grid(color=INK, linewidth=0.6)
        axis.tick_params(length=0)
    figure.tight_layout()
    save(figure, "attention-masks.svg")


if __name__ == "__main__":
    colours = {f"{part}.color": INK for part in ("text", "xtick", "ytick")}
    style = {"svg.hashsalt": "deck", "axes.edgecolor": INK, "axes.labelcolor": INK, "font.size": 11}
    with mpl.rc_context(colours | style):
        loss_curves()
        attention_masks()
