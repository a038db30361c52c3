"""How a plan's sessions are run and settled, for every command that runs them, and what decides an unstable output."""

import os
import re
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from build_deck import runtimes
from build_deck.commands.narrow import check_ids
from build_deck.commands.settled import Settled
from build_deck.deck.config import DeckConfig
from build_deck.disk.bounds import Bounds, hidden_beneath
from build_deck.disk.stamp import FOLDER, cache_folder
from build_deck.errors import BuildDeckError, Problem
from build_deck.execute import STANDARD, Event, Settings, ignore, known_runs, run_sessions, run_under, usable_cpus
from build_deck.execute.settings import CAUSES, CHANCE, OF_PROGRAMS, vary
from build_deck.execute.twice import Runs, Twice, run_twice
from build_deck.judge import (
    AGAIN,
    JudgedSession,
    disagreements,
    doubtful,
    judge,
    named_causes,
    settle,
    settle_recorded,
)
from build_deck.messages import quoted
from build_deck.model import DeviceChoice, SessionRun
from build_deck.plan import Plan, PlannedSession

Watcher = Callable[[Event], None]
Accepts = Callable[[PlannedSession], bool]
"""Whether the author accepts what comes out of a session, whatever was recorded."""

_MORE_RUNS = 3
"""Runs under the standard conditions that must agree before a condition is blamed: a timer may print the same twice."""

_SMALL_NUMBER = re.compile(r"-?\d{0,4}", re.ASCII)


def engine_settings(plan: Plan, device: DeviceChoice = "auto", jobs: int | None = None) -> Settings:
    """Return how the engine runs the plan's sessions."""
    config = plan.config
    return Settings(
        jobs=jobs or usable_cpus(),
        device=device,
        limits=config.limits,
        import_paths=config.import_paths,
        data=config.data,
        hidden=(config.recordings, FOLDER, *_hidden(config)),
        environment=_environment(config),
        expected=plan.seconds,
    )


def _hidden(config: DeckConfig) -> Iterator[Path]:
    """Yield what is hidden among the files that snippets may read, unless the user has allowed it."""
    allowed = Bounds().and_also(config.consent.paths)
    folders = {path.resolve() for path in (*config.import_paths, *config.data)}
    return (path for folder in folders for path in hidden_beneath(folder) if not allowed.hold(path))


def _environment(config: DeckConfig) -> Mapping[str, str]:
    """Return the variables that snippets may see; raises BuildDeckError where one of them is not the deck's to have.

    A small number, such as a seed, is nobody's secret.
    """
    there = {name: os.environ[name] for name in config.environment if name in os.environ}
    problems = [
        Problem(
            "needs-consent",
            config.places.get(f"environment.{number}"),
            f"The deck asks for the environment variable {quoted(name)}: its snippets would see it, and cards may.",
            f"If you trust whoever wrote this deck, allow it: `--allow-environment {name}`.",
        )
        for number, name in enumerate(config.environment)
        if name in there and name not in config.consent.environment and not _SMALL_NUMBER.fullmatch(there[name])
    ]
    if problems:
        raise BuildDeckError(problems)
    return there


def accepting(plan: Plan, ids: Collection[str], *, everything: bool) -> Accepts:
    """Return what tells whose outputs are accepted; raises UsageError for an id that no selected note has."""
    check_ids("--accept", ids, {note.note.id for note in plan.notes}, plan.deck.only)
    return lambda planned: everything or planned.note in ids


def settled_by_runs(plan: Plan, settings: Settings, watcher: Watcher, accepts: Accepts) -> Settled:
    """Return the outcome of every session, run or known from an earlier run.

    What is recorded for the first time runs twice, so that what is not stable is told on the first day.
    """
    sessions = plan.sessions.values()
    judged = judged_twice([each for each in sessions if each.unrecorded], settings, watcher, cache=_cache())
    known = judged_once([each for each in sessions if not each.unrecorded], settings, watcher)
    every = {each.name: judged.get(each.name) or known[each.name] for each in sessions}
    return Settled(
        {name: settle(each, update=accepts(each.planned)) for name, each in every.items()},
        run=sum(len(each.run.snippets) for each in every.values() if not each.run.cached),
        cached=sum(len(each.run.snippets) for each in every.values() if each.run.cached),
    )


