"""How sessions are run: with which limits, on what device, under which fixed conditions."""

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from build_deck.model import DeviceChoice, Limits

Isolation = Literal["auto", "landlock", "none"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a session finds the same at every run; two sets of them tell what an output depends on."""

    name: str
    hash_seed: int
    """Decides the order of sets of strings."""
    seed: int
    """Of random, numpy and torch, where the author gave no `seed=`."""
    threads: int
    """That torch computes with; sums differ in the last digits."""
    instructions: Literal["all", "oldest"]
    """Of the processor, that libraries compute with; other ones round otherwise."""
    columns: int
    """The width of the terminal."""
    folder: str
    """The name of the working folder."""
    optimise: int
    """How much compilers do about speed: what is undefined comes out otherwise."""
    locale: str
    """Of programs that have every language's ways of writing numbers and dates built in."""
    another_day: bool
    """Whether the time zone is one where it is another date than in UTC."""
    process_ids: int
    """Process ids used up before the session gets its own."""
    reversed_listing: bool
    """Whether folders are listed backwards."""
    sample: int = 0
    """Which sample of random numbers it draws: by how much every seed in its code is shifted. Not one to vary: what
    depends on a seed is no mistake, see `samples`."""


STANDARD = Conditions(
    name="standard",
    hash_seed=0,
    seed=0,
    threads=1,
    instructions="all",
    columns=80,
    folder="work",
    optimise=0,
    locale="en_US.UTF-8",
    another_day=False,
    process_ids=0,
    reversed_listing=False,
)
"""What recordings are made under."""

VARIED = Conditions(
    name="varied",
    hash_seed=4242,
    seed=20_011,
    threads=2,
    instructions="oldest",
    columns=113,
    folder="elsewhere",
    optimise=2,
    locale="de_DE.UTF-8",
    another_day=True,
    process_ids=7,
    reversed_listing=True,
)
"""Everything different that a learner may find different."""

OTHERWISE = dataclasses.replace(VARIED, name="otherwise", threads=STANDARD.threads, instructions=STANDARD.instructions)
"""Everything different but how floats are added."""

CAUSES: Mapping[str, str] = {
    "folder": "the working folder",
    "columns": "the width of the terminal",
    "locale": "the locale",
    "optimise": "what the compiler does about speed (something in the code is undefined)",
    "another_day": "the time zone",
    "process_ids": "the process id",
    "reversed_listing": "the order in which a folder is listed",
    "seed": "the seeds of random, numpy and torch",
    "threads": "the number of threads",
    "instructions": "the instructions of the processor",
    "hash_seed": "the hash seed (the order of a set)",
}
"""What each field of `Conditions` is called in a message, in the order in which they are suspected."""

OF_PROGRAMS = frozenset(("locale", "optimise"))
"""Those of them that change nothing in a session's own process."""

CHANCE = "chance (the time, an address, fresh entropy or a race of threads)"
"""What is left when the same conditions give two outputs."""


def vary(field_name: str) -> Conditions:
    """The standard conditions with one of them varied."""
    return dataclasses.replace(STANDARD, name=field_name, **{field_name: getattr(VARIED, field_name)})


def samples(count: int) -> tuple[Conditions, ...]:
    """The standard conditions with every seed shifted, each time by another amount."""
    return tuple(
        dataclasses.replace(STANDARD, name=f"sample {number}", sample=number) for number in range(1, count + 1)
    )


def usable_cpus() -> int:
    """How many CPUs this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run the sessions of a deck."""

    jobs: int = field(default_factory=usable_cpus)
    """Sessions at a time."""
    device: DeviceChoice = "auto"
    limits: Limits = field(default_factory=Limits)
    import_paths: tuple[Path, ...] = ()
    """Folders whose modules sessions can import: the snippets folder."""
    data: tuple[Path, ...] = ()
    """Files and folders that sessions can read; each is found in the working folder under its own name."""
    hidden: tuple[Path, ...] = ()
    """Files and folders that no session reads, wherever they lie: what it should compute, it could copy there."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the deck declares."""
    conditions: Conditions = STANDARD
    expected: Mapping[str, float] = field(default_factory=dict)
    """Seconds that a session of this name took when it was recorded; the longest begin first."""
    isolation: Isolation = "auto"
    """The best tier to try: `landlock` is everything but namespaces, `none` a plain process with a deadline."""
    pulse: Callable[[], None] = nothing
    """Called some times a second while sessions run; what it raises ends them all."""
