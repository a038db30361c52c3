"""Sessions in, runs out: from the cache, or through processes."""

import dataclasses
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from builder.execute import devices, distributions, interpreter, verdicts
from builder.execute.cache import Cache, key
from builder.execute.devices import Device
from builder.execute.events import Event, SessionFinished, SnippetFinished, SnippetStarted, ignore
from builder.execute.imports import Needs, needs
from builder.execute.jobs import Kind, Task, job, kinds, uses_torch
from builder.execute.plain import PlainPool
from builder.execute.pool import Pool
from builder.execute.settings import Conditions, Settings
from builder.model import Environment, Session, SessionRun, Verdict

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
    tasks = plan.tasks((session, settings.conditions) for session in left)
    with closing(_run(tasks, settings, cache, _teller(progress))) as done:
        for task in done:
            run = plan.run(task)
            if settings.device == "auto" and task.device.kind == "cuda":
                run = _held_against_cpu(run, settings, cache)
            if store:
                store.store(plan.key(run.session), run)
            progress(SessionFinished(run))
            yield run


def run_under(
    sessions: Sequence[Session],
    settings: Settings,
    conditions: Sequence[Conditions],
    *,
    progress: Callable[[Event], None] = ignore,
) -> Generator[tuple[Conditions, SessionRun]]:
    """Each session's run under each of the conditions, as they complete, nothing cached.

    All share the same zygotes as far as they can. Progress is told of the first conditions only. Under the others a
    snippet has more time: two threads on a busy core are slower than one.
    """
    plan = _Plan(sessions, settings, None)

    def first(task: Task) -> bool:
        return task.conditions is conditions[0]

    tasks = plan.tasks((session, each) for session in sessions for each in conditions)
    for snippet in (snippet for task in tasks if not first(task) for snippet in task.job["snippets"]):
        snippet["timeout"] *= _PATIENCE
    with closing(_run(tasks, settings, None, _teller(progress, first))) as done:
        for task in done:
            run = plan.run(task)
            if settings.device == "auto" and task.device.kind == "cuda":
                run = _held_against_cpu(run, dataclasses.replace(settings, conditions=task.conditions), None)
            if first(task):
                progress(SessionFinished(run))
            yield task.conditions, run


def _run(
    tasks: Sequence[Task], settings: Settings, cache: Path | None, heard: Callable[[Task, dict[str, Any]], None]
) -> Generator[Task]:
    """The tasks as they complete, in whatever processes this system allows."""
    if not tasks:
        return
    fonts = interpreter.font_folder(cache)
    plain = sys.platform != "linux" or settings.isolation == "none"
    with (
        PlainPool(settings.jobs, fonts, heard) if plain else Pool(settings.jobs, settings.isolation, fonts, heard)
    ) as pool:
        yield from pool.run(tasks)


def _teller(
    progress: Callable[[Event], None], wanted: Callable[[Task], bool] = lambda _: True
) -> Callable[[Task, dict[str, Any]], None]:
    def tell(task: Task, message: dict[str, Any]) -> None:
        if not wanted(task):
            return
        snippet = task.session.snippets[int(message.get("snippet", 0))]
        if message.get("event") == "started":
            progress(SnippetStarted(task.session, snippet))
        elif message.get("event") == "finished":
            progress(SnippetFinished(task.session, snippet, verdicts.snippet_run(task, message)))

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
        return [self._task(session, conditions, light, heavy, optimizer=optimizer) for session, conditions in pairs]

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
        kind = Kind(
            preload=heavy if uses_torch(found) else light,
            optimizer=optimizer and uses_torch(found),
            hash_seed=conditions.hash_seed,
            device=device.kind,
            environment=tuple(sorted(self._settings.environment.items())),
        )
        return Task(session, conditions, device, kind, job(session, self._settings, conditions, device.kind, found))

    def run(self, task: Task) -> SessionRun:
        """The run that a completed task amounts to."""
        runs = verdicts.snippet_runs(task)
        environment = Environment(
            python=f"{sys.version_info.major}.{sys.version_info.minor}",
            packages=distributions.packages(self._needs[id(task.session)].top_level),
            device=task.device.name,
            isolation=task.isolation,
        )
        return SessionRun(task.session, runs, environment, sum(run.seconds for run in runs))
