"""The build driver: a deck's Markdown in, verified packages out.

Everything is worked out first and written last, so a build that fails leaves packages, recordings and lock as they were.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import lock as locks
from builder import recordings
from builder.config import DeckConfig
from builder.errors import BuilderError, Level, Problem, errors_in, in_order
from builder.execute import Settings, run_sessions
from builder.files import read_text, shown, write_all
from builder.lint import lint
from builder.load import LoadedDeck, load_deck
from builder.model import DeviceChoice, EditionName, Note, Session
from builder.outcomes import Outcome, Policy, settle_recorded, settle_run
from builder.packages import Package, build_packages
from builder.select import Selection, select
from builder.sessions import SessionPlan, plan_sessions

CACHE = Path(".build-deck")
"""In the current folder; what is in it can be made again."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What `build-deck build` may be told; the defaults are the command's."""

    output: Path | None = None
    tags: str | None = None
    editions: tuple[str, ...] = ()
    device: DeviceChoice = "auto"
    run: bool = True
    update: bool = False
    locked: bool = False
    strict: bool = False
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    packages: tuple[Package, ...]
    run: int
    """Snippets that ran."""
    cached: int
    """Snippets whose verdict was known."""
    recorded: tuple[str, ...]
    """Sessions recorded for the first time."""
    changed: tuple[str, ...]
    """Sessions whose new output was accepted."""
    warnings: tuple[Problem, ...]
    seconds: float
