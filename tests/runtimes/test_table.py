"""A language that runs is a row: what a new one needs is what `CONTRIBUTING.md` says, and no more."""

import shutil
from dataclasses import replace
from pathlib import Path

import build_deck
import pytest
from build_deck import runtimes
from build_deck.errors import BuildDeckError
from build_deck.runtimes import PYTHON, Runtime

NOTES = """# Patterns

### What does the program compute? {#sum}
**Answer:** Forty-two.
```gawk run=true
BEGIN {
    print 6 * 7
    print "careful" > "/dev/stderr"
}
```
**Rarity:** Common
**Difficulty:** Easy

### Who counts? {#pinned}
**Answer:** Both.
```awk run=true
BEGIN { print 3 > "counted"; print 3 }
```
```output
3
```
```python
print(int(open("counted").read()) + 1)
```
**Rarity:** Common
**Difficulty:** Easy

### Does this run? {#idle}
**Answer:** No: nobody said that it should.
```awk
BEGIN { exit 1 }
```
**Rarity:** Common
**Difficulty:** Easy
"""


AWK = Runtime(
    name="awk",
    title="AWK",
    version=lambda: "1.3",
    aliases=("gawk",),
    suffixes=(".awk",),
    command=("awk", "-f", "{file}"),
)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Markdown file with snippets of a language for which the table has a row."""
    assert shutil.which("awk")
    monkeypatch.setattr(runtimes, "RUNTIMES", (*runtimes.RUNTIMES, AWK))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "patterns.md"
    file.write_text(NOTES, "utf-8")
    return file


def test_a_new_row_runs_is_recorded_and_verified(notes: Path) -> None:
    built = build_deck.build(notes, output=notes.parent / "out.apkg")
    assert (built.run, built.recorded) == (3, ("sum", "pinned"))
    recording = (notes.parent / "snippets/recorded/sum.yaml").read_text("utf-8")
    assert recording.splitlines()[1:5] == [
        "format: 2",
        recording.splitlines()[2],
        'awk: "1.3"',
        "device: cpu",
    ]
    assert "- stdout: |\n    42\n" in recording
    verified = build_deck.verify(notes)
    assert [(row.name, row.verdict.value) for row in verified.snippets] == [
        ("sum[1]", "ok"),
        ("pinned[1]", "ok"),
        ("pinned[2]", "ok"),
    ]
    assert verified.environment.languages["awk"] == "1.3"


def test_what_its_program_says_of_a_snippet_is_told(notes: Path) -> None:
    notes.write_text(NOTES.replace('print "careful" > "/dev/stderr"', "exit 3"), "utf-8")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    (problem,) = raised.value.problems
    assert (problem.code, problem.detail) == ("snippet-error", "The snippet ended with exit status 3.")


def test_a_program_that_is_missing_is_told(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = replace(
        AWK, command=("no-such-awk", "{file}"), install=lambda program: f"Get {program}, or write run=false."
    )
    monkeypatch.setattr(runtimes, "RUNTIMES", (PYTHON, gone))
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    assert "There is no program `no-such-awk` here to run this. Get no-such-awk, or write run=false." in {
        problem.detail for problem in raised.value.problems
    }


def test_a_row_is_found_by_name_alias_and_file() -> None:
    """Whatever the case of a fence's word."""
    assert runtimes.called("Py") is runtimes.of_file("attention.py") is runtimes.named("python")
    assert runtimes.called("fortran") is None
    assert runtimes.of_file("notes.txt") is None


def test_no_word_means_two_languages() -> None:
    words = [word for each in runtimes.RUNTIMES for word in (each.name, *each.aliases, *each.suffixes)]
    assert len(words) == len(set(words))
    assert set(runtimes.RUN_BY_DEFAULT) <= {each.name for each in runtimes.RUNTIMES}
