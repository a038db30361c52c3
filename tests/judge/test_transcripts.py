"""Transcripts: the lines behind the prompts run in the note's session, and what stands under each must come out."""

from pathlib import Path

import build_deck
import pytest
from build_deck import recordings
from build_deck.errors import BuildDeckError, Problem
from build_deck.report import Report
from support import open_package

LABELS = "**Rarity:** Common\n**Difficulty:** Easy\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def note(*blocks: str) -> str:
    """One note with these blocks on its back."""
    return "### Question? {#q}\n**Answer:** It is.\n\n" + "\n\n".join(blocks) + f"\n\n{LABELS}"


def verified(*blocks: str) -> Report:
    """What verify says of a note with these blocks."""
    Path("deck.md").write_text(note(*blocks), "utf-8")
    return build_deck.verify(Path("deck.md"))


def told(report: Report) -> list[Problem]:
    """What is wrong with the snippets: that there is no lock yet is no matter here."""
    return [problem for problem in report.problems if problem.code.startswith("snippet-")]


def verdicts(report: Report) -> list[str]:
    return [row.verdict.value for row in report.snippets]


DEFINITION = "```py\ndef f(x=[]):\n    x.append(1)\n    return x\n```"

GOOD = {
    "a value": ">>> sorted([3, 1])\n[1, 3]",
    "printed and returned": ">>> print('a') or 2\na\n2",
    "nothing": ">>> x = 1\n>>> None\n>>> x\n1",
    "a continuation": ">>> for i in range(2):\n...     print(i)\n...\n0\n1",
    "a decorator and a class": (
        ">>> from functools import cache\n>>> @cache\n... def g():\n...\n...     return 1\n...\n>>> g()\n1"
    ),
    "anything": ">>> object()\n<object object at ...>",
    "an address": ">>> object()\n<object object at 0x7f3c5c0a1b20>",
    "an empty line": ">>> print('a\\n\\nb')\na\n<BLANKLINE>\nb",
    "an empty line as it is": ">>> print('a\\n\\nb')\na\n\nb\n\n>>> 1\n1",
    "a traceback": ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero",
    "a whole traceback": (
        '>>> int("x")\nTraceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n'
        "ValueError: invalid literal for int() with base 10: 'x'"
    ),
    "a traceback after what was printed": (
        ">>> [print(1), 1 / 0]\n1\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero"
    ),
    "an exception's text left out": ">>> {}['k']\nTraceback (most recent call last):\n  ...\nKeyError: ...",
    "a syntax error as the prompt has it": (
        '>>> x = = 1\n  File "<stdin>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax'
    ),
    "a syntax error as doctest has it": (
        ">>> x = = 1\nTraceback (most recent call last):\n  ...\nSyntaxError: invalid syntax"
    ),
    "the last value": ">>> 6 * 7\n42\n>>> _ + 1\n43",
    "an import from the future": (
        ">>> from __future__ import annotations\n>>> def g(x: 'int'): pass\n>>> g.__annotations__\n{'x': \"'int'\"}"
    ),
    "chinese": ">>> '中' * 2\n'中中'",
}

BAD = {
    "a false value": ">>> sorted([3, 1])\n[3, 1]",
    "a rounded float": ">>> 0.1 + 0.2\n0.3",
    "nothing under a prompt": ">>> 1 + 1\n>>> 1\n1",
    "a value too much": ">>> None\nNone",
    "an exception that does not come": ">>> 1\nTraceback (most recent call last):\n  ...\nValueError: x",
    "another exception": ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nValueError: division by zero",
    "another message": ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: by zero",
    "a continuation is no wildcard": (
        ">>> for i in range(2):\n...     print(i)\n7\n>>> for i in range(2):\n...     print(i)\n0\n1"
    ),
}


@pytest.mark.parametrize("what", GOOD)
def test_what_a_prompt_gives_fits(what: str) -> None:
    assert verdicts(verified(f"```pycon\n{GOOD[what]}\n```")) == ["ok"]


