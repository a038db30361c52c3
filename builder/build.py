"""The build driver: what a build is told and gives, and whether there is anything to do.

What makes packages is imported only when something has changed.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder import stamp
from builder.errors import Level, Location, Problem
from builder.files import shown
from builder.model import DeviceChoice, EditionName
from builder.wording import counted

if TYPE_CHECKING:
    from builder.assemble import Assembly
    from builder.execute import Event

    Watcher = Callable[[Event], None]

_NAMES_SHOWN = 5


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
class BuiltPackage:
    """A package on disk."""

    edition: EditionName
    path: Path
    notes: int
    size: int
    """Bytes."""


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
            yield f"{shown(package.path)}: {counted(package.notes, 'note')}, {_size(package.size)}"


def build(source: Path, options: BuildOptions, watcher: "Watcher", *, now: int | None = None) -> BuildResult:
    """Build the packages of the deck at `source` and write them, with its lock and recordings.

    `now` is in Unix seconds. Raises BuilderError with everything that is wrong; then nothing was written.
    """
    began, began_at = time.monotonic(), time.time()
    known = stamp.load(source, options)
    if known is not None:
        return _as_before(known, time.monotonic() - began)
    from builder.assemble import assemble

    assembly = assemble(source, options, watcher, int(time.time()) if now is None else now)
    result = _result(assembly, time.monotonic() - began)
    stamp.save(source, options, assembly.inputs, _kept(result), began=began_at)
    return result


def build_deck(source: str | Path = "deck", *, progress: "Watcher | None" = None, **options: Any) -> BuildResult:  # noqa: ANN401
    """Build the packages of the deck at `source`; the keyword arguments are the fields of `BuildOptions`.

    Paths may be text. Raises BuilderError with everything that is wrong; then nothing was written.
    """
    if options.get("output") is not None:
        options["output"] = Path(options["output"])
    return build(Path(source), BuildOptions(**options), progress or (lambda _event: None))


def _result(assembly: "Assembly", seconds: float) -> BuildResult:
    return BuildResult(
        packages=tuple(BuiltPackage(p.edition, p.path, p.notes, len(p.content)) for p in assembly.packages),
        run=assembly.settled.run,
        cached=assembly.settled.cached,
        recorded=tuple(outcome.session.name for outcome in assembly.settled.news if not outcome.known),
        changed=tuple(outcome.session.name for outcome in assembly.settled.news if outcome.changed),
        warnings=assembly.warnings,
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
        packages=tuple(BuiltPackage(**{**package, "path": Path(package["path"])}) for package in known["packages"]),
        run=0,
        cached=known["snippets"],
        recorded=(),
        changed=(),
        warnings=tuple(map(_problem, known["warnings"])),
        seconds=seconds,
    )


def _problem(kept: Mapping[str, Any]) -> Problem:
    place = kept["location"]
    return Problem(**{**kept, "location": place and Location(**place), "level": Level(kept["level"])})


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB"  # noqa: PLR2004
