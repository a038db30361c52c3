"""The build driver: a deck's Markdown in, verified packages out.

Everything is worked out first and written last: a build that fails leaves packages, recordings and lock as they were.
"""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import lock as locks
from builder import recordings
from builder.config import DeckConfig
from builder.errors import BuilderError, Problem, errors_in, in_order
from builder.execute import Event, Settings, run_sessions
from builder.files import shown, write_all
from builder.load import load_deck, problems_of
from builder.model import DeviceChoice, EditionName, NoteSource
from builder.outcomes import Outcome, Policy, settle_recorded, settle_run
from builder.packages import Package, Packing, Shown, pack_editions
from builder.select import Selection, select
from builder.sessions import NoteKey, SessionPlan, plan_sessions

CACHE = Path(".build-deck") / "cache"
"""In the current folder; what is in it can be made again."""

_NAMES_SHOWN = 5

Watcher = Callable[[Event], None]


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

    def summary(self) -> Iterator[str]:
        """Yield the lines that end a build."""
        if self.recorded:
            yield f"recorded for the first time, look them over: {_some(self.recorded)}"
        if self.changed:
            yield f"recorded anew, look them over: {_some(self.changed)}"
        yield (
            f"snippets: {self.run} run, {self.cached} known from before, {len(self.changed)} changed · "
            f"{self.seconds:.1f} s"
        )
        for package in self.packages:
            yield f"{shown(package.path)}: {package.notes} notes, {_size(len(package.content))}"


