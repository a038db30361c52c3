"""The command line: each command parses, calls one function and prints.

Start-up is a promise (`build-deck --help` in well under 0.2 s), so what a command needs is imported when it runs.
"""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from builder import __version__
from builder.errors import BuilderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.terminal import Terminal

DEFAULT_SOURCE = "deck"
_WARNINGS_SHOWN = 10
"""After a build that succeeded; lint is there for all of them."""


class _Group(click.Group):
    """A group whose default command is `build`, so that `build-deck --tags hard` is what it looks like."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


_source = click.argument("source", default=DEFAULT_SOURCE, type=click.Path(path_type=Path))
_edition = click.option(
    "-e", "--edition", "editions", multiple=True, metavar="NAME", help="Only this edition; repeatable."
)
_tags = click.option("-t", "--tags", metavar="EXPR", help="Only the notes that match, as in `hard and not rare`.")
_device = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    help="Where snippets run; auto: the GPU if any.",
)
_jobs = click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Sessions at a time; default: the CPUs.")
_strict = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
_quiet = click.option("-q", "--quiet", is_flag=True, help="Print problems and the summary only.")


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_examples(
        "build-deck                          build every edition of deck/ into dist/",
        "build-deck --tags hard              a deck of the hard notes",
        "build-deck questions.md             one Markdown file is a deck too",
        "build-deck verify                   what CI runs",
    ),
)
@click.version_option(__version__, prog_name="build-deck")
def cli() -> None:
    """Turn Markdown questions into Anki decks in which every output shown has been verified.

    SOURCE is a folder with a deck.yaml, a folder of Markdown files, or one Markdown file; the default is deck/.
    """


@cli.command(epilog=_examples('build-deck deck -e en -t "hard and very-common" -o hard.apkg', "build-deck --no-run"))
@_source
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file or a folder; default dist/.")
@_tags
@_edition
@_device
@click.option("--no-run", is_flag=True, help="Run nothing: build from the recordings alone.")
@click.option("--update", is_flag=True, help="Accept outputs that differ from their recordings.")
@click.option(
    "--locked/--no-locked",
    default=None,
    help="Fail instead of writing deck.lock or recordings; the default where CI is set.",
)
@_strict
@_jobs
@_quiet
def build(source: Path, *, no_run: bool, locked: bool | None, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Run the snippets, compare them with their recordings and write the packages (the default command)."""
    from builder.build import BuildOptions, build
    from builder.terminal import Progress

    if no_run and options["update"]:
        raise click.UsageError("--update needs to run the snippets: leave out --no-run.")
    on_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    with Progress(_terminal(), quiet=quiet) as progress:
        wanted = BuildOptions(run=not no_run, locked=on_ci if locked is None else locked, **options)
        result = build(source, wanted, progress)
    _terminal().problems(result.warnings, most=_WARNINGS_SHOWN)
    for line in result.summary():
        click.echo(line)


@cli.command(
    epilog=_examples(
        "build-deck verify --junit report.xml",
        "build-deck verify deck/en/01.md --note attention",
        "build-deck verify --shard 2/4 --changed-since origin/main",
    )
)
@_source
@click.option("--note", "notes", multiple=True, metavar="ID", help="Only this note, in all editions; repeatable.")
@click.option("--changed-since", metavar="REV", help="Only notes whose text, snippets or recordings changed in git.")
@click.option("--shard", metavar="I/N", default="1/1", help="Only the I-th of N parts of the sessions.")
@_edition
@_device
@click.option("--fail-fast", is_flag=True, help="Stop at the first snippet that fails.")
@click.option("--update", is_flag=True, help="Write recordings of what came out, for review.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit XML report there.")
@click.option("--json", type=click.Path(path_type=Path, dir_okay=False), help="Write a JSON report there.")
@_strict
@_jobs
@_quiet
def verify(source: Path, *, shard: str, junit: Path | None, json: Path | None, quiet: bool, **options: Any) -> None:  # noqa: ANN401
    """Run every snippet twice, compare with the recordings and write nothing: what CI runs."""
    from builder.report.github import workflow
    from builder.terminal import Progress
    from builder.verify import VerifyOptions, verify, write_reports
    from builder.verify.shard import parse_shard

    terminal = _terminal()
    with workflow(os.environ, terminal.line) as github:
        with Progress(terminal, quiet=quiet) as progress:
            result = verify(source, VerifyOptions(shard=parse_shard(shard), **options), progress)
        terminal.problems(result.report.problems)
        github.annotate(result.report.problems)
        for line in result.summary():
            click.echo(line)
        write_reports(result.report, junit=junit, json=json, summary=github.summary)
    if result.failed:
        sys.exit(1)


@cli.command(epilog=_examples("build-deck lint deck --fix", "build-deck lint --explain unclosed-fence"))
@_source
@click.option("--fix", is_flag=True, help="Write missing ids into the files; nothing else is touched.")
@_strict
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON, for editors.")
@click.option("--explain", metavar="CODE", help="Say what a problem's code means, and do nothing else.")
def lint(source: Path, *, fix: bool, strict: bool, as_json: bool, explain: str | None) -> None:
    """Find mistakes without running anything."""
    from builder import linting

    if explain is not None:
        click.echo(linting.explain(explain))
        return
    try:
        if fix:
            for line in linting.fix(source):
                click.echo(line, err=as_json)
        report = linting.lint(source, strict=strict)
    except BuilderError as error:
        if not as_json:
            raise
        click.echo(_json(linting.as_json(error.problems)))
        sys.exit(error.exit_code)
    if as_json:
        click.echo(_json(linting.as_json(report.problems)))
    else:
        _terminal().problems(report.problems)
        click.echo(report.summary())
    if report.failed:
        sys.exit(1)


@cli.command(
    name="list", epilog=_examples("build-deck list --json", "build-deck list --tags", "build-deck list -t hard")
)
@_source
@click.option(
    "-t",
    "--tags",
    is_flag=False,
    flag_value="",
    metavar="[EXPR]",
    help="List the tags; with EXPR the notes that match.",
)
@_edition
@click.option("--json", "as_json", is_flag=True, help="Print an array of notes, or of tags, for scripts.")
@click.option("--summary", is_flag=True, help="Count the notes by section, rarity and difficulty, as a Markdown table.")
def list_(source: Path, *, tags: str | None, editions: "Sequence[str]", as_json: bool, summary: bool) -> None:
    """List the notes or their tags, without running anything."""
    from builder import listing

    if tags == "":
        rows = listing.tags(source, editions=editions)
        text = listing.tag_table(rows)
    else:
        rows = listing.notes(source, editions=editions, tags=tags)
        text = listing.summary(rows) if summary else listing.note_table(rows)
    click.echo(_json(rows) if as_json else text)


def _json(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _terminal() -> "Terminal":
    from builder.terminal import Terminal

    return Terminal(sys.stderr)


def main(arguments: "Sequence[str] | None" = None) -> NoReturn:
    """Run the command line and exit: 0 good, 1 problems found, 2 usage, 130 interrupted, 143 terminated."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # text files both, by default
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli.main(arguments, prog_name="build-deck", standalone_mode=False)
    except BuilderError as error:
        _terminal().problems(error.problems)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted: nothing was changed.", err=True)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    sys.exit(0)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End through the `finally` blocks, which take the sandbox and temporary files with them."""
    sys.exit(128 + signal.SIGTERM)
