"""Sessions in, runs out: from the cache, or through the pool of zygotes."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.execute import devices, distributions, verdicts
from builder.execute.cache import Cache, key
from builder.execute.events import Event, SessionFinished, SnippetFinished, SnippetStarted, ignore
from builder.execute.imports import Needs, needs
from builder.execute.jobs import Kind, Task, job, kinds, uses_torch
from builder.execute.pool import Pool
from builder.execute.settings import Conditions, Settings
from builder.model import Environment, Session, SessionRun


def run_sessions(
    sessions: Sequence[Session],
    settings: Settings,
    *,
    cache: Path | None = None,
    progress: Callable[[Event], None] = ignore,
) -> Iterator[SessionRun]:
    """The runs of the sessions as they complete, those in the cache first; closing the iterator ends every process."""
    plan = _Plan(sessions, settings)
    store = Cache(cache) if cache else None
    left = []
    for session in sessions:
        run = store.load(plan.key(session), session) if store else None
        if run is None:
            left.append(session)
            continue
        progress(SessionFinished(run))
        yield run
    if not left:
        return
    fonts = (cache or Path.home() / ".cache" / "build-deck") / "matplotlib"
    with Pool(settings.jobs, settings.isolation, fonts, _teller(progress)) as pool:
        for task in pool.run([plan.task(session, settings.conditions) for session in left]):
            run = plan.run(task)
            if store:
                store.store(plan.key(run.session), run)
            progress(SessionFinished(run))
            yield run


def _teller(progress: Callable[[Event], None]) -> Callable[[Task, dict[str, Any]], None]:
    def tell(task: Task, message: dict[str, Any]) -> None:
        snippet = task.session.snippets[int(message.get("snippet", 0))]
        if message.get("event") == "started":
            progress(SnippetStarted(task.session, snippet))
        elif message.get("event") == "finished":
            progress(SnippetFinished(task.session, snippet, verdicts.snippet_run(task, message)))

    return tell


class _Plan:
    """What is known of the sessions before they run."""

    def __init__(self, sessions: Sequence[Session], settings: Settings) -> None:
        self._settings = settings
        self._needs: Mapping[int, Needs] = {id(each): needs(each, settings.import_paths) for each in sessions}
        self._light, self._heavy, self._optimizer = kinds(self._needs.values())

    def device(self, session: Session) -> devices.Device:
        """The device of a session: the deck's, unless a snippet says `device=cpu` or it needs no torch."""
        if not uses_torch(self._needs[id(session)]):
            return devices.CPU
        own = [snippet.options.device for snippet in session.snippets if snippet.options.device]
        return devices.choose("cpu" if "cpu" in own else own[0] if own else self._settings.device)

    def key(self, session: Session) -> str:
        """Its name in the cache."""
        return key(session, self._needs[id(session)], self._settings, self.device(session).name)

    def task(self, session: Session, conditions: Conditions) -> Task:
        """The session as something the pool can run."""
        found, device = self._needs[id(session)], self.device(session).kind
        heavy = uses_torch(found)
        kind = Kind(
            preload=self._heavy if heavy else self._light,
            optimizer=heavy and self._optimizer,
            hash_seed=conditions.hash_seed,
            device=device,
            environment=tuple(sorted(self._settings.environment.items())),
        )
        return Task(
            session,
            conditions,
            device,
            kind,
            job(session, self._settings, conditions, device, found),
            begun=time.monotonic(),
        )

    def run(self, task: Task) -> SessionRun:
        """The run that a completed task amounts to."""
        found = self._needs[id(task.session)]
        runs = verdicts.snippet_runs(task)
        environment = Environment(
            python=f"{sys.version_info.major}.{sys.version_info.minor}",
            packages=distributions.packages(found.top_level),
            device=self.device(task.session).name,
            isolation=task.isolation,
        )
        return SessionRun(task.session, runs, environment, sum(run.seconds for run in runs))
