"""The command line: each command parses, calls one function and prints.

Start-up is a promise (`build-deck --help` in well under 0.2 s), so what a command needs is imported when it runs.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from build_deck import __version__
from build_deck.cli.group import DefaultGroup
from build_deck.cli.options import (
    ACCEPT,
    DEVICE,
    EDITION,
    JOBS,
    NOTE,
    QUIET,
    SOURCE,
    STRICT,
    TAGS,
    VERBOSE,
    examples,
    with_consent,
)
from build_deck.cli.telling import WARNINGS_SHOWN, decide, print_json, printer, say, tell_build, tell_new, terminal
from build_deck.errors import BuildDeckError, errors_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from build_deck.commands.build import BuildResult
    from build_deck.deck.consent import Consent


@click.group(
    cls=DefaultGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "build-deck new my-deck              a deck to start from",
        "build-deck                          build every edition of deck/ into dist/",
        "build-deck --tags hard              a deck of the hard notes",
        "build-deck questions.md             one Markdown file is a deck too",
        "build-deck verify                   what CI runs",
    ),
)
@click.version_option(__version__, prog_name="build-deck")
def cli() -> None:
    """Turn Markdown questions into Anki decks in which every output shown has been verified.

    SOURCE is a folder with a deck.yaml, a folder of Markdown files, or one Markdown file; the default is deck/,
    or the current folder where that is the deck.
    """


@cli.command(epilog=examples("build-deck new my-deck", 'build-deck new "我的 题目" --lang zh'))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="The language of the first notes."
)
def new(folder: Path, *, lang: str) -> None:
    """Write a deck to start from into FOLDER: deck.yaml, a note of each kind, .gitignore, a workflow for GitHub."""
    from build_deck.commands.new import new

    tell_new(folder, new(folder, lang, __version__))


@cli.command(epilog=examples('build-deck deck -e en -t "hard and very-common" -o hard.apkg', "build-deck --no-run"))
@SOURCE
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file or a folder; default dist/.")
@TAGS
@NOTE
@EDITION
@DEVICE
@click.option("--no-run", is_flag=True, help="Run nothing: build from the recordings alone.")
@click.option("--update", is_flag=True, help="Accept outputs that differ from their recordings.")
@ACCEPT
@click.option(
    "--locked/--no-locked",
    default=None,
    help="Fail instead of writing deck.lock or recordings; the default where CI is set.",
)
@click.option("--watch", is_flag=True, help="Build again on each save, until Ctrl-C.")
@STRICT
@JOBS
@QUIET
@VERBOSE
@with_consent
def build(
    source: Path,
    *,
    no_run: bool,
    locked: bool | None,
    quiet: bool,
    watch: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Run the snippets, compare them with their recordings and write the packages (the default command)."""
    from build_deck.commands.build import BuildOptions, build
    from build_deck.report.terminal import Progress

    for option in ("update", "accept"):
        if no_run and options[option]:
            raise click.UsageError(f"--{option} needs to run the snippets: leave out --no-run.")
    wanted = BuildOptions(run=not no_run, locked=_on_ci() if locked is None else locked, **options)

    def made() -> "BuildResult":
        with Progress(terminal(), quiet=quiet, verbose=wanted.verbose) as progress:
            return build(source, wanted, progress)

    if watch:
        from build_deck.commands.watch import build_on_save

        build_on_save(source, wanted.consent, made, tell_build)
    tell_build(made())


