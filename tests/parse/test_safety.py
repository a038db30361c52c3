"""Hostile text ends in notes or messages, soon."""

import time

import pytest
from build_deck.model import Document
from parse.reading import read

SIZE = 100_000
HOSTILE = {
    "one long line": "a" * SIZE,
    "asterisks": "*a " * (SIZE // 3),
    "double asterisks": "**" * (SIZE // 2),
    "brackets": "[" * SIZE,
    "pictures": "![" * (SIZE // 2),
    "links": "[a](" * (SIZE // 4),
    "backticks": "".join("`" * (i % 50 + 1) + " " for i in range(SIZE // 25)),
    "dollars": "$a " * (SIZE // 3),
    "tags": "<a " * (SIZE // 3),
    "comments": "<!--" * (SIZE // 4),
    "deletions": "{{c1::" * (SIZE // 6),
    "equals signs": "==a " * (SIZE // 4),
    "quotes": ">" * SIZE,
    "dashes of lists": "- " * (SIZE // 2),
    "numbers of lists": "1. " * (SIZE // 3),
    "labels": "**Rarity:** " * (SIZE // 12),
    "pipes": "|" * SIZE,
    "braces": "{#a " * (SIZE // 4),
    "footnotes": "[^a]" * (SIZE // 4),
    "definitions": "\n".join(f"[^{i}]: x" for i in range(SIZE // 10)),
    "attributes": "```" + "a " * (SIZE // 2) + "\n```",
    "ranges": '```python cloze="' + "1-100000 " * (SIZE // 9) + '"\n```',
    "nested lists": "\n".join("  " * i + "- a" for i in range(300)),
    "nested quotes": "\n".join("> " * i + "a" for i in range(300)),
    "elements": "<div>\n" * (SIZE // 6),
    "elements apart": "<div>\n\n" * (SIZE // 7),
    "tags without an end": "<b>x\n\n" * (SIZE // 6),
    "ends without a tag": "</b>x\n\n" * (SIZE // 7),
    "elements of no card": "<svg>x</svg>\n\n" * (SIZE // 14),
    "fences in elements": "<div>\n```\n\n" * (SIZE // 11),
    "disclosures": "<details>\n\n" * (SIZE // 12),
    "math in brackets": "\\(" * (SIZE // 2),
    "math on lines": "\\[\n" * (SIZE // 3),
    "environments": "\\begin{align}\n" * (SIZE // 14),
    "subscripts": "$x_1_2$ " * (SIZE // 8),
    "braces in math": "$" + "{" * 1900 + "$",
    "spaces in addresses": "![a](b c " * (SIZE // 9),
    "embedded pictures": "![[" * (SIZE // 3),
    "links of other tools": "[[a]] " * (SIZE // 6),
    "commands of other tools": "{% a " * (SIZE // 5),
    "callouts": "> [!note]\n\n" * (SIZE // 11),
    "cells beyond": "| a |\n|---|\n" + "| 1 | 2 |\n" * (SIZE // 10),
    "misspelled labels": "**Raritiy:** x " * (SIZE // 15),
    "languages": "```python" + ",a" * (SIZE // 2) + "\nx\n```",
    "lines in braces": "```js {" + "1," * 90 + "}\nx\n```",
    "pins": "```python\nprint(1)\n```\n```output\n1\n```\n" * (SIZE // 42),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_takes_time_by_its_size_and_not_by_the_square_of_it(body: str) -> None:
    start = time.process_time()
    document = _read(body)
    whole = time.process_time() - start
    assert any(whole < 4 * 3 * max(_seconds(body[: len(body) // 4]), 0.02) for _ in range(3))
    swallowed = {problem.code for problem in document.problems} & {"too-deep", "unclosed-comment"}
    assert swallowed or {note.id for note in document.notes} == {"q", "next"}


def _read(body: str) -> Document:
    return read(f"### Q? {{#q .cloze}}\n\n{body}\n\n### Next? {{#next}}\n\nan answer\n")


def _seconds(body: str) -> float:
    start = time.process_time()
    _read(body)
    return time.process_time() - start


@pytest.mark.parametrize(
    "heading",
    [
        "### Q" + " " * 25_000 + "{#a}",
        "### Q" + " " * 25_000,
        "## S" + " " * 25_000 + "\n### Q",
        "### Q " + "(" * SIZE,
        "### Q " + "{#a " * (SIZE // 4),
        "## 1. Q\nx\n" + "#### 2. R\na\n" * (SIZE // 12),
        "### 1. Q\na\n" + "## Q: R\na\n" * (SIZE // 12),
        "---\n" + "".join(f"k{i}: 1\n" for i in range(1800)) + "---\n### Q",
    ],
    ids=range(8),
)
def test_hostile_headings_are_headings(heading: str) -> None:
    assert read(f"{heading}\na\n").notes


def test_what_is_nested_too_deep_is_an_error() -> None:
    problems = read("### Q?\n" + "> " * 30 + "a\n").problems
    assert [str(problem) for problem in problems] == [
        "deck.md:2:1: error[too-deep]: Lists and quotes are nested more than 20 deep here; what is deeper or follows is lost."
        " Write it flatter.",
    ]


def test_a_paragraph_of_ten_megabytes_is_plain_text_with_a_warning() -> None:
    document = read("### Q? {#q}\n" + "**a** " * (10_000_000 // 6) + "\n")
    assert [str(problem) for problem in document.problems] == [
        "deck.md:2:1: warning[long-paragraph]: This paragraph has 9999995 characters; its markup is not read."
        " Break it up."
    ]
    assert [child.type for child in document.notes[0].back[1].children or ()] == ["text"]


@pytest.mark.parametrize(
    "text", ["", "\n", "\0", "\ufeff", "---", "---\n---\n", "#", "###", "```", "- ###", "1. ###\n2."]
)
def test_next_to_nothing_is_no_note(text: str) -> None:
    assert read(text).notes == ()