def build(source: Path, options: BuildOptions, watcher: Watcher, *, now: int | None = None) -> BuildResult:
    """Build the packages of the deck at `source` and write them, with its lock and recordings.

    `now` is in Unix seconds. Raises BuilderError with everything that is wrong; then nothing was written.
    """
    began = time.monotonic()
    deck = load_deck(source)
    found = problems_of(deck)
    _stop_at(found, strict=options.strict)
    selection = select(deck, editions=options.editions, tags=options.tags)
    paths = package_paths(deck.config, selection, options)
    _check_writable(paths.values())
    plan = plan_sessions({name: loaded.notes for name, loaded in deck.editions.items()})
    settled = settle(deck.config, plan, selection, options, watcher)
    problems = [problem for outcome in settled.outcomes.values() for problem in outcome.problems]
    _stop_at(problems, strict=options.strict)
    packing = pack_editions(deck, selection, shown_in(selection, plan, settled.outcomes), paths, _now(now))
    _stop_at(packing.warnings, strict=options.strict)
    news = tuple(outcome for outcome in settled.outcomes.values() if outcome.new)
    if options.locked:
        _stop_at(_unlocked(news, packing), strict=False)
    _write(deck.config, packing, news)
    return BuildResult(
        packages=packing.packages,
        run=settled.run,
        cached=settled.cached,
        recorded=tuple(outcome.session.name for outcome in news if not outcome.known),
        changed=tuple(outcome.session.name for outcome in news if outcome.changed),
        warnings=in_order((*found, *problems, *packing.warnings)),
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """Every wanted session with its outcome, and how many snippets ran for it."""

    outcomes: Mapping[str, Outcome]
    run: int = 0
    cached: int = 0


def settle(
    config: DeckConfig, plan: SessionPlan, selection: Selection, options: BuildOptions, watcher: Watcher
) -> Settled:
    """Return the outcome of every session that the selected notes need, run or taken from its recording."""
    wanted = plan.sessions((name, note.id) for name, notes in selection.notes.items() for note in notes)
    policy = Policy(config.recordings, (config.snippets,), update=options.update)
    if not options.run:
        return Settled({session.name: settle_recorded(session, plan, policy) for session in wanted})
    settings = engine_settings(config, options.device, options.jobs)
    runs = list(run_sessions(wanted, settings, cache=CACHE, progress=watcher))
    by_name = {run.session.name: run for run in runs}
    return Settled(
        {session.name: settle_run(by_name[session.name], plan, policy) for session in wanted},
        run=sum(len(run.snippets) for run in runs if not run.cached),
        cached=sum(len(run.snippets) for run in runs if run.cached),
    )


def engine_settings(config: DeckConfig, device: DeviceChoice = "auto", jobs: int | None = None) -> Settings:
    """Return how the engine runs this deck's sessions."""
    return Settings(
        jobs=jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        device=device,
        limits=config.limits,
        import_paths=(config.snippets,),
        data=config.data,
        environment={name: os.environ[name] for name in config.environment if name in os.environ},
    )


def package_paths(config: DeckConfig, selection: Selection, options: BuildOptions) -> Mapping[EditionName, Path]:
    """Return where each edition's package goes.

    A filtered deck has its tags in its name, so that it never replaces the whole one.
    """
    output = options.output
    names = tuple(selection.notes)
    if output is not None and output.suffix == ".apkg" and not output.is_dir():
        if len(names) == 1:
            return {names[0]: output}
        return {name: output.with_name(f"{output.stem}-{name}.apkg") for name in names}
    folder = output or Path("dist")
    kept = [config.id, *([] if selection.file is None else [selection.file])]
    suffix = [] if options.tags is None else [slug(options.tags)]
    return {name: folder / f"{'-'.join([*kept, name, *suffix])}.apkg" for name in names}


def slug(text: str) -> str:
    """Return a tag expression as part of a file name: `hard and not rare` to `hard-and-not-rare`."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*|[()*?]", text)
    spelled = {"(": "_", ")": "_", "*": "x", "?": "x"}
    return "-".join(spelled.get(word, word) for word in words)[:80]


def shown_in(selection: Selection, plan: SessionPlan, outcomes: Mapping[str, Outcome]) -> Mapping[NoteKey, Shown]:
    """Return what each selected note with snippets may show, by the outcomes of their sessions."""
    keys = ((name, note) for name, notes in selection.notes.items() for note in notes)
    return {
        (name, note.id): _shown_by(note, outcomes[plan.of[name, note.id].name])
        for name, note in keys
        if (name, note.id) in plan.of
    }


def _shown_by(note: NoteSource, outcome: Outcome) -> Shown:
    indexes = [index for index, snippet in enumerate(note.snippets) if snippet.runs]
    return Shown(dict(zip(indexes, outcome.outputs, strict=True)), outcome.environment)


def _stop_at(problems: Iterable[Problem], *, strict: bool) -> None:
    """Raise when an error is among the problems; with `strict`, when there is any."""
    told = tuple(problems)
    if errors_in(told) or (strict and told):
        raise BuilderError(told)


def _check_writable(paths: Iterable[Path]) -> None:
    """Raise before anything runs where a package could not be written after it."""
    problems = []
    for path in paths:
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        if not folder.is_dir():
            what = f"{shown(path)} cannot be written: {shown(folder)} is a file."
        elif not os.access(folder, os.W_OK | os.X_OK):
            what = f"{shown(path)} cannot be written: {shown(folder)} does not permit it."
        elif path.is_dir():
            what = f"{shown(path)} cannot be written: it is a folder."
        else:
            continue
        problems.append(Problem("unwritable", None, what, "Choose another place with -o, or permit writing there."))
    if problems:
        raise BuilderError(problems)


def _unlocked(news: Iterable[Outcome], packing: Packing) -> Iterator[Problem]:
    """Yield what a locked build would have to write."""
    for outcome in news:
        state = "behind" if outcome.known else "missing"
        what = f"The recording of {outcome.session.name} is {state}, and --locked forbids writing it."
        place = outcome.session.snippets[0].location
        yield Problem("locked", place, what, "Run `build-deck` and commit what it writes.")
    if packing.outdated:
        yield packing.outdated


def _write(config: DeckConfig, packing: Packing, news: Iterable[Outcome]) -> None:
    contents = {package.path: package.content for package in packing.packages}
    if packing.outdated:
        contents[config.lock] = locks.dump(packing.lock).encode()
    for outcome in news:
        if outcome.new:
            contents |= recordings.contents(config.recordings, outcome.new)
    write_all(contents)
    for outcome in news:
        if outcome.new:
            recordings.remove_old_figures(config.recordings, outcome.new)


def _now(now: int | None) -> int:
    return int(time.time()) if now is None else now


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB"  # noqa: PLR2004


def build_deck(source: str | Path = "deck", *, progress: Watcher | None = None, **options: Any) -> BuildResult:  # noqa: ANN401 - the fields of BuildOptions
    """Build the packages of the deck at `source`; the keyword arguments are the fields of `BuildOptions`.

    Raises BuilderError with everything that is wrong; then nothing was written.
    """
    return build(Path(source), BuildOptions(**options), progress or (lambda _event: None))