@cli.command(
    epilog=examples(
        "build-deck verify --junit report.xml",
        "build-deck verify deck/en/01.md --note attention",
        "build-deck verify --shard 2/4 --changed-since origin/main",
    )
)
@SOURCE
@NOTE
@click.option("--changed-since", metavar="REV", help="Only notes whose text, snippets or recordings changed in git.")
@click.option("--shard", metavar="I/N", default="1/1", help="Only the I-th of N parts of the sessions.")
@EDITION
@DEVICE
@click.option("--fail-fast", is_flag=True, help="Stop at the first snippet that fails.")
@click.option("--update", is_flag=True, help="Write recordings of what came out, for review.")
@ACCEPT
@click.option(
    "--seeds",
    type=click.IntRange(min=2),
    metavar="N",
    help="Run what has a seed N times with other ones; 20 tell a draw from a fact.",
)
@click.option("--cluster", metavar="ADDRESS", help="Run on the workers of the Dask scheduler there, not here.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit XML report there.")
@click.option("--json", type=click.Path(path_type=Path, dir_okay=False), help="Write a JSON report there.")
@STRICT
@JOBS
@QUIET
@VERBOSE
@with_consent
def verify(source: Path, *, shard: str, junit: Path | None, json: Path | None, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Run every snippet twice, compare with the recordings and write nothing: what CI runs."""
    from build_deck.commands.reports import write_reports
    from build_deck.commands.verify import VerifyOptions, verify
    from build_deck.deck.shard import parse_shard
    from build_deck.report.github import workflow
    from build_deck.report.terminal import Progress

    told = terminal()
    with workflow(os.environ, told.command) as github:
        with Progress(told, quiet=quiet, verbose=options.pop("verbose")) as progress:
            result = verify(source, VerifyOptions(shard=parse_shard(shard), **options), progress)
        told.problems(result.report.problems)
        github.annotate(result.report.problems)
        say(*result.summary())
        write_reports(result.report, junit=junit, json=json, summary=github.summary)
    if result.failed:
        sys.exit(1)


@cli.command(epilog=examples("build-deck review", "build-deck review --note attention", "build-deck review --json"))
@SOURCE
@NOTE
@click.option("--json", "as_json", is_flag=True, help="Print the changed outputs as a JSON array, and ask nothing.")
@EDITION
@DEVICE
@JOBS
@QUIET
@with_consent
def review(source: Path, *, as_json: bool, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Decide on each output that is not what was recorded: accept, reject, later, or all of one cause.

    What is accepted is written when the review ends; without a terminal the outputs are listed. The status is 0 where
    nothing is left to decide or to mend.
    """
    from build_deck.commands.review import ReviewOptions
    from build_deck.commands.review import review as list_changes
    from build_deck.report.review import as_json as listed
    from build_deck.report.terminal import Progress

    told = terminal()
    with Progress(told, quiet=quiet or as_json) as progress:
        result = list_changes(source, ReviewOptions(**options), progress)
    if as_json:
        print_json(listed(result.changes))
    told.problems(result.problems)
    left = len(result.changes) if as_json else decide(result)
    if result.unrecorded and not as_json:
        say(f"never recorded, which a build does: {', '.join(result.unrecorded)}")
    if left or errors_in(result.problems):
        sys.exit(1)


@cli.command(
    epilog=examples(
        "build-deck push --dry-run                    what would change in the running Anki",
        'build-deck push --collection ~/.local/share/Anki2/"User 1"/collection.anki2',
    )
)
@SOURCE
@click.option("--dry-run", is_flag=True, help="List what would be added, changed, moved and retired; write nothing.")
@click.option(
    "--collection",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A profile's collection.anki2, while Anki is closed; needs build-deck[push].",
)
@click.option("--url", metavar="URL", help="Where AnkiConnect listens; default http://127.0.0.1:8765.")
@click.option("--key", metavar="KEY", envvar="ANKICONNECT_KEY", default="", help="AnkiConnect's apiKey, if it has one.")
@click.option("--remove-retired", is_flag=True, help="Delete the notes that the deck no longer has, and their reviews.")
@EDITION
@DEVICE
@click.option("--no-run", is_flag=True, help="Run nothing: build from the recordings alone.")
@click.option("--locked/--no-locked", default=None, help="As in build.")
@STRICT
@JOBS
@QUIET
@with_consent
def push(  # noqa: PLR0913 - an argument an option
    source: Path,
    *,
    collection: Path | None,
    url: str | None,
    key: str,
    dry_run: bool,
    remove_retired: bool,
    no_run: bool,
    locked: bool | None,
    quiet: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Build, and bring the notes into Anki: a running one, or a collection's file.

    A backup is made first. What the learner changed and the author did not stays; where both did, the author's is shown
    and the learner's kept in the field Mine. Tags of both stay, and cards go where the author has moved them,
    unless the learner has.
    """
    from build_deck.commands.build import BuildOptions
    from build_deck.commands.push import URL, PushOptions, push_deck
    from build_deck.report.terminal import Progress

    if collection and url:
        raise click.UsageError("--collection is a file and --url a running Anki: name one of them.")
    wanted = BuildOptions(run=not no_run, locked=_on_ci() if locked is None else locked, **options)
    told = PushOptions(collection, url or URL, key, dry_run=dry_run, remove_retired=remove_retired, build=wanted)
    with Progress(terminal(), quiet=quiet) as progress:
        result = push_deck(source, told, progress)
    terminal().problems(result.warnings, most=WARNINGS_SHOWN)
    say(*result.summary())


def _on_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@cli.command(epilog=examples("build-deck preview", "build-deck preview deck/en/01.md --port 0 --no-open"))
@SOURCE
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--no-open", is_flag=True, help="Only print the address, and open no browser.")
@click.option(
    "--editor",
    metavar="URL",
    envvar="BUILD_DECK_EDITOR",
    help="How a file is opened at a line; default vscode://file/{path}:{line}.",
)
@DEVICE
@JOBS
@with_consent
def preview(source: Path, *, no_open: bool, editor: str | None, **options: Any) -> None:  # noqa: ANN401
    """Show the cards in a browser while you write, as Anki shows them, drawn anew at each save.

    The page is for this machine only; nothing of the deck is written. Ctrl-C ends it.
    """
    from build_deck.commands.preview import EDITOR, PreviewOptions, preview

    def begun(address: str) -> None:
        click.echo(address)
        if not no_open:
            click.launch(address)

    preview(source, PreviewOptions(editor=editor or EDITOR, **options), begun)


@cli.command(epilog=examples("build-deck lint deck --fix", "build-deck lint --explain unclosed-fence"))
@SOURCE
@click.option("--fix", is_flag=True, help="Write missing ids into the files; nothing else is touched.")
@STRICT
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON, for editors.")
@click.option("--all", "everything", is_flag=True, help="A line for each problem, also where many are alike.")
@click.option("--explain", metavar="CODE", help="Say what a problem's code means, and do nothing else.")
@with_consent
def lint(  # noqa: PLR0913 - an argument an option
    source: Path, *, fix: bool, strict: bool, as_json: bool, everything: bool, explain: str | None, consent: "Consent"
) -> None:
    """Find mistakes without running anything."""
    from build_deck.commands import lint as linting

    if explain is not None:
        say(linting.explain(explain))
        return
    try:
        if fix:
            from build_deck.commands.fix import fix_ids
            from build_deck.messages import one_line

            for line in fix_ids(source, consent):
                (terminal() if as_json else printer()).line(one_line(line))
        report = linting.lint(source, strict=strict, consent=consent)
    except BuildDeckError as error:
        if not as_json:
            raise
        print_json(linting.as_json(error.problems))
        sys.exit(error.exit_code)
    if as_json:
        print_json(linting.as_json(report.problems))
    else:
        terminal().problems(report.problems, together=not everything)
        say(report.summary())
    if report.failed:
        sys.exit(1)


@cli.command(
    name="list", epilog=examples("build-deck list --json", "build-deck list --tags", "build-deck list -t hard")
)
@SOURCE
@click.option(
    "-t",
    "--tags",
    is_flag=False,
    flag_value="",
    metavar="[EXPR]",
    help="List the tags; with EXPR the notes that match.",
)
@EDITION
@click.option("--json", "as_json", is_flag=True, help="Print an array of notes, or of tags, for scripts.")
@click.option("--summary", is_flag=True, help="Count the notes by section, rarity and difficulty, as a Markdown table.")
@with_consent
def list_(  # noqa: PLR0913 - an argument an option
    source: Path, *, tags: str | None, editions: "Sequence[str]", as_json: bool, summary: bool, consent: "Consent"
) -> None:
    """List the notes or their tags, without running anything."""
    from build_deck.commands import list as listing

    if tags == "":
        rows = listing.tags(source, editions=editions, consent=consent)
        text = listing.tag_table(rows)
    else:
        rows = listing.notes(source, editions=editions, tags=tags, consent=consent)
        gone = listing.retired(source, editions=editions, consent=consent) if summary and tags is None else {}
        text = listing.summary(rows, gone) if summary else listing.note_table(rows)
    if as_json:
        print_json(rows)
    else:
        say(text)


def main(arguments: "Sequence[str] | None" = None) -> NoReturn:
    """Run the command line and exit: 0 good, 1 problems found, 2 usage, 130 interrupted, 143 terminated."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # text files both, by default
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli.main(arguments, prog_name="build-deck", standalone_mode=False)
    except BuildDeckError as error:
        terminal().problems(error.problems)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        terminal().line(f"Interrupted: {_changed()}")
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    sys.exit(0)


def _changed() -> str:
    """Return what one who interrupts is told of files."""
    from build_deck.disk.files import display_path
    from build_deck.disk.writing import written
    from build_deck.messages import counted, one_line

    files = dict.fromkeys(written())
    if not files:
        return "nothing was changed."
    return f"{counted(len(files), 'file')} had been written by then, {one_line(display_path(next(iter(files))))} first."


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End through the `finally` blocks, which take the sandbox and temporary files with them."""
    sys.exit(128 + signal.SIGTERM)