@pytest.mark.parametrize("what", BAD)
def test_what_a_prompt_does_not_give_fails(what: str) -> None:
    report = verified(f"```pycon\n{BAD[what]}\n```")
    assert verdicts(report) == ["changed"]
    assert [problem.code for problem in told(report)] == ["snippet-changed"]


def test_prompts_see_what_the_notes_other_fences_define() -> None:
    """And one another's names, across fences; `py` with prompts is a transcript as well."""
    first, second = "```py\n>>> f()\n[1]\n>>> y = f()\n```", "```python\n>>> y\n[1, 1]\n```"
    Path("deck.md").write_text(note(DEFINITION, "**Output:**", first, "```python\nprint(len(y))\n```", second), "utf-8")
    built = build_deck.build(Path("deck.md"), output=Path("out.apkg"))
    assert (built.run, built.recorded) == (4, ("q",))
    recording = recordings.load(Path("snippets/recorded"), "q")
    assert recording is not None
    assert [output.stdout for output in recording.outputs] == ["", "2\n"]
    assert verdicts(build_deck.verify(Path("deck.md"))) == ["ok"] * 4


def test_the_card_shows_a_transcript_as_it_stands() -> None:
    Path("deck.md").write_text(note("```pycon\n>>> 6 * 7\n42\n```"), "utf-8")
    build_deck.build(Path("deck.md"), output=Path("out.apkg"))
    assert not Path("snippets/recorded").exists()
    with open_package(Path("out.apkg")) as collection:
        (back,) = (found["Answer"] for found in map(collection.get_note, collection.find_notes("")))
    assert back.count("42") == 1
    assert '<span class="gp">&gt;&gt;&gt; </span>' in back
    assert '<div class="bd-output"><div class="bd-verified">Verified</div></div>' in back


def test_prompts_without_outputs_pin_nothing_and_are_recorded() -> None:
    Path("deck.md").write_text(note("```pycon\n>>> x = 3\n>>> x + 1\n>>> print('y')\n```"), "utf-8")
    assert build_deck.build(Path("deck.md"), output=Path("out.apkg")).recorded == ("q",)
    recording = recordings.load(Path("snippets/recorded"), "q")
    assert recording is not None
    assert [output.stdout for output in recording.outputs] == ["4\ny\n"]
    assert verdicts(build_deck.verify(Path("deck.md"))) == ["ok"]


def test_a_difference_is_told_at_the_line_of_its_prompt() -> None:
    report = verified(
        "- In a list\n\n  ```pycon\n  >>> 1\n  1\n  >>> [x\n  ...  for x in '12']\n  [1, 2]\n  >>> 2\n  3\n  ```"
    )
    (problem,) = told(report)
    assert str(problem).startswith("deck.md:9:3: error[snippet-changed]: ")
    assert problem.detail.splitlines()[:3] == ["under `[x …`", "- [1, 2]", "+ ['1', '2']"]
    assert "under `2`" in problem.detail


def test_an_exception_that_is_not_shown_is_an_error_at_its_line() -> None:
    report = verified("```pycon\n>>> 1\n1\n>>> def g():\n...     return 1 / 0\n>>> g()\n1\n>>> 2\n3\n```")
    assert verdicts(report) == ["error"]
    (problem,) = told(report)
    assert str(problem) == (
        "deck.md:8:1: error[snippet-error]: The snippet failed (note q in en). Mend the code; where it is meant to "
        "raise, write `Traceback (most recent call last):` and the exception's line under its prompt."
    )
    assert "    return 1 / 0" in problem.detail


def test_prompts_after_the_end_of_a_session_are_told() -> None:
    report = verified("```pycon\n>>> exit()\n>>> 1\n1\n```")
    (problem,) = told(report)
    assert (problem.location and problem.location.line, problem.detail) == (
        6,
        "Not run: deck.md:5:1 ended the session.",
    )


