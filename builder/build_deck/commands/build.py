"""The build driver: what a build is told and gives, and whether there is anything to do.

What makes packages is imported only when something has changed.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_deck.commands.settled import Settled
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.disk import stamp
from build_deck.disk.files import display_path
from build_deck.errors import BuildDeckError, Level, Location, Problem, errors_in, in_order
from build_deck.messages import counted
from build_deck.model import DeviceChoice, EditionName

if TYPE_CHECKING:
    from build_deck.commands.engine import Watcher
    from build_deck.commands.packages import Package
    from build_deck.compose import Composition
    from build_deck.deck.load import LoadedDeck
    from build_deck.disk.bounds import Bounds
    from build_deck.plan import Plan

_NAMES_SHOWN = 5
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What `build-deck build` may be told; the defaults are the command's."""

    output: Path | None = None
    tags: str | None = None
    notes: tuple[str, ...] = ()
    """Ids of the notes to build; none meaning all."""
    editions: tuple[str, ...] = ()
    device: DeviceChoice = "auto"
    run: bool = True
    update: bool = False
    accept: tuple[str, ...] = ()
    """Ids of notes whose new outputs are accepted."""
    locked: bool = False
    strict: bool = False
    jobs: int | None = None
    verbose: bool = False
    """Whether what snippets print to stderr is wanted, which nothing keeps."""
    consent: Consent = NO_CONSENT


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A package on disk."""

    edition: EditionName
    path: Path
    notes: int
    """Those that the source has."""
    size: int
    """Bytes."""
    retired: int = 0
    """Notes besides, which the source no longer has and learners keep."""
    news: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids of notes that are `new`, `changed` or `retired` since the last build; none of a first one."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    packages: tuple[BuiltPackage, ...]
    run: int
    """Snippets that ran."""
    cached: int
    """Snippets whose verdict was known."""
    recorded: tuple[str, ...]
    """Sessions recorded for the first time."""
    changed: tuple[str, ...]
    """Sessions whose new output was accepted."""
    warnings: tuple[Problem, ...]
    fresh: tuple[Problem, ...]
    """Those of the warnings that the same command did not give when it last built."""
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
        if (older := len(self.warnings) - len(self.fresh)) > 0:
            yield f"{counted(older, 'warning')} as before: `build-deck lint` tells them all"
        for package in self.packages:
            retired = f", {package.retired} retired" if package.retired else ""
            yield f"{display_path(package.path)}: {counted(package.notes, 'note')}{retired}, {_size(package.size)}"
            if told := [f"{len(ids)} {word} ({_some(ids)})" for word, ids in package.news.items() if ids]:
                yield f"    since the last build: {', '.join(told)}"


def build(source: Path, options: BuildOptions, watcher: "Watcher", *, now: int | None = None) -> BuildResult:
    """Build the packages of the deck at `source` and write them, with its lock and recordings.

    `now` is in Unix seconds. Raises BuildDeckError with everything that is wrong; then nothing was written.
    """
    began, began_at = time.monotonic(), time.time()
    known = None if options.verbose else stamp.load(source, options)
    if known is not None:
        return _as_before(known, time.monotonic() - began)
    made = _make(source, options, watcher, int(time.time()) if now is None else now)
    result = _result(made, stamp.last(source, options), time.monotonic() - began)
    stamp.save(source, options, made.inputs, _kept(result), began=began_at)
    return result


@dataclass(frozen=True, slots=True)
class Composed:
    """What was made of a deck, none of it on disk yet."""

    plan: "Plan"
    composition: "Composition"
    paths: Mapping[EditionName, Path]
    """Where each edition's package goes."""
    bounds: "Bounds"
    settled: Settled
    sources: Mapping[Path, bytes]
    """Files of the deck that are to say what came out."""
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a deck, all of it on disk by now."""

    packages: "tuple[Package, ...]"
    settled: Settled
    warnings: tuple[Problem, ...]
    inputs: stamp.Inputs
    """What it was made of."""
    news: Mapping[EditionName, Mapping[str, Sequence[str]]]
    """Of each edition, which notes are new, changed or retired."""


def _make(source: Path, options: BuildOptions, watcher: "Watcher", now: int) -> _Made:
    """Make the packages and write them, with the deck's lock and recordings.

    Everything is worked out first and written last: a build that fails leaves them all as they were.
    """
    from build_deck.deck.load import load_deck
    from build_deck.deck.workshop import user_workshop

    with user_workshop(options.jobs) as shop:
        return _make_of(load_deck(source, options.consent, shop), source, options, watcher, now)


def _make_of(deck: "LoadedDeck", source: Path, options: BuildOptions, watcher: "Watcher", now: int) -> _Made:
    from build_deck.deck.inputs import inputs_of

    made = composed(deck, options, watcher, now)
    inputs = inputs_of(deck, source, made.paths.values())
    return _Made(written(made, options), made.settled, made.warnings, inputs, made.composition.news())


def composed(deck: "LoadedDeck", options: BuildOptions, watcher: "Watcher", now: int) -> Composed:
    """Return all that a build would write; raises BuildDeckError with everything that is wrong."""
    from build_deck.commands import packages as files
    from build_deck.commands.narrow import only_notes
    from build_deck.compose import compose
    from build_deck.deck.load import problems_of
    from build_deck.deck.select import select
    from build_deck.plan import plan_deck

    found = problems_of(deck, options.editions)
    _stop_at(found, strict=options.strict)
    selection = select(deck, editions=options.editions, tags=options.tags)
    if options.notes:
        selection = only_notes(deck, selection, options.notes)
    filters = (*([options.tags] if options.tags is not None else []), *options.notes)
    paths = files.package_paths(deck.config.id, selection, options.output, filters)
    bounds = files.package_bounds(deck.config, options.output)
    files.check_writable(paths.values(), bounds)
    plan = plan_deck(deck, selection)
    settled = _settled(plan, options, watcher)
    _stop_at((*found, *settled.problems), strict=options.strict)
    plan, sources = _accepted(plan, settled)
    composition = compose(plan, settled.outcomes, now, files.last_of(paths, deck.config.id))
    _stop_at(composition.warnings, strict=options.strict)
    if options.locked:
        _stop_at(_unlocked(settled, composition), strict=False)
        composition = replace(composition, moved=False)
    warnings = in_order((*found, *settled.problems, *composition.warnings))
    return Composed(plan, composition, paths, bounds, settled, sources, warnings)


def written(made: Composed, options: BuildOptions) -> "tuple[Package, ...]":
    """Write the packages, the deck's lock and recordings, all of them or, raising, none; return the packages."""
    from build_deck.commands import packages as files

    plan, composition = made.plan, made.composition
    packages = files.packages(composition, made.paths)
    contents = {**made.sources, **{p.path: p.content for p in packages}}
    files.write(plan, composition, contents, made.settled.news, made.bounds)
    if plan.selection.whole:
        files.keep(packages, plan.config.id)
        _clear(plan, update=options.update)
    return packages


