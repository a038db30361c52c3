"""Mutated documents: whatever a file of a deck holds, reading it ends, with a value or with problems.

`python tests/fuzz/documents.py [NUMBER] [SEED]` mutates Markdown files, deck.yaml, locks, recordings and figures so often,
and prints what raised something else or took longer than a second of the processor's.
"""

import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from build_deck import lock, recordings
from build_deck.deck.config import parse_config
from build_deck.errors import BuildDeckError
from build_deck.lint import lint_file
from build_deck.model import Output
from build_deck.parse import parse
from build_deck.render import RenderContext, render_note
from build_deck.render.kept import clean_field
from build_deck.syntax.svg import clean
from build_deck.words.taxonomy import language

ROOT = Path(__file__).parents[2]
PIECES = (
    "\n", "\n\n", " ", "    ", "\t", "#", "### ", "## ", "**", "*", "_", "`", "```", "```python\n", "~~~", "$", "$$", "\\(", "[", "](", ")", "![",
    "<", ">", "<div>", "</div>", "<!--", "-->", "<script>", "<svg", "{", "}", "{#a}", "{{c1::", "}}", "==", "---\n", "- ", "1. ", "> ", "|", "[^1]",
    "[^1]: ", ":", ": ", "&#0;", "&amp;", "\\", "\x00", "\x1f", "\u202e", "\ufeff", "\u2028", "中文", "é", "\U0001f469\u200d\U0001f4bb", "\r\n", "\r",
    "**Answer:** ", "**Tags:** ", "**Rarity:** ", "**Hint:** ", "**答案：**", "!!", "&a ", "*a ", "- - - ", "[[[[", "'", '"', "%", "@", "~", "0", "9" * 50,
    "null", "true", ".inf", "2024-99-99", "?", "| ", "|-", 'hl="1-9"', "cloze=", "output", ">>> ", "\\href{x}{y}", "\\begin{", "url(#a)", "xlink:href=",
)  # fmt: skip
Case = tuple[str, Callable[[str], object]]


class _Nothing:
    """A deck without files."""

    def snippet(self, name: str) -> tuple[str, str]:
        return name, "print(1)\n"

    def media(self, src: str) -> str:
        return src

    def read(self, path: str) -> bytes:
        return path.encode("utf-8", "replace")


def _markdown(text: str) -> object:
    """The text as a file of a deck, linted, each note rendered."""
    nothing = _Nothing()
    document = parse(text, "a.md", resources=nothing, lang="en", question_level=None, tags=())
    found = lint_file(document)
    context = RenderContext(nothing, language("en"), None)
    for note in document.notes:
        outputs = {index: Output(stdout="1\n") for index, snippet in enumerate(note.snippets) if snippet.runs}
        render_note(note, outputs, None, context)
    return found


def _recording(text: str) -> object:
    Path("a.yaml").write_text(text, "utf-8", errors="replace")
    return recordings.load(Path(), "a")


def _figure(text: str) -> object:
    try:
        return clean(text)
    except ValueError as error:
        return error


def _cases() -> Sequence[Case]:
    markdown = [*(ROOT / "deck").rglob("*.md"), *(ROOT / "tests/parse").rglob("*.md")]
    kinds: list[tuple[Callable[[str], object], list[Path]]] = [
        (_markdown, sorted(markdown) * 4),
        (lambda text: parse_config(text, "deck.yaml", Path("/deck")), [ROOT / "deck/deck.yaml"]),
        (lock.read, [ROOT / "deck/deck.lock"]),
        (_recording, sorted((ROOT / "snippets/recorded").glob("*.yaml"))[:20]),
        (_figure, sorted((ROOT / "snippets/recorded").glob("*.svg"))[:3]),
    ]
    cases = [(path.read_text("utf-8"), read) for read, paths in kinds for path in paths]
    fields = "<p>a <b class='bd-x'>b</b> {{c1::c}} <a href='https://x.org'>d</a> \\(x\\)</p>"
    return [*cases, (fields, clean_field)]


def _mutated(text: str, others: Sequence[Case], chance: random.Random) -> str:
    """A stretch of the text with pieces put in, taken out, doubled, moved and borrowed."""
    start = chance.randrange(max(len(text) - 3000, 1))
    text = text[start : start + chance.choice((200, 1000, 3000))]
    for _ in range(chance.choice((1, 2, 5, 20))):
        at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        piece = text[at : min(to, at + 200)]
        match chance.randrange(6):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + chance.choice(PIECES) * chance.choice((2, 10, 100)) + text[at:]
            case 2:
                text = text[:at] + text[at + len(piece) :]
            case 3:
                text = text[:to] + piece * chance.choice((1, 2, 20)) + text[to:]
            case 4:
                other = chance.choice(others)[0]
                text = text[:at] + other[at % (len(other) + 1) :][:100] + text[at:]
            case _:
                text = text[:at] + chr(chance.randrange(0x110000)) + text[at:]
    return text[:20_000]


def main(number: int, seed: int) -> int:
    """Mutate so often and return how many documents raised or were slow."""
    chance, cases, wrong, slowest = random.Random(seed), _cases(), 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for count in range(number):
            text, read = chance.choice(cases)
            mutated = _mutated(text, cases, chance)
            began = time.process_time()
            try:
                read(mutated)
            except BuildDeckError:
                pass
            except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
                wrong += 1
                print(
                    f"document {count} of seed {seed} raised:\n{traceback.format_exc(limit=-3)}\n{mutated[:500]!r}\n",
                    flush=True,
                )
            spent = time.process_time() - began
            slowest = max(slowest, spent)
            if spent > 1:
                wrong += 1
                print(f"document {count} of seed {seed} took {spent:.1f} s: {mutated[:300]!r}\n", flush=True)
        os.chdir("/")
    print(f"{number} documents, {wrong} wrong, the slowest took {slowest:.2f} s")
    return wrong


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*(*arguments, *(2000, 1)[len(arguments) :]))))
