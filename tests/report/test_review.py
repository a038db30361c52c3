"""A changed output as a person reads it: the numbers that differ are marked, with colours and without."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.judge import Change
from build_deck.judge.changes import CodeLine, FigureChange
from build_deck.model import EditionName, NoteId, Verdict
from build_deck.report.asking import Decisions, ask
from build_deck.report.review import lines
from build_deck.report.terminal import Terminal

CHANGE = Change(
    key=("a", 0),
    note=NoteId("a"),
    editions=(EditionName("zh"), EditionName("en")),
    question="What?",
    location=Location("q.md", 3),
    verdict=Verdict.CHANGED,
    cause="Packages have changed: torch 2.13.0 → 2.14.0.",
    code=(CodeLine(" ", "x = 1"), CodeLine("-", "y = 1"), CodeLine("+", "y = 2")),
    old="loss 0.5 at 1e-3\n",
    new="loss 0.75 at 1e-3\n",
    diff="printed:\n- loss 0.5 at 1e-3\n+ loss 0.75 at 1e-3\nlargest error: absolute 0.25",
    difference=None,
    figures=(FigureChange(Path("a-1.svg"), None, ""),),
    pinned=False,
)


class Screen(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


def written(change: Change, stream: io.StringIO, place: str = "") -> str:
    """What a terminal on this stream shows of a change."""
    terminal = Terminal(stream)
    for line in lines(change, live=terminal.live, place=place):
        terminal.line(*line)
    return stream.getvalue()


def shown(diff: str, stream: io.StringIO) -> list[str]:
    whole = written(replace(CHANGE, diff=diff, code=(), figures=()), stream)
    return [line.removeprefix("    ") for line in whole.splitlines()[4:]]


def test_a_change_is_its_question_its_cause_its_code_and_both_outputs() -> None:
    assert written(CHANGE, io.StringIO(), "1/2") == (
        "1/2  a (zh, en)  q.md:3\n"
        "  What?\n"
        "  Packages have changed: torch 2.13.0 → 2.14.0.\n"
        "      x = 1\n"
        "    - y = 1\n"
        "    + y = 2\n"
        "  recorded -, came out +\n"
        "    printed:\n"
        "    - loss 0.5 at 1e-3\n"
        "           ^^^\n"
        "    + loss 0.75 at 1e-3\n"
        "           ^^^^\n"
        "    largest error: absolute 0.25\n"
        "  figure: a-1.svg → none\n"
    )


@pytest.mark.parametrize(
    ("diff", "marked"),
    [
        ("- 准确率 1\n+ 准确率 2", ["- 准确率 1", "         ^", "+ 准确率 2", "         ^"]),
        ("- a 1 b\n+ a 1 c", ["- a 1 b", "+ a 1 c"]),
        ("- a 1\n+ a 1 2", ["- a 1", "+ a 1 2"]),
        ("- x1 -2.5e-07\n+ x1 3", ["- x1 -2.5e-07", "     ^^^^^^^^", "+ x1 3", "     ^"]),
        ("- 1\n- 2\n+ 1\n+ 3", ["- 1", "- 2", "  ^", "+ 1", "+ 3", "  ^"]),
        ("  same\n- gone", ["  same", "- gone"]),
        ("-\n+ 1", ["-", "+ 1"]),
    ],
)
def test_the_numbers_that_differ_are_marked(diff: str, marked: list[str]) -> None:
    assert shown(diff, io.StringIO()) == marked


def test_with_colours_they_are_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert shown("- a 1 b\n+ a 2 b", Screen()) == [
        "\x1b[31m- a \x1b[0m\x1b[31;7m1\x1b[0m\x1b[31m b\x1b[0m",
        "\x1b[32m+ a \x1b[0m\x1b[32;7m2\x1b[0m\x1b[32m b\x1b[0m",
    ]


def test_what_would_command_a_terminal_is_spelled_out() -> None:
    evil = "\x1b[2J\u202e"
    change = replace(
        CHANGE, question=evil, cause=evil, code=(CodeLine("+", evil),), diff=f"- 1{evil}\n+ 2{evil}", figures=()
    )
    assert "\x1b" not in (text := written(change, io.StringIO()))
    assert text.count(r"\x1b[2J\u202e") == 5


@pytest.mark.parametrize(
    ("keys", "accepted", "rejected"),
    [
        ("aaa", "abc", ""),
        ("rla", "c", "a"),
        ("ca", "abc", ""),
        ("lc", "b", ""),
        ("q", "", ""),
        ("aq", "a", ""),
        ("xA?R q", "a", "b"),
        ("a", "a", ""),
    ],
)
def test_a_key_is_a_decision(keys: str, accepted: str, rejected: str) -> None:
    """Of three changes the first and the last have one cause; that of the second is not known. Keys that end mean quit."""
    changes = [replace(CHANGE, key=(name, 0)) for name in "abc"]
    changes[1] = replace(changes[1], cause="")
    left = list(keys)

    def key() -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    decided = ask(changes, Terminal(io.StringIO()), key)
    wanted = (frozenset((name, 0) for name in names) for names in (accepted, rejected))
    assert decided == Decisions(*wanted)
    assert not left
