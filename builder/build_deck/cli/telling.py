"""What commands print: their results, and what a person is asked."""

import sys
from typing import TYPE_CHECKING

import click

from build_deck.errors import BuildDeckError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from build_deck.commands.build import BuildResult
    from build_deck.commands.review import Review
    from build_deck.report.terminal import Terminal

WARNINGS_SHOWN = 10
"""After a build that succeeded, and only of what the last one did not tell; lint is there for all of them."""


def say(*lines: str) -> None:
    """Print what a command gives, what would not show in it spelled out."""
    for line in lines:
        printer().line(line)


def print_json(rows: object) -> None:
    """Print rows for a script."""
    from build_deck.messages import json_text

    click.echo(json_text(rows, indent=1))


def printer() -> "Terminal":
    """Return what prints results."""
    from build_deck.report.terminal import Terminal

    return Terminal(sys.stdout)


def terminal() -> "Terminal":
    """Return what prints problems and progress."""
    from build_deck.report.terminal import Terminal

    return Terminal(sys.stderr)


def tell_build(result: "BuildResult | BuildDeckError") -> None:
    """Print what a build gave, or why it gave nothing."""
    if isinstance(result, BuildDeckError):
        terminal().problems(result.problems)
        return
    terminal().problems(result.fresh, most=WARNINGS_SHOWN)
    say(*result.summary())


def tell_new(folder: "Path", files: "Sequence[Path]") -> None:
    """Print what was written, and what to do next."""
    import shlex

    from build_deck.disk.files import display_path

    say(*(display_path(path) for path in files))
    here = folder.resolve() == folder.cwd()
    say(f"Next: {'' if here else f'cd {shlex.quote(str(folder))} && '}build-deck && build-deck verify")


def decide(result: "Review") -> int:
    """Return how many outputs are not accepted, once a person has been asked and what is accepted has been written."""
    from build_deck.commands.review import accept
    from build_deck.disk.files import display_path
    from build_deck.report.asking import Decisions, ask, show

    if sys.stdin.isatty() and sys.stdout.isatty():
        decided = ask(result.changes, printer(), click.getchar)
    else:
        decided = Decisions()
        show(result.changes, printer())
    say(*(f"written: {display_path(path)}" for path in accept(result, decided.accepted)))
    for change in result.changes:
        if change.key in decided.rejected:
            say(f"rejected, mend the code: {change.location.path}:{change.location.line} ({change.note})")
    left = len(result.changes) - len(decided.accepted)
    say(f"changed outputs: {len(result.changes)}, {len(decided.accepted)} accepted, {left} left")
    return left
