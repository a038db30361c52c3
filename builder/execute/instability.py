"""Which condition makes a session's output differ from run to run."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from builder.execute.engine import run_conditions
from builder.execute.settings import CAUSES, CHANCE, STANDARD, VARIED, Conditions, Settings, vary
from builder.model import Session, SessionRun

Differ = Callable[[SessionRun, SessionRun], bool]
"""Whether two runs of one session differ, as the caller compares outputs."""


def run_twice(
    sessions: Sequence[Session], settings: Settings, *, cache: Path | None = None
) -> Iterator[tuple[SessionRun, SessionRun]]:
    """Each session's runs under the standard and under the varied conditions, as both are done."""
    waiting: dict[int, SessionRun] = {}
    for conditions, run in run_conditions(
        [(each, c) for each in sessions for c in (STANDARD, VARIED)], settings, cache
    ):
        other = waiting.pop(id(run.session), None)
        if other is None:
            waiting[id(run.session)] = run
        else:
            yield (run, other) if conditions is STANDARD else (other, run)


def causes(session: Session, settings: Settings, differ: Differ, *, cache: Path | None = None) -> tuple[str, ...]:
    """What the session's output depends on: the names in `CAUSES`, or chance.

    Runs it twice as always, then with one condition varied at a time; conditions that only together make a difference
    are named together.
    """
    trials = [STANDARD, STANDARD, *(vary(name) for name in CAUSES)]
    runs: list[tuple[Conditions, SessionRun]] = []
    one_at_a_time = dataclasses.replace(settings, jobs=1)
    runs += run_conditions([(session, conditions) for conditions in trials], one_at_a_time, cache)
    standard = [run for conditions, run in runs if conditions is STANDARD]
    if differ(*standard):
        return (CHANCE,)
    found = [c.name for c, run in runs if c is not STANDARD and differ(standard[0], run)]
    if "folder" in found and "hash_seed" in found:
        found.remove("hash_seed")  # another zygote has another temporary folder
    return tuple(CAUSES[name] for name in CAUSES if name in found) or (CHANCE,)
