"""Sessions as the jobs that a zygote's slots understand, and which zygote each belongs to."""

import datetime as dt
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from build_deck import runtimes
from build_deck.execute.devices import Device
from build_deck.execute.inside.protocol import ConditionsJob, Job, ProgramJob, SnippetJob
from build_deck.execute.settings import Conditions, Settings
from build_deck.model import Session, Snippet
from build_deck.runtimes import Import, Needs, Runtime
from build_deck.runtimes.needs import folders

PRELOADED: Mapping[str, tuple[str, ...]] = {
    "numpy": ("fft", "linalg", "ma", "polynomial", "random", "testing"),
    "torch": (),
    "scipy": (
        *("cluster", "fft", "integrate", "interpolate", "io", "linalg", "ndimage", "optimize", "signal", "sparse"),
        *("spatial", "special", "stats"),
    ),
    "pandas": (),
    "matplotlib": ("pyplot",),
    "sklearn": (
        *("cluster", "datasets", "decomposition", "ensemble", "linear_model", "metrics", "model_selection"),
        *("naive_bayes", "neighbors", "neural_network", "pipeline", "preprocessing", "svm", "tree"),
    ),
    "sympy": (),
}
"""Packages that are slow to import and start no threads when they are imported, so that a fork after it is safe, and
those of their own that they do not import themselves. No other name is imported before the fork, for a module may do
anything when it is imported: `numpy.f2py.__main__` ends the process."""

_HEAVY = "torch"


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What the zygotes are told apart by."""

    preload: tuple[tuple[str, ...], ...]
    """Modules to import before forking, each with names to fetch from it."""
    optimizer: bool
    hash_seed: int
    device: str
    environment: tuple[tuple[str, str], ...]


@dataclass
class Task:
    """One session to run once, under given conditions."""

    session: Session
    conditions: Conditions
    device: Device
    kind: Kind
    job: Job
    number: int = 0
    """Its place in the order in which tasks are to begin."""
    after: "Task | None" = None
    """Which must have begun before this one does: the same session, under the conditions that come first."""
    begun: bool = False
    attempts: int = 0
    """How often the zygote died under it."""
    results: list[dict[str, Any]] = field(default_factory=list)
    """What its slot has said of each piece so far."""
    isolation: str = ""

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """For each piece of the job the number of its snippet: a transcript has a piece a prompt."""
        return tuple(number for number, snippet in enumerate(self.session.snippets) for _ in snippet.pieces)


def kinds(all_needs: Iterable[Needs]) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...], bool]:
    """What to preload for sessions without and with torch, and whether the latter need an optimizer.

    Two zygotes, since forking a process that holds torch takes several times as long, and since the sessions that do
    without can run while it is being imported.
    """
    light: set[Import] = set()
    heavy: set[Import] = set()
    optimizer = False
    for each in all_needs:
        uses_torch = _HEAVY in each.top_level
        wanted = {Import(name) for found in each.modules for name in _preloaded(found)}
        (heavy if uses_torch else light).update(wanted)
        optimizer = optimizer or (uses_torch and each.optimizer)
    return _names(light), _names(heavy), optimizer


def _names(found: set[Import]) -> tuple[tuple[str, ...], ...]:
    names: dict[str, set[str]] = {}
    for each in found:
        names.setdefault(each.module, set()).update(each.names)
    return tuple((module, *sorted(names[module])) for module in sorted(names))


def _preloaded(found: Import) -> Iterator[str]:
    """The modules of the table that this import needs, under their full names."""
    package, _, rest = found.module.partition(".")
    if package not in PRELOADED:
        return
    wanted = (rest.partition(".")[0],) if rest else found.names
    own = [f"{package}.{name}" for name in wanted if name in PRELOADED[package]]
    yield from own or [package]


def uses_torch(found: Needs) -> bool:
    """Whether the session belongs to the zygote that holds torch."""
    return _HEAVY in found.top_level


def job(session: Session, settings: Settings, conditions: Conditions, device: str, found: Needs) -> Job:
    """The job of running this session."""
    limits = settings.limits
    options = [snippet.options for snippet in session.snippets]
    return Job(
        snippets=[piece for snippet in session.snippets for piece in _pieces(snippet, limits.timeout)],
        programs={each.name: _program(each, conditions) for each in runtimes.of_session(session) if each.command},
        tools=sorted({path for each in runtimes.of_session(session) for path in each.tool().reads}),
        conditions=_conditions(conditions),
        device=device,
        memory=max(limits.memory if each.memory is None else each.memory for each in options),
        output=limits.output,
        disk=limits.disk,
        processes=limits.processes or any(each.processes for each in options),
        environment=dict(settings.environment),
        import_paths=[str(path) for path in folders(session, settings.import_paths)],
        data=[str(path.resolve()) for path in settings.data],
        readable=list(_elsewhere(found)),
        hidden=[str(path.resolve()) for path in settings.hidden],
    )


def _pieces(snippet: Snippet, timeout: float) -> Iterator[SnippetJob]:
    whole = _snippet(snippet, timeout)
    for example in snippet.transcript:
        raises = None if example.error is None else "BaseException"
        line = snippet.origin.line + example.line - 1
        yield {**whole, "code": example.code, "line": line, "interactive": True, "raises": raises}
    if not snippet.transcript:
        yield whole


def _snippet(snippet: Snippet, timeout: float) -> SnippetJob:
    options, runtime = snippet.options, runtimes.named(snippet.runtime)
    return SnippetJob(
        language=snippet.runtime,
        code=snippet.code,
        name=runtime.file(snippet.code),
        entry=runtime.entry(snippet.code),
        path=snippet.origin.path,
        line=snippet.origin.line,
        file=str(Path(snippet.origin.path).resolve()) if options.file else "",
        interactive=False,
        raises=options.raises,
        seed=options.seed,
        timeout=timeout if options.timeout is None else options.timeout,
    )


def _program(runtime: Runtime, conditions: Conditions) -> ProgramJob:
    tool = runtime.tool()
    return ProgramJob(
        command=[_with_tool(part, tool.path) for part in runtime.command],
        compile=[_with_tool(part, tool.path) for part in runtime.compile],
        driver=runtime.driver and _driver(runtime.driver),
        processes=runtime.processes,
        asks=runtime.asks,
        environment=dict(runtime.variables(conditions.locale)),
    )


def _with_tool(part: str, path: str) -> str:
    return part.replace("{tool}", path).replace("{beside}", str(Path(path).parent))


@cache
def _driver(name: str) -> str:
    """The text of a driver, a file of `inside/programs`."""
    return (Path(__file__).parent / "inside" / "programs" / name).read_text("utf-8")


def _conditions(conditions: Conditions) -> ConditionsJob:
    return ConditionsJob(
        seed=conditions.seed,
        threads=conditions.threads,
        columns=conditions.columns,
        folder=conditions.folder,
        locale=conditions.locale,
        optimise=conditions.optimise,
        timezone=_another_day() if conditions.another_day else "UTC",
        process_ids=conditions.process_ids,
        reversed_listing=conditions.reversed_listing,
        sample=conditions.sample,
    )


def _another_day() -> str:
    """A time zone (as POSIX writes it: the sign is the other way round) where now is another date than in UTC."""
    noon = 12
    return "LATER-14" if dt.datetime.now(dt.UTC).hour >= noon else "EARLIER12"


def _elsewhere(found: Needs) -> Iterable[str]:
    """Folders of imported packages that are installed in place (`pip install -e`)."""
    for name in found.top_level:
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec is not None:
            yield from spec.submodule_search_locations or ([spec.origin] if spec.origin else [])
