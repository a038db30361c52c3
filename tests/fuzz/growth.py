"""How time grows with what a deck holds: each kind of input at a size and at four times that size.

`python tests/fuzz/growth.py [SIZE]` prints a table; a factor far above 4 is worse than linear. SIZE is in kilobytes.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from build_deck.deck.load import load_deck, problems_of
from build_deck.model import NoteSource, Output
from build_deck.render import RenderContext, render_note
from build_deck.words.taxonomy import language

HEAD = "### Why? {#why}\n\n**Answer:** "


def _fence(code: str, language: str = "python run=false") -> str:
    return f"{HEAD}a\n\n```{language}\n{code}\n```\n"


def _times(unit: str, size: int) -> str:
    return unit * (size // len(unit) + 1)


Kind = Callable[[int], str]
KINDS: Mapping[str, Kind] = {
    "words": lambda n: HEAD + _times("word ", n),
    "heading and spaces": lambda n: f"### Why?{' ' * n}\n\n**Answer:** a\n",
    "spaces": lambda n: HEAD + "a" + " " * n + "b\n",
    "tabs and lines": lambda n: HEAD + _times("\t \n", n),
    "empty lines": lambda n: HEAD + "\n" * n + "a\n",
    "notes": lambda n: "".join(f"### Why {i}? {{#why-{i}}}\n\n**Answer:** a\n\n" for i in range(n // 40)),
    "notes without ids": lambda n: "".join(f"### Why {i}?\n\n**Answer:** a\n\n" for i in range(n // 40)),
    "notes of one name": lambda n: _times("### Why?\n\n**Answer:** a\n\n", n),
    "sections": lambda n: "".join(f"## Part {i}\n\n### Q {i}? {{#q-{i}}}\n\n**Answer:** a\n\n" for i in range(n // 50)),
    "deep headings": lambda n: HEAD + "\n\n" + _times("#### a\n\nb\n\n", n),
    "labels": lambda n: HEAD + _times("**Tags:** a\n\n", n),
    "bold lines": lambda n: HEAD + _times("**Word:** a\n\n", n),
    "stars": lambda n: HEAD + _times("*a **b ", n),
    "closing stars": lambda n: HEAD + _times("a** b* ", n),
    "underscores": lambda n: HEAD + _times("_a __b ", n),
    "tildes": lambda n: HEAD + _times("~~a ", n),
    "brackets": lambda n: HEAD + _times("[", n),
    "links": lambda n: HEAD + _times("[a](b ", n),
    "pictures": lambda n: HEAD + _times("![a](http://b) ", n),
    "autolinks": lambda n: HEAD + _times("<http://a.b> ", n),
    "angles": lambda n: HEAD + _times("<a ", n),
    "less than": lambda n: HEAD + _times("a < b ", n),
    "backticks": lambda n: HEAD + "".join(f"{'`' * (i % 90 + 1)}a " for i in range(n // 48)),
    "backslashes": lambda n: HEAD + _times("\\", n),
    "entities": lambda n: HEAD + _times("&amp;", n),
    "dollars": lambda n: HEAD + _times("$a ", n),
    "formulas": lambda n: HEAD + _times("$a_1$ ", n),
    "bracket formulas": lambda n: HEAD + _times("\\\\(a ", n),
    "double dollars": lambda n: HEAD + _times("\n\n$$\na\n$$\n", n),
    "gaps": lambda n: "### Why? {#why .cloze}\n\n**Answer:** " + _times("==a== ", n),
    "open gaps": lambda n: "### Why? {#why .cloze}\n\n**Answer:** ==x== " + _times("==a ", n),
    "cloze marks": lambda n: "### Why? {#why .cloze}\n\n**Answer:** " + _times("{{c1::a}} ", n),
    "open cloze marks": lambda n: "### Why? {#why .cloze}\n\n**Answer:** ==x== " + _times("{{c1::a ", n),
    "div lines": lambda n: HEAD + "\n\n" + _times("<div>\n", n),
    "div blocks": lambda n: HEAD + "\n\n" + _times("<div>\n\n", n),
    "comments": lambda n: HEAD + "\n\n" + _times("<!-- a -->\n\n", n),
    "open comment": lambda n: HEAD + "\n\n" + _times("<!-- a \n", n),
    "unknown tags": lambda n: HEAD + _times("<foo>bar ", n),
    "quotes": lambda n: HEAD + "\n\n" + _times("> a\n", n),
    "lists": lambda n: HEAD + "\n\n" + _times("- a\n", n),
    "loose lists": lambda n: HEAD + "\n\n" + _times("- a\n\n", n),
    "task lists": lambda n: HEAD + "\n\n" + _times("- [ ] a\n", n),
    "table rows": lambda n: HEAD + "\n\n| a | b |\n| - | - |\n" + _times("| c | d |\n", n),
    "wide table": lambda n: HEAD + "\n\n" + "|a" * (n // 8) + "|\n" + "|-" * (n // 8) + "|\n" + "|b" * (n // 8) + "|\n",
    "footnotes": lambda n: (
        HEAD + "".join(f"a[^{i}] " for i in range(n // 24)) + "\n\n" + "".join(f"[^{i}]: b\n\n" for i in range(n // 24))
    ),
    "references": lambda n: (
        HEAD
        + "".join(f"[a{i}] " for i in range(n // 32))
        + "\n\n"
        + "".join(f"[a{i}]: http://b\n" for i in range(n // 32))
    ),
    "rules": lambda n: HEAD + "\n\n" + _times("---\n\n", n),
    "chinese": lambda n: HEAD + _times("**中文**，中文（a）", n),
    "braces": lambda n: HEAD + _times("{#a .b} ", n),
    "heading braces": lambda n: "### Why? " + _times("{.a} ", n) + "\n\n**Answer:** a\n",
    "long word": lambda n: HEAD + "a" * n,
    "code lines": lambda n: _fence(_times("x = f(1) + 2\n", n)),
    "short fences": lambda n: HEAD + "\n\n" + _times("```python run=false\nx = 1\n```\n\n", n),
    "pinned fences": lambda n: HEAD + "\n\n" + _times("```python\nprint(1)\n```\n\n```output\n1\n```\n\n", n),
    "running fences": lambda n: HEAD + "\n\n" + _times("```python\nx = 1\n```\n\n", n),
    "transcript": lambda n: HEAD + "\n\n```pycon\n" + _times(">>> 1\n1\n", n) + "```\n",
    "console": lambda n: _fence(_times("$ ls\nfile\n", n), "console"),
    "attributes": lambda n: HEAD + "\n\n```python run=false " + _times('hl="1" ', n) + "\nx\n```\n",
    "unary": lambda n: _fence("x = " + "-" * n + "1", "python"),
    "nots": lambda n: _fence("x = " + _times("not ", n) + "1", "python"),
    "nested calls": lambda n: _fence("x = " + "f(" * (n // 3) + ")" * (n // 3), "python"),
    "nested lists": lambda n: _fence("x = " + "[" * (n // 2) + "]" * (n // 2), "python"),
    "attribute chain": lambda n: _fence("x" + _times(".a", n), "python"),
    "sum": lambda n: _fence("x = 1" + _times(" + 1", n), "python"),
    "f-strings": lambda n: _fence("y = 1\n" + _times("x = f'{y}{y}'\n", n), "python"),
    "long f-string": lambda n: _fence("y = 1\nx = f'" + _times("{y}", n) + "'", "python"),
    "elifs": lambda n: _fence("x = 1\nif x: pass\n" + _times("elif x: pass\n", n), "python"),
    "functions": lambda n: _fence("".join(f"def f{i}(): return f{i}\n" for i in range(n // 24)), "python"),
    "undefined names": lambda n: _fence("".join(f"print(a{i})\n" for i in range(n // 14)), "python"),
    "imports": lambda n: _fence("".join(f"import m{i}\n" for i in range(n // 14)), "python"),
    "broken code": lambda n: _fence(_times("def (\n", n), "python"),
    "snippet names": lambda n: HEAD + "\n\n" + "".join(f"```python file=x{i}.py\n```\n\n" for i in range(n // 32)),
}


def _spent(text: str) -> float:
    """The processor's seconds that reading, linting and rendering the text take."""
    Path("deck.md").write_text(text, "utf-8")
    began = time.process_time()
    deck = load_deck(Path("deck.md"))
    problems_of(deck)
    for loaded in deck.editions.values():
        for note in loaded.notes:
            _render(note)
    return time.process_time() - began


class _NoMedia:
    def read(self, path: str) -> bytes:
        raise FileNotFoundError(path)


def _render(note: NoteSource) -> None:
    outputs = {index: Output(stdout="1\n") for index, snippet in enumerate(note.snippets) if snippet.runs}
    render_note(note, outputs, None, RenderContext(_NoMedia(), language("en"), None))


def main(kilobytes: int, names: list[str]) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        _spent(HEAD)
        for name, kind in KINDS.items():
            if names and name not in names:
                continue
            small, large = (_spent(kind(size * 1000)) for size in (kilobytes, 4 * kilobytes))
            flag = " <--" if large > 6 * small and large > 0.2 else ""
            print(f"{name:<22} {small:8.3f} {large:8.3f}  x{large / max(small, 1e-4):.1f}{flag}", flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25, sys.argv[2:])
