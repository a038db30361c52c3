"""What is kept from a session, as far as its code may be told about it."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Walls:
    """What a session is refused."""

    refused: frozenset[str] = frozenset()
    """Of `process`, `network`, `socket` (one of Unix) and `memory` (shared by all programs), what it may not have."""
    readable: tuple[str, ...] | None = None
    """Files and folders that can be read; None where nothing is refused."""
    writable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    """Below what can be read, what cannot."""
    always: tuple[str, ...] = ()
    """Below what cannot be read, what can."""

    def resolved(self) -> "Walls":
        """The same with every link followed, as this process sees them; takes half a millisecond."""
        readable, *others = (
            _resolved(paths) for paths in (self.readable or (), self.writable, self.hidden, self.always)
        )
        return Walls(self.refused, None if self.readable is None else readable, *others)

    def allow(self, path: str, *, writing: bool) -> bool:
        """Whether a resolved path can be opened, if these are."""
        if self.readable is None:
            return True
        if not writing and _is_below(path, self.always):
            return True
        granted = self.writable if writing else (*self.writable, *self.readable)
        return _is_below(path, granted) and not _is_below(path, self.hidden)


def _is_below(path: str, tops: tuple[str, ...]) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)


def _resolved(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(os.path.realpath, paths)))
