"""matplotlib figures as SVG documents: the same bytes for the same picture."""

import contextlib
import io
import sys
from typing import Any

MOST = 16
"""Figures that one snippet may show."""


def collect() -> list[str]:
    """The open figures in the order of their numbers, drawn and closed."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return []
    drawn = [_draw(pyplot, number) for number in pyplot.get_fignums()[:MOST]]
    pyplot.close("all")
    return drawn


def _draw(pyplot: Any, number: int) -> str:
    buffer = io.StringIO()
    with pyplot.rc_context({"svg.hashsalt": "build-deck", "svg.fonttype": "path"}):
        pyplot.figure(number).savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


class Figures:
    """Figures that `plt.show()` showed, which closes them as a window that is closed does."""

    def __init__(self) -> None:
        self._figures: list[str] = []

    def watch(self, pyplot: Any) -> None:
        """Make `plt.show()` collect; on Agg it would only warn that nothing can be shown."""

        def show(*_: object, **__: object) -> None:
            self._figures.extend(collect())

        pyplot.show = show

    def take(self) -> list[str]:
        """What has been shown since the last call, and what is still open."""
        with contextlib.suppress(Exception):
            self._figures.extend(collect())
        taken, self._figures = self._figures[:MOST], []
        return taken
