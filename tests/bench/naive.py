"""`naive.py FOLDER PACKAGE`: the script that somebody writes in an afternoon, with genanki, markdown-it and Pygments.

It checks nothing, verifies nothing and keeps no lock: it is what a deck's build is held against.
"""

import re
import sys
from pathlib import Path

import genanki
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

QUESTION = re.compile(r"^### (.*?) *(?:\{#(.*?)\})?$", re.MULTILINE)
MODEL = genanki.Model(
    1_763_000_000_777,
    "Naive",
    fields=[{"name": "Question"}, {"name": "Answer"}],
    templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}],
)


def highlighted(code: str, language: str, _: str) -> str:
    """The code as HTML."""
    lexer = get_lexer_by_name(language.split(maxsplit=1)[0] if language else "text")
    return str(highlight(code, lexer, HtmlFormatter()))


def main(folder: Path, package: Path) -> None:
    """Write a package of all notes in the folder's files."""
    reader = MarkdownIt("commonmark", {"highlight": highlighted}).enable("table").use(dollarmath_plugin)
    decks = []
    for number, file in enumerate(sorted(folder.rglob("*.md"))):
        deck = genanki.Deck(1_763_000_001_000 + number, f"Naive::{file.stem}")
        found = QUESTION.split(file.read_text("utf-8"))
        for question, name, answer in zip(found[1::3], found[2::3], found[3::3], strict=True):
            fields = [reader.renderInline(question), reader.render(answer)]
            deck.add_note(genanki.Note(MODEL, fields, guid=genanki.guid_for(name), tags=["common", "hard"]))
        decks.append(deck)
    genanki.Package(decks).write_to_file(package)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
