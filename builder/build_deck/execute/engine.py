"""Sessions in, runs out: from the cache, or through processes."""

import dataclasses
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from build_deck import runtimes
from build_deck.execute import devices, instructions, interpreter, results
from build_deck.execute.cache import Cache, key
from build_deck.execute.devices import Device
from build_deck.execute.events import Event, SessionFinished, SnippetFinished, SnippetsPlanned, SnippetStarted, ignore
from build_deck.execute.jobs import Kind, Task, job, kinds, uses_torch
from build_deck.execute.plain import PlainPool
from build_deck.execute.pool import Pool
from build_deck.execute.processor import processor
from build_deck.execute.settings import Conditions, Settings
from build_deck.model import Environment, Session, SessionRun, Verdict
from build_deck.runtimes import Needs
from build_deck.runtimes.needs import needs, packages

_RETRIED = (Verdict.ERROR, Verdict.MEMORY, Verdict.KILLED)
"""What a GPU may do to a snippet that the CPU would not."""

_PATIENCE = 3
"""Times its own deadline that a snippet has under conditions that are not the standard ones."""


def run_sessions(
    sessions: Sequence[Session],
    settings: Settings,
    *,
    cache: Path | None = None,
    progress: Callable[[Event], None] = ignore,
) -> Generator[SessionRun]:
    """The runs of the sessions as they complete, those in the cache first; closing the iterator ends every process."""
    plan = _Plan(sessions, settings, cache)
    store = Cache(cache) if cache else None
    left = []
    for session in sessions:
        run = store.load(plan.key(session), session) if store else None
        if run is None:
            left.append(session)
            continue
        progress(SessionFinished(run))
        yield run
    _announce(left, progress)
    tasks = plan.tasks((session, settings.conditions) for session in left)
    with closing(_run(tasks, settings, _teller(progress))) as done:
        for task in done:
            run = plan.run(task)
            if settings.device == "auto" and task.device.kind == "cuda":
                run = _held_against_cpu(run, settings, cache)
            if store:
                store.store(plan.key(run.session), run)
            progress(SessionFinished(run))
            yield run


def known_runs(sessions: Sequence[Session], settings: Settings, cache: Path) -> Mapping[str, SessionRun]:
    """The runs that the cache has of these sessions, by name; nothing is run."""
    plan, store = _Plan(sessions, settings, cache), Cache(cache)
    found = ((session.name, store.load(plan.key(session), session)) for session in sessions)
    return {name: run for name, run in found if run}


def run_under(
    sessions: Sequence[Session],
    settings: Settings,
    conditions: Sequence[Conditions],
    *,
    cache: Path | None = None,
    progress: Callable[[Event], None] = ignore,
) -> Generator[tuple[Conditions, SessionRun]]:
    """Each session's run under each of the conditions, as they complete; none is taken from a cache.

    Runs under the conditions of the settings are put into the cache, where there is one. All share the same zygotes as
    far as they can. Progress is told of the first conditions only. Under the others a snippet has more time: two
    threads on a busy core are slower than one.
    """
    plan = _Plan(sessions, settings, cache)
    store = Cache(cache) if cache else None

    def first(task: Task) -> bool:
        return task.conditions is conditions[0]

    _announce(sessions, progress)
    tasks = plan.tasks((session, each) for session in sessions for each in conditions)
    for snippet in (snippet for task in tasks if not first(task) for snippet in task.job["snippets"]):
        snippet["timeout"] *= _PATIENCE
    with closing(_run(tasks, settings, _teller(progress, first))) as done:
        for task in done:
            run = plan.run(task)
            if settings.device == "auto" and task.device.kind == "cuda":
                run = _held_against_cpu(run, dataclasses.replace(settings, conditions=task.conditions), None)
            if store and task.conditions is settings.conditions:
                store.store(plan.key(run.session), run)
            if first(task):
                progress(SessionFinished(run))
            yield task.conditions, run


def _announce(sessions: Iterable[Session], progress: Callable[[Event], None]) -> None:
    if number := sum(len(session.snippets) for session in sessions):
        progress(SnippetsPlanned(number))


def _run(tasks: Sequence[Task], settings: Settings, heard: Callable[[Task, dict[str, Any]], None]) -> Generator[Task]:
    """The tasks as they complete, in whatever processes this system allows."""
    if not tasks:
        return
    fonts = interpreter.font_folder()
    plain = sys.platform != "linux" or settings.isolation == "none"
    with (
        PlainPool(settings.jobs, fonts, heard, pulse=settings.pulse)
        if plain
        else Pool(settings.jobs, settings.isolation, fonts, heard, pulse=settings.pulse)
    ) as pool:
        yield from pool.run(tasks)


