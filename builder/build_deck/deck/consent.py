"""What the user of a command lets a deck have beyond its own folder and its repository."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Consent:
    """Given on the command line, where whoever wrote the deck cannot give it."""

    paths: tuple[Path, ...] = ()
    """Files and folders that the deck may name."""
    environment: tuple[str, ...] = ()
    """Variables of the environment that its snippets may see."""


NO_CONSENT = Consent()
