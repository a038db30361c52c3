"""Figures in recordings, which anybody may have written: cleaned when packed, compared without reading the host."""

import zipfile
from pathlib import Path

import pytest
from build_deck import recordings
from build_deck.model import Output
from build_deck.recordings import Recording
from support import run_command, write_files

NOTE = "### What? {#what}\n\n**Answer:** This.\n\n```python\n1\n```\n"
SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {"deck/deck.yaml": "id: mini\n", "deck/01.md": NOTE})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _record(deck: Path, svg: str) -> None:
    """Put a recording on file that shows this figure, as whoever wrote a deck can."""
    run_command("deck", "-q")
    folder = deck / "deck/snippets/recorded"
    written = recordings.load(folder, "what")
    assert written
    forged = Recording("what", written.source, written.environment, 1, (Output(figures=(svg,)),))
    recordings.save(folder, forged)


def _figure(package: Path) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read("0")


def test_a_recorded_figure_is_cleaned_when_it_is_packed(deck: Path) -> None:
    _record(deck, f'<svg {SPACE}><script>alert(1)</script><g onload="alert(1)"/><image href="/etc/passwd"/></svg>')
    result = run_command("deck", "--no-run")
    assert result.status == 0, result
    assert _figure(deck / "dist/mini-en.apkg") == f"<svg {SPACE}><g></g><image></image></svg>\n".encode()


@pytest.mark.parametrize(
    ("svg", "why"),
    [
        (f"<svg {SPACE}>{'<g>' * 900}{'</g>' * 900}</svg>", "it nests more than 100 levels deep"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/passwd">]><svg>&a;</svg>', "it declares entities"),
        ("nothing", "it is no SVG document: syntax error in line 1"),
    ],
)
def test_a_recorded_figure_that_is_none_stops_a_build(deck: Path, svg: str, why: str) -> None:
    _record(deck, svg)
    for command in (["build", "--no-run"], ["build"], ["verify"]):
        result = run_command(command[0], "deck", *command[1:])
        assert result.status == 1, result
        assert "Traceback" not in result.stderr
    assert (
        "deck/01.md:1:1: error[bad-figure]: A recorded figure is none that a card can show: "
        f"{why}. Restore the recording from version control, or record it anew.\n"
    ) in run_command("deck", "--no-run").stderr


def test_comparing_with_a_hostile_figure_draws_nothing_of_the_host(deck: Path) -> None:
    """It is drawn without what it refers to, in a process that may open nothing."""
    _record(deck, f'<svg {SPACE} width="9" height="9"><image href="/dev/zero"/></svg>')
    result = run_command("deck")
    assert "figures: there were 1, there are 0" in result.stderr