def _teller(
    progress: Callable[[Event], None], wanted: Callable[[Task], bool] = lambda _: True
) -> Callable[[Task, dict[str, Any]], None]:
    def tell(task: Task, message: dict[str, Any]) -> None:
        if not wanted(task):
            return
        number = results.owner_of(task, message)
        snippet = task.session.snippets[number]
        if message.get("event") == "started":
            if results.begins(task, message):
                progress(SnippetStarted(task.session, snippet))
        elif results.ends(task, message):
            progress(SnippetFinished(task.session, snippet, results.snippet_run(task, number)))

    return tell


def _held_against_cpu(run: SessionRun, settings: Settings, cache: Path | None) -> SessionRun:
    """The run, or where it failed on the GPU and succeeds on the CPU, that one, marked `cpu-only`."""
    failed = [snippet.verdict in _RETRIED for snippet in run.snippets]
    if not any(failed):
        return run
    on_cpu = dataclasses.replace(settings, device="cpu")
    (again,) = run_sessions([run.session], on_cpu, cache=cache)
    if any(snippet.verdict is not Verdict.OK for snippet in again.snippets):
        return run
    marked = [
        dataclasses.replace(passed, verdict=Verdict.CPU_ONLY, message=snippet.message, location=snippet.location)
        if snippet.verdict in _RETRIED
        else passed
        for passed, snippet in zip(again.snippets, run.snippets, strict=True)
    ]
    return dataclasses.replace(again, snippets=tuple(marked), cached=False)


class _Plan:
    """What is known of the sessions before they run."""

    def __init__(self, sessions: Sequence[Session], settings: Settings, cache: Path | None) -> None:
        self._settings = settings
        self._needs: Mapping[int, Needs] = {id(each): needs(each, settings.import_paths) for each in sessions}
        self._devices = {id(each): self._device(each, cache) for each in sessions}

    def _device(self, session: Session, cache: Path | None) -> Device:
        """The device of a session: the deck's, unless a snippet says `device=cpu` or it needs no torch."""
        if not uses_torch(self._needs[id(session)]):
            return devices.CPU
        stays = any(snippet.options.device == "cpu" for snippet in session.snippets)
        return devices.choose("cpu" if stays else self._settings.device, cache)

    def key(self, session: Session) -> str:
        """Its name in the cache."""
        return key(session, self._needs[id(session)], self._settings, self._devices[id(session)].name)

    def tasks(self, wanted: Iterable[tuple[Session, Conditions]]) -> list[Task]:
        """The sessions as something a pool can run, the longest first; preloaded is what these need and no more."""
        pairs = sorted(wanted, key=lambda pair: -self._settings.expected.get(pair[0].name, 0.0))
        light, heavy, optimizer = kinds(self._needs[id(session)] for session, _ in pairs)
        tasks = [self._task(session, conditions, light, heavy, optimizer=optimizer) for session, conditions in pairs]
        first: dict[int, Task] = {}
        for number, task in enumerate(tasks):
            task.number = number
            task.after = first.get(id(task.session))
            first.setdefault(id(task.session), task)
        return tasks

    def _task(
        self,
        session: Session,
        conditions: Conditions,
        light: tuple[tuple[str, ...], ...],
        heavy: tuple[tuple[str, ...], ...],
        *,
        optimizer: bool,
    ) -> Task:
        found, device = self._needs[id(session)], self._devices[id(session)]
        older = dict(instructions.older()) if conditions.instructions == "oldest" else {}
        kind = Kind(
            preload=heavy if uses_torch(found) else light,
            optimizer=optimizer and uses_torch(found),
            hash_seed=conditions.hash_seed,
            device=device.kind,
            environment=tuple(sorted((older | dict(self._settings.environment)).items())),
        )
        return Task(session, conditions, device, kind, job(session, self._settings, conditions, device.kind, found))

    def run(self, task: Task) -> SessionRun:
        """The run that a completed task amounts to."""
        runs = results.snippet_runs(task)
        environment = Environment(
            languages={each.name: each.version() for each in runtimes.of_session(task.session) if each.version()},
            packages=packages(task.session, self._needs[id(task.session)]),
            device=task.device.name,
            isolation=task.isolation,
            processor=processor(),
        )
        return SessionRun(task.session, runs, environment, sum(run.seconds for run in runs))
