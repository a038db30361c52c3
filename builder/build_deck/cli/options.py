"""The options that several commands share, each said once."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

DEFAULT_SOURCE = "deck"
SUFFIXES = (".md", ".markdown")
"""Those of `deck.load`, which is not imported for a list of options."""


def default_source() -> str:
    """Return what a command is about where it is not told: deck/, or without one the current folder if it is a deck."""
    if Path(DEFAULT_SOURCE).exists():
        return DEFAULT_SOURCE
    return "." if any(map(_is_of_a_deck, Path().iterdir())) else DEFAULT_SOURCE


def _is_of_a_deck(path: Path) -> bool:
    """Return whether it makes a deck of its folder; a README is about one."""
    return path.name == "deck.yaml" or (path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme")


SOURCE = click.argument("source", default=default_source, type=click.Path(path_type=Path))
NOTE = click.option("--note", "notes", multiple=True, metavar="ID", help="Only this note, in all editions; repeatable.")
EDITION = click.option(
    "-e", "--edition", "editions", multiple=True, metavar="NAME", help="Only this edition; repeatable."
)
TAGS = click.option("-t", "--tags", metavar="EXPR", help="Only the notes that match, as in `hard and not rare`.")
DEVICE = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    help="Where snippets run; auto: the GPU if any.",
)
JOBS = click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Sessions at a time; default: the CPUs.")
ACCEPT = click.option(
    "--accept", multiple=True, metavar="ID", help="Accept what this note prints, as --update does for all; repeatable."
)
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
ALLOW = click.option(
    "--allow",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Let the deck name this file or folder outside its repository; repeatable.",
)
ALLOW_ENVIRONMENT = click.option(
    "--allow-environment", multiple=True, metavar="NAME", help="Let snippets see this variable; repeatable."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print problems and the summary only.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Print what snippets print to stderr, too.")


def with_consent(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the options by which its user lets a deck have what is not its own, as one `consent`."""

    @ALLOW
    @ALLOW_ENVIRONMENT
    @wraps(command)
    def consenting(*args: Any, allow: tuple[Path, ...], allow_environment: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
        from build_deck.deck.consent import Consent

        command(*args, consent=Consent(allow, allow_environment), **options)

    return consenting


def examples(*lines: str) -> str:
    """Return what stands under a command's help: how it is called."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