def judged_before(wanted: Sequence[PlannedSession], settings: Settings) -> Mapping[str, JudgedSession]:
    """Return the verdicts on those of the sessions that have run before, by name; nothing is run."""
    runs = known_runs([each.session for each in wanted], settings, _cache())
    return {each.name: judge(each, runs[each.name]) for each in wanted if each.name in runs}


def judged_each(wanted: Sequence[PlannedSession], settings: Settings, watcher: Watcher) -> Generator[JudgedSession]:
    """Yield the verdicts on sessions as each has run once; closing the iterator ends every process."""
    planned = {each.name: each for each in wanted}
    sessions = [each.session for each in wanted]
    with closing(run_sessions(sessions, settings, cache=_cache(), progress=watcher)) as runs:
        for run in runs:
            yield judge(planned[run.session.name], run)


def judged_once(wanted: Sequence[PlannedSession], settings: Settings, watcher: Watcher) -> Mapping[str, JudgedSession]:
    """Return the verdicts on sessions that each run once, if they have not before, by name."""
    sessions = [each.session for each in wanted]
    runs = {run.session.name: run for run in run_sessions(sessions, settings, cache=_cache(), progress=watcher)}
    return {each.name: judge(each, runs[each.name]) for each in wanted}


def judged_twice(  # noqa: PLR0913 - what runs, how, where, and when it is enough
    wanted: Sequence[PlannedSession],
    settings: Settings,
    watcher: Watcher,
    *,
    cache: Path | None = None,
    enough: Callable[[JudgedSession], bool] = lambda _: False,
    run: Runs = run_twice,
) -> Mapping[str, JudgedSession]:
    """Return the verdicts on sessions that each run twice, by name; no more of them run once one is `enough`.

    `run` is what runs them, here or elsewhere.
    """
    planned = {each.name: each for each in wanted}
    runs: dict[str, Twice] = {}
    judged: dict[str, JudgedSession] = {}
    sessions = [each.session for each in wanted]
    with closing(run(sessions, settings, watcher, doubtful, cache)) as completed:
        for twice in completed:
            name = twice.standard.session.name
            runs[name], judged[name] = twice, judge(planned[name], *twice.runs)
            if enough(judged[name]):
                break
    why = causes([each.run for each in judged.values() if each.unstable], settings)
    judged |= {name: judge(planned[name], *runs[name].runs, cause=cause) for name, cause in why.items()}
    return {name: judged[name] for name in planned if name in judged}


def _cache() -> Path:
    return cache_folder() / "cache"


def settled_by_recordings(plan: Plan) -> Settled:
    """Return the outcome of every session by its recording alone."""
    return Settled({name: settle_recorded(planned) for name, planned in plan.sessions.items()})


def causes(unstable: Collection[SessionRun], settings: Settings) -> Mapping[str, str]:
    """Return, by session name, a sentence on what decides the output of these runs' sessions: each condition is tried.

    `unstable` are runs under the standard conditions.
    """
    standard = {run.session.name: run for run in unstable}
    again = (replace(STANDARD, name=AGAIN),) * _MORE_RUNS
    programs = any(each.command for run in unstable for each in runtimes.of_session(run.session))
    tried = (*again, *(vary(name) for name in CAUSES if programs or name not in OF_PROGRAMS))
    guilty: dict[str, set[str]] = {name: set() for name in standard}
    if standard:
        sessions = [run.session for run in standard.values()]
        with closing(run_under(sessions, settings, tried, progress=ignore)) as runs:
            for conditions, run in runs:
                if disagreements(standard[run.session.name], run):
                    guilty[run.session.name].add(conditions.name)
    return {name: named_causes(found, CAUSES, CHANCE) for name, found in guilty.items()}
