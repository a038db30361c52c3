"""A deck's Markdown in, verified packages out.

Everything is worked out first and written last: a build that fails leaves packages, recordings and lock as they were.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder import lock as locks
from builder import recordings
from builder.config import FILE_NAME, DeckConfig
from builder.errors import BuilderError, Problem, errors_in, in_order
from builder.execute import Event, Settings, run_sessions, usable_cpus
from builder.files import shown, write_all
from builder.load import SUFFIXES, LoadedDeck, load_deck, problems_of
from builder.model import DeviceChoice, EditionName, NoteSource
from builder.outcomes import Outcome, Policy, settle_recorded, settle_run, unused_recordings
from builder.packages import Package, Packing, Shown, keep, pack_editions
from builder.select import Selection, select
from builder.sessions import NoteKey, SessionPlan, plan_sessions
from builder.stamp import Inputs, cache_folder

if TYPE_CHECKING:
    from builder.build import BuildOptions

Watcher = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was made of a deck, all of it on disk by now."""

    packages: tuple[Package, ...]
    settled: "Settled"
    warnings: tuple[Problem, ...]
    inputs: Inputs
    """What it was made of."""


def assemble(source: Path, options: "BuildOptions", watcher: Watcher, now: int) -> Assembly:
    """Make the packages of the deck at `source` and write them, with its lock and recordings.

    `now` is in Unix seconds. Raises BuilderError with everything that is wrong; then nothing was written.
    """
    deck = load_deck(source)
    found = problems_of(deck, options.editions)
    _stop_at(found, strict=options.strict)
    selection = select(deck, editions=options.editions, tags=options.tags)
    paths = package_paths(deck.config, selection, options.output, options.tags)
    _check_writable(paths.values())
    plan = plan_sessions({name: loaded.notes for name, loaded in deck.editions.items()})
    settled = settle(deck.config, plan, selection, options, watcher)
    problems = [*found, *(problem for outcome in settled.outcomes.values() for problem in outcome.problems)]
    _stop_at(problems, strict=options.strict)
    packing = pack_editions(deck, selection, shown_in(selection, plan, settled.outcomes), paths, now)
    _stop_at(packing.warnings, strict=options.strict)
    if options.locked:
        _stop_at(_unlocked(settled.news, packing), strict=False)
    _write(deck.config, packing, settled.news)
    if options.update and selection.whole:
        for name in unused_recordings(plan, deck.config.recordings):
            recordings.delete(deck.config.recordings, name)
    if selection.whole:
        keep(packing.packages, deck.config.id)
    warnings = in_order((*problems, *packing.warnings))
    return Assembly(packing.packages, settled, warnings, _inputs(deck, source, paths.values()))


@dataclass(frozen=True, slots=True)
class Settled:
    """Every wanted session with its outcome, and how many snippets ran for it."""

    outcomes: Mapping[str, Outcome]
    run: int = 0
    cached: int = 0

    @property
    def news(self) -> tuple[Outcome, ...]:
        """The outcomes that lead to a new recording."""
        return tuple(outcome for outcome in self.outcomes.values() if outcome.new)


def settle(
    config: DeckConfig, plan: SessionPlan, selection: Selection, options: "BuildOptions", watcher: Watcher
) -> Settled:
    """Return the outcome of every session that the selected notes need, run or taken from its recording."""
    wanted = plan.sessions((name, note.id) for name, notes in selection.notes.items() for note in notes)
    policy = Policy(config.recordings, (config.snippets,), update=options.update)
    if not options.run:
        return Settled({session.name: settle_recorded(session, plan, policy) for session in wanted})
    settings = engine_settings(config, options.device, options.jobs)
    runs = list(run_sessions(wanted, settings, cache=cache_folder() / "cache", progress=watcher))
    by_name = {run.session.name: run for run in runs}
    return Settled(
        {session.name: settle_run(by_name[session.name], plan, policy) for session in wanted},
        run=sum(len(run.snippets) for run in runs if not run.cached),
        cached=sum(len(run.snippets) for run in runs if run.cached),
    )


def engine_settings(config: DeckConfig, device: DeviceChoice = "auto", jobs: int | None = None) -> Settings:
    """Return how the engine runs this deck's sessions."""
    return Settings(
        jobs=jobs or usable_cpus(),
        device=device,
        limits=config.limits,
        import_paths=(config.snippets,),
        data=config.data,
        environment={name: os.environ[name] for name in config.environment if name in os.environ},
    )


def package_paths(
    config: DeckConfig, selection: Selection, output: Path | None = None, tags: str | None = None
) -> Mapping[EditionName, Path]:
    """Return where each edition's package goes.

    A filtered deck has its tags in its name, so that it never replaces the whole one.
    """
    names = tuple(selection.notes)
    if output is not None and output.suffix == ".apkg" and not output.is_dir():
        if len(names) == 1:
            return {names[0]: output}
        return {name: output.with_name(f"{output.stem}-{name}.apkg") for name in names}
    folder = output or Path("dist")
    kept = [config.id, *([] if selection.file is None else [selection.file])]
    suffix = [] if tags is None else [slug(tags)]
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
        yield Problem("locked", place, what, "Build without `--locked` and commit what that writes.")
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


def _inputs(deck: LoadedDeck, source: Path, packages: Iterable[Path]) -> Inputs:
    """Return everything that another build of the same would read, and the packages that it would write again."""
    config = deck.config
    documents = [document for loaded in deck.editions.values() for document in loaded.documents]
    made = [config.lock, *packages]
    files = [source, config.root / FILE_NAME, *made, *([config.style] if config.style else [])]
    used = (path for document in documents for path in (*document.media, *document.snippet_files))
    folders: list[tuple[Path, tuple[str, ...]]] = [(loaded.edition.path, SUFFIXES) for loaded in deck.editions.values()]
    folders += [(config.snippets, (".py",)), (config.recordings, (".yaml", ".svg")), (config.media, ())]
    folders += [(path, ()) for path in config.data]
    return Inputs(
        files=tuple(sorted({*map(str, files), *map(str, config.data), *used, *(d.path for d in documents)})),
        folders=tuple((str(folder), suffixes) for folder, suffixes in folders),
        environment={name: os.environ.get(name) for name in config.environment},
        made=tuple(map(str, (*made, config.recordings))),
    )
