"""A language that runs is a row: what a new one needs is what `CONTRIBUTING.md` says, and no more."""

import shutil
import subprocess
from pathlib import Path

import build_deck
import pytest
from build_deck import runtimes
from build_deck.errors import BuildDeckError
from build_deck.runtimes import PYTHON, Runtime

NOTES = """# Shells

### What does the shell compute? {#sum}
**Answer:** Forty-two.
```sh run=true
echo $((6 * 7))
echo careful >&2
```
**Rarity:** Common
**Difficulty:** Easy

### Who counts? {#pinned}
**Answer:** Both.
```bash run=true
seq 3 | wc -l > counted
cat counted
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
```bash
exit 1
```
**Rarity:** Common
**Difficulty:** Easy
"""


def _version() -> str:
    said = subprocess.run(["bash", "-c", "echo $BASH_VERSION"], capture_output=True, text=True, check=True).stdout
    return ".".join(said.split(".")[:2])


BASH = Runtime(
    name="bash", title="Bash", version=_version, aliases=("sh",), suffixes=(".sh",), command=("bash", "{file}")
)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Markdown file with shell snippets, where the table has a row for them."""
    assert shutil.which("bash")
    monkeypatch.setattr(runtimes, "RUNTIMES", (*runtimes.RUNTIMES, BASH))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shells.md"
    file.write_text(NOTES, "utf-8")
    return file


def test_a_new_row_runs_is_recorded_and_verified(notes: Path) -> None:
    built = build_deck.build(notes, output=notes.parent / "out.apkg")
    assert (built.run, built.recorded) == (3, ("sum", "pinned"))
    recording = (notes.parent / "snippets/recorded/sum.yaml").read_text("utf-8")
    assert recording.splitlines()[1:5] == [
        "format: 2",
        recording.splitlines()[2],
        f'bash: "{_version()}"',
        "device: cpu",
    ]
    assert "- stdout: |\n    42\n" in recording
    verified = build_deck.verify(notes)
    assert [(row.name, row.verdict.value) for row in verified.snippets] == [
        ("sum[1]", "ok"),
        ("pinned[1]", "ok"),
        ("pinned[2]", "ok"),
    ]
    assert verified.environment.languages["bash"] == _version()


def test_what_its_program_says_of_a_snippet_is_told(notes: Path) -> None:
    notes.write_text(NOTES.replace("echo careful >&2", "exit 3"), "utf-8")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    (problem,) = raised.value.problems
    assert (problem.code, problem.detail) == ("snippet-error", "The snippet ended with exit status 3.")


def test_a_program_that_is_missing_is_told(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Runtime(name="bash", title="Bash", version=str, aliases=("sh",), command=("no-such-shell", "{file}"))
    monkeypatch.setattr(runtimes, "RUNTIMES", (PYTHON, gone))
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(notes, output=notes.parent / "out.apkg")
    assert "There is no program `no-such-shell` here to run this." in {p.detail for p in raised.value.problems}


def test_a_row_is_found_by_name_alias_and_file() -> None:
    """Whatever the case of a fence's word."""
    assert runtimes.called("Py") is runtimes.of_file("attention.py") is runtimes.named("python")
    assert runtimes.called("fortran") is None
    assert runtimes.of_file("notes.txt") is None


def test_no_word_means_two_languages() -> None:
    words = [word for each in runtimes.RUNTIMES for word in (each.name, *each.aliases, *each.suffixes)]
    assert len(words) == len(set(words))
    assert set(runtimes.RUN_BY_DEFAULT) <= {each.name for each in runtimes.RUNTIMES}
