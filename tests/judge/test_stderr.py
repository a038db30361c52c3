"""What is printed to stderr: shown and recorded where the author asks for it, and told where a card is empty without."""

from pathlib import Path

import build_deck
import pytest
from build_deck import recordings
from build_deck.errors import BuildDeckError
from build_deck.model import Output
from support import open_package

LOGGING = "import logging\nlogging.warning('b')"
BOTH = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n3"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(*fences: str) -> Path:
    """A note whose fences have these attributes and codes."""
    blocks = "\n\n".join(f"```python {fence}\n```" for fence in fences)
    path = Path("deck.md")
    path.write_text(f"### Q? {{#q}}\n**Answer:** x\n\n{blocks}\n\n**Rarity:** Common\n**Difficulty:** Easy\n", "utf-8")
    return path


def warnings(path: Path) -> list[str]:
    """What a build warns of."""
    return [str(p) for p in build_deck.build(path, output=Path("out.apkg")).warnings]


def recorded() -> list[Output]:
    """What is on file."""
    recording = recordings.load(Path("snippets/recorded"), "q")
    assert recording is not None
    return list(recording.outputs)


def back() -> str:
    """The answer of the one card."""
    with open_package(Path("out.apkg")) as collection:
        (found,) = (note["Answer"] for note in map(collection.get_note, collection.find_notes("")))
    return str(found)


def test_a_card_that_shows_nothing_of_what_was_printed_is_told_of() -> None:
    told = (
        "deck.md:4:1: warning[stderr-unseen]: This snippet prints to stderr only, `WARNING:root:b`, so that its card "
        "shows no output (note q in en). Write `output=stderr` on the fence to show it, `output=none` if it is meant "
        "so, or print to stdout."
    )
    assert warnings(write(f"\n{LOGGING}")) == [told]
    assert recorded() == [Output()]
    assert [str(p) for p in build_deck.verify(Path("deck.md")).problems] == [told]


@pytest.mark.parametrize("fence", [f"output=none\n{LOGGING}", f"hide\n{LOGGING}", f"\n{BOTH}", "\n1"])
def test_nothing_is_told_where_it_is_meant_or_something_is_shown(fence: str) -> None:
    assert warnings(write(fence, "\nprint(2)")) == []


def test_stderr_is_shown_and_recorded_where_it_is_asked_for() -> None:
    assert warnings(write(f"output=stderr\n{LOGGING}", f"output=all+stderr\n{BOTH}", f"\n{BOTH}")) == []
    assert recorded() == [
        Output(stderr="WARNING:root:b\n"),
        Output(stdout="out\n", stderr="err\n", value="3"),
        Output(stdout="out\n", value="3"),
    ]
    assert "<samp>WARNING:root:b</samp>" in back()
    assert "<samp>out\nerr\n3</samp>" in back()
    assert "<samp>out\n3</samp>" in back()


def test_a_recording_without_it_is_that_of_another_fence() -> None:
    """The card would stay empty."""
    build_deck.build(write(f"\n{LOGGING}"), output=Path("out.apkg"))
    path = write(f"output=stderr\n{LOGGING}")
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(path, output=Path("out.apkg"))
    (problem,) = raised.value.problems
    assert problem.code == "snippet-changed"
    assert "stderr:\n+ WARNING:root:b" in problem.detail
    build_deck.build(path, output=Path("out.apkg"), update=True)
    assert "<samp>WARNING:root:b</samp>" in back()


@pytest.mark.parametrize(("option", "pin"), [("stderr", "err"), ("all+stderr", "out\nerr\n3"), ("all", "out\n3")])
def test_a_pin_holds_what_the_card_would_show(option: str, pin: str) -> None:
    path = write(f"output={option}\n{BOTH}\n```\n```output\n{pin}")
    assert [row.verdict.value for row in build_deck.verify(path).snippets] == ["ok"]


def test_stderr_that_differs_between_runs_is_unstable_only_where_it_is_shown() -> None:
    code = "import sys, os\nprint(os.getpid(), file=sys.stderr)\nprint(1)"
    build_deck.build(write(f"\n{code}"), output=Path("out.apkg"))
    assert [row.verdict.value for row in build_deck.verify(Path("deck.md")).snippets] == ["ok"]
    path = write(f"output=all+stderr\n{code}")
    assert [row.verdict.value for row in build_deck.verify(path).snippets] == ["unstable"]


def test_what_a_snippet_had_printed_to_stderr_is_told_when_its_time_is_over() -> None:
    code = (
        "import threading\ndef w():\n    raise RuntimeError('the worker died')\n"
        "threading.Thread(target=w).start()\nthreading.Event().wait()"
    )
    with pytest.raises(BuildDeckError) as raised:
        build_deck.build(write(f"timeout=2\n{code}"), output=Path("out.apkg"))
    (problem,) = raised.value.problems
    lines = problem.detail.splitlines()
    assert lines[:3] == [
        "The snippet did not end within 2 s.",
        "It printed to stderr:",
        "Exception in thread Thread-1 (w):",
    ]
    assert '  File "deck.md", line 7, in w' in lines
    assert lines[-1] == "RuntimeError: the worker died"
