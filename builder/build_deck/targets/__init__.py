"""What a deck becomes: a row a target, and a folder for each.

A target takes a `ComposedEdition`, in which nothing is left to decide: no target renders, orders or dates a note.
"""

from collections.abc import Callable
from dataclasses import dataclass

from build_deck.compose import ComposedEdition


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of file that an edition can become."""

    name: str
    suffix: str
    """How its files are named, which is how `--output` asks for it."""
    make: Callable[[ComposedEdition], bytes]
    """The same edition gives the same bytes."""


def _apkg(edition: ComposedEdition) -> bytes:
    from build_deck.targets.apkg import pack

    return pack(edition)


APKG = Target("apkg", ".apkg", _apkg)

TARGETS: dict[str, Target] = {target.suffix: target for target in (APKG,)}
"""By suffix. What makes one is imported when it is asked for."""
