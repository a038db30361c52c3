"""Transcripts of a shell: the lines behind `$` run in the note's shell, and what stands under each is its pin."""

from collections.abc import Callable
from pathlib import Path

import build_deck
import pytest
from build_deck.errors import BuildDeckError
from build_deck.runtimes.prompts import read, rewrite

NOTES = """---
run: [bash]
---
# Shells

### What does the terminal show? {#terminal}
**Answer:** All of it.
```console
$ x=42; echo $x
42
me@host:~/in$ for i in 1 2; do
>   echo $i
> done
1
2

$ nosuch
bash: nosuch: command not found
$ false
$ ls nowhere
ls: cannot access 'nowhere': No such file or directory
$ printf abc
abc
```
```bash
$ echo $x
42
```
```sh
$x 2>/dev/null || echo no transcript
```
**Rarity:** Common
**Difficulty:** Easy
"""


def test_a_transcript_runs_and_is_held_to_what_it_shows(deck: Callable[[str], Path]) -> None:
    notes = deck(NOTES)
    assert build_deck.build(notes, output=notes.parent / "out.apkg").run == 3
    assert {row.verdict.value for row in build_deck.verify(notes).snippets} == {"ok"}
    notes.write_text(NOTES.replace("\n1\n2\n", "\n1\n3\n"), "utf-8")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    (problem,) = raised.value.problems
    assert problem.location is not None
    assert problem.location.line == 11
    assert problem.detail == "under `for i in 1 2; do …`\n  1\n- 3\n+ 2\nlargest error: absolute 1, relative 0.333"
    build_deck.build(notes, output=notes.parent / "out.apkg", update=True)
    assert notes.read_text("utf-8") == NOTES


def test_the_prompts_of_a_transcript() -> None:
    first, second = read("$ cat <<E\n> a\n> E\na\n\n$ true\n").examples
    assert (first.code, first.want, first.line, first.below, first.under) == ("cat <<E\na\nE\n", "a\n", 1, 4, 1)
    assert (second.code, second.want, second.line, second.below, second.under) == ("true\n", "", 6, 7, 0)
    text = "$ cat <<E\n> a\n> E\na\n\n$ true\n"
    assert rewrite(text, {first: "b\nc\n", second: ""}) == "$ cat <<E\n> a\n> E\nb\nc\n\n$ true\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("echo 1\n1\n", 1, "This transcript has no prompt, so that nothing in it runs."),
        ("\nlost\n$ true\n", 2, "`lost` stands under no prompt that runs, so that nothing verifies it."),
        ("", 1, "This transcript has no prompt, so that nothing in it runs."),
    ],
)
def test_what_is_no_transcript(text: str, line: int, what: str) -> None:
    (fault,) = read(text).faults
    assert (fault.line, fault.what) == (line, what)