def _settled(plan: "Plan", options: BuildOptions, watcher: "Watcher") -> Settled:
    """Return what became of the plan's sessions; the engine is not even loaded where there are none."""
    if not plan.sessions and not options.accept:
        return Settled({})
    from build_deck.commands.engine import accepting, engine_settings, settled_by_recordings, settled_by_runs

    if not options.run:
        return settled_by_recordings(plan)
    settings = engine_settings(plan, options.device, options.jobs)
    return settled_by_runs(plan, settings, watcher, accepting(plan, options.accept, everything=options.update))


def _accepted(plan: "Plan", settled: Settled) -> "tuple[Plan, Mapping[Path, bytes]]":
    """Return the plan as it is once sources say what came out, and the files to write for that."""
    if not settled.outcomes:
        return plan, {}
    from build_deck.commands.sources import accepted

    return accepted(plan, settled.outcomes.values())


def _stop_at(problems: Iterable[Problem], *, strict: bool) -> None:
    """Raise when an error is among the problems; with `strict`, when there is any."""
    told = tuple(problems)
    if errors_in(told) or (strict and told):
        raise BuildDeckError(told)


def _unlocked(settled: Settled, composition: "Composition") -> Iterator[Problem]:
    """Yield what a locked build would have to write."""
    for outcome in settled.outcomes.values():
        for number in outcome.answers:
            what = f"A transcript of {outcome.planned.name} is behind, and --locked forbids writing it."
            place = outcome.planned.session.snippets[number].location
            yield Problem("locked", place, what, "Build without `--locked` and commit what that writes.")
    for outcome in settled.news:
        state = "behind" if outcome.known else "missing"
        what = f"The recording of {outcome.planned.name} is {state}, and --locked forbids writing it."
        place = outcome.planned.session.snippets[0].location
        yield Problem("locked", place, what, "Build without `--locked` and commit what that writes.")
    if composition.outdated:
        yield composition.outdated


def _clear(plan: "Plan", *, update: bool) -> None:
    """Take recordings that nothing uses off disk where the author has asked for what is new."""
    from build_deck import recordings

    for name in plan.unused if update else ():
        recordings.delete(plan.config.recordings, name)


def _result(made: _Made, before: Mapping[str, Any], seconds: float) -> BuildResult:
    settled = made.settled
    told = {_gist(_problem(problem)) for problem in before.get("warnings", ())}
    return BuildResult(
        packages=tuple(
            BuiltPackage(p.edition, p.path, p.notes, len(p.content), p.retired, made.news[p.edition])
            for p in made.packages
        ),
        run=settled.run,
        cached=settled.cached,
        recorded=tuple(outcome.planned.name for outcome in settled.news if not outcome.known),
        changed=tuple(
            outcome.planned.name for outcome in settled.outcomes.values() if outcome.changed or outcome.answers
        ),
        warnings=made.warnings,
        fresh=tuple(warning for warning in made.warnings if _gist(warning) not in told),
        seconds=seconds,
    )


def _kept(result: BuildResult) -> Mapping[str, Any]:
    """Return what a stamp holds of a result."""
    return {
        "snippets": result.run + result.cached,
        "packages": [{**asdict(package), "path": str(package.path)} for package in result.packages],
        "warnings": [asdict(problem) for problem in result.warnings],
    }


def _as_before(known: Mapping[str, Any], seconds: float) -> BuildResult:
    """Return the result that a stamp holds: nothing ran, nothing was written."""
    return BuildResult(
        packages=tuple(
            BuiltPackage(**{**package, "path": Path(package["path"]), "news": {}}) for package in known["packages"]
        ),
        run=0,
        cached=known["snippets"],
        recorded=(),
        changed=(),
        warnings=tuple(map(_problem, known["warnings"])),
        fresh=(),
        seconds=seconds,
    )


def _gist(problem: Problem) -> tuple[str, str, str]:
    """Return what stays of a problem when lines above it come and go."""
    path = problem.location.path if problem.location else ""
    return problem.code, path, _NUMBER.sub("", problem.what)


def _problem(kept: Mapping[str, Any]) -> Problem:
    place = kept["location"]
    return Problem(**{**kept, "location": place and Location(**place), "level": Level(kept["level"])})


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB"  # noqa: PLR2004
