"""Code whose language nobody named, so that it is neither coloured nor run."""

from collections.abc import Iterator

from build_deck import runtimes
from build_deck.errors import Location
from build_deck.lint.rule import Found, LintContext
from build_deck.model import NoteSource


def check(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each fence without a language, or indented block, whose code a language that runs takes for its own."""
    for token in (*note.front, *note.back):
        if token.type not in {"fence", "code_block"} or token.info.strip() or not token.map:
            continue
        runtime = next((each for each in runtimes.RUNTIMES if each.recognises(token.content)), None)
        if runtime:
            kind = "fence has no language" if token.type == "fence" else "code is indented, not fenced"
            what = f"This {kind}; it looks like {runtime.title} and is not run, only shown as plain text."
            fence = f"Write ```{runtime.name} above it" if token.type == "code_block" else f"Write ```{runtime.name}"
            yield Found(
                Location(note.location.path, token.map[0] + 1),
                what,
                f"{fence}, with run=false where it is not to run, or ```text if it is none.",
            )