def test_what_differs_between_two_runs_is_unstable() -> None:
    assert verdicts(verified("```pycon\n>>> import time\n>>> time.time()\n```")) == ["unstable"]
    assert verdicts(verified("```pycon\n>>> import time\n>>> time.time()\n1...\n```")) == ["ok"]


STALE = """# Deck

### Question? {#q}
**Answer:** It is.

- In a list, after a `>>>`:

  ```pycon
  >>> [1, 3]  # kept as it is
  [1, ...]
  >>> sorted([3, 1])
  [3, 1]
  >>> for i in range(2):
  ...     print(i, '中')
  ...
  >>> print("a\\n\\nb")
  ?
  >>> {}["k"]
  Traceback (most recent call last):
    ...
  ValueError: no
  >>> x = 1
  x

  >>> 7
  7
  ```

> ```py
> >>> 1 + 1
> 3
> ```

**Rarity:** Common
**Difficulty:** Easy
"""
FRESH = """# Deck

### Question? {#q}
**Answer:** It is.

- In a list, after a `>>>`:

  ```pycon
  >>> [1, 3]  # kept as it is
  [1, ...]
  >>> sorted([3, 1])
  [1, 3]
  >>> for i in range(2):
  ...     print(i, '中')
  ...
  0 中
  1 中
  >>> print("a\\n\\nb")
  a
  <BLANKLINE>
  b
  >>> {}["k"]
  Traceback (most recent call last):
    ...
  KeyError: 'k'
  >>> x = 1

  >>> 7
  7
  ```

> ```py
> >>> 1 + 1
> 2
> ```

**Rarity:** Common
**Difficulty:** Easy
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("command", ["build", "verify"])
def test_update_writes_what_comes_out_under_its_prompt(command: str, end: str) -> None:
    """And nothing else: other lines keep their bytes, and the card shows what the file then says."""
    source = Path("deck.md")
    source.write_bytes(STALE.replace("\n", end).encode())
    if command == "build":
        with pytest.raises(BuildDeckError) as raised:
            build_deck.build(source, output=Path("out.apkg"))
        assert "`--update` writes it under its prompt" in str(raised.value)
        assert source.read_bytes() == STALE.replace("\n", end).encode()
        assert build_deck.build(source, output=Path("out.apkg"), update=True).changed == ("q",)
        with open_package(Path("out.apkg")) as collection:
            (back,) = (found["Answer"] for found in map(collection.get_note, collection.find_notes("")))
        assert "KeyError" in back
    else:
        assert verdicts(build_deck.verify(source, update=True)) == ["ok", "ok"]
    assert source.read_bytes() == FRESH.replace("\n", end).encode()
    assert told(build_deck.verify(source)) == []


def test_locked_does_not_write_a_transcript() -> None:
    Path("deck.md").write_text(note("```pycon\n>>> 1\n2\n```"), "utf-8")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(Path("deck.md"), output=Path("out.apkg"), update=True, locked=True)
    assert "A transcript of q is behind, and --locked forbids writing it." in str(raised.value)
    assert "\n2\n" in Path("deck.md").read_text("utf-8")


def test_what_would_be_read_as_a_prompt_is_not_written() -> None:
    text = note("```pycon\n>>> print('>>> 1')\n2\n```")
    Path("deck.md").write_text(text, "utf-8")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(Path("deck.md"), output=Path("out.apkg"), update=True)
    assert "write it under its prompt; else mend the code" in str(raised.value)
    assert Path("deck.md").read_text("utf-8") == text


def test_editions_that_share_a_session_are_both_written() -> None:
    Path("deck.yaml").write_text("id: d\neditions:\n  en: {path: en}\n  zh: {path: zh}\n", "utf-8")
    for name, above in (("en", ""), ("zh", "\n\n")):
        Path(name).mkdir()
        Path(name, "a.md").write_text(above + note("```pycon\n>>> 1\n2\n```"), "utf-8")
    build_deck.build(Path(), output=Path("dist"), update=True)
    assert [Path(name, "a.md").read_text("utf-8").count("\n>>> 1\n1\n") for name in ("en", "zh")] == [1, 1]
