"""The commands as functions, for scripts: `from build_deck import build, verify`."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build_deck.deck.consent import Consent
from build_deck.model import DeviceChoice

if TYPE_CHECKING:
    from build_deck.commands.build import BuildResult
    from build_deck.execute import Event
    from build_deck.report import Report

Watcher = Callable[["Event"], None]


def build(  # noqa: PLR0913 - an argument an option of the command
    source: str | Path = "deck",
    *,
    output: str | Path | None = None,
    tags: str | None = None,
    notes: Sequence[str] = (),
    editions: Sequence[str] = (),
    device: DeviceChoice = "auto",
    run: bool = True,
    update: bool = False,
    accept: Sequence[str] = (),
    locked: bool = False,
    strict: bool = False,
    jobs: int | None = None,
    allow: Sequence[str | Path] = (),
    allow_environment: Sequence[str] = (),
    progress: Watcher | None = None,
) -> "BuildResult":
    """Build the packages of the deck at `source` and write them, with its lock and recordings.

    `output` is a file or a folder (default `dist/`), `tags` an expression such as `hard and not rare`; `notes` are ids
    and `editions` names, none meaning all; `jobs` is how many sessions run at a time (default: the CPUs). `run=False`
    builds from recordings alone, `update` accepts what came out, `accept` only of the notes with these ids, `locked`
    writes neither lock nor recordings, `strict` makes errors of warnings. The deck may name the files and folders of
    `allow` besides its own, and its snippets see the
    environment variables of `allow_environment`. `progress` is called with each event of the engine.

    Raises BuildDeckError with everything that is wrong; then nothing was written.
    """
    from build_deck.commands.build import BuildOptions
    from build_deck.commands.build import build as run_build

    options = BuildOptions(
        output=None if output is None else Path(output),
        tags=tags,
        notes=tuple(notes),
        editions=tuple(editions),
        device=device,
        run=run,
        update=update,
        accept=tuple(accept),
        locked=locked,
        strict=strict,
        jobs=jobs,
        consent=Consent(tuple(map(Path, allow)), tuple(allow_environment)),
    )
    return run_build(Path(source), options, progress or _ignore)


def verify(  # noqa: PLR0913 - an argument an option of the command
    source: str | Path = "deck",
    *,
    editions: Sequence[str] = (),
    notes: Sequence[str] = (),
    changed_since: str | None = None,
    shard: str = "1/1",
    device: DeviceChoice = "auto",
    fail_fast: bool = False,
    update: bool = False,
    accept: Sequence[str] = (),
    seeds: int | None = None,
    cluster: str | None = None,
    strict: bool = False,
    jobs: int | None = None,
    allow: Sequence[str | Path] = (),
    allow_environment: Sequence[str] = (),
    progress: Watcher | None = None,
) -> "Report":
    """Run every snippet of the deck at `source` twice and hold it against its recording; nothing is written.

    `notes` are ids, none meaning all; `changed_since` is a git revision; `shard` is `I/N`. `update` writes recordings
    of what came out, `accept` only of the notes with these ids; with `seeds`, what has a seed runs that many times more
    with other ones. `cluster` is the address of a Dask scheduler whose workers run the sessions. `allow` and
    `allow_environment` are those of `build`.

    Raises BuildDeckError where the deck cannot be read; whatever else is wrong is in the report.
    """
    from build_deck.commands.verify import VerifyOptions
    from build_deck.commands.verify import verify as run_verify
    from build_deck.deck.shard import parse_shard

    options = VerifyOptions(
        editions=tuple(editions),
        notes=tuple(notes),
        changed_since=changed_since,
        shard=parse_shard(shard),
        device=device,
        fail_fast=fail_fast,
        update=update,
        accept=tuple(accept),
        seeds=seeds,
        cluster=cluster,
        strict=strict,
        jobs=jobs,
        consent=Consent(tuple(map(Path, allow)), tuple(allow_environment)),
    )
    return run_verify(Path(source), options, progress or _ignore).report


def _ignore(_event: object) -> None:
    """Do nothing with progress."""
