"""A person asked about each changed output, one key a decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from build_deck.judge import Change, ChangeKey
from build_deck.report.review import lines
from build_deck.report.terminal import DIM, Painted, Terminal


class Answer(Enum):
    """What a person says of a changed output; the value is the key."""

    ACCEPT = "a"
    REJECT = "r"
    LATER = "l"
    CAUSE = "c"
    QUIT = "q"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person has decided."""

    accepted: frozenset[ChangeKey] = frozenset()
    rejected: frozenset[ChangeKey] = frozenset()
    """The new output is wrong: the code is to be mended."""


def show(changes: Sequence[Change], terminal: Terminal) -> None:
    """Write all changes, an empty line behind each."""
    for change in changes:
        for line in lines(change, live=terminal.live):
            terminal.line(*line)
        terminal.line()


def ask(changes: Sequence[Change], terminal: Terminal, key: Callable[[], str]) -> Decisions:
    """Show each change and return what is decided; `key` gives the key that is pressed, EOFError meaning quit.

    What is not decided when a person quits, or says later, is neither accepted nor rejected.
    """
    accepted: set[ChangeKey] = set()
    rejected: set[ChangeKey] = set()
    for number, change in enumerate(changes, 1):
        if change.key in accepted:
            continue
        for line in lines(change, live=terminal.live, place=f"{number}/{len(changes)}"):
            terminal.line(*line)
        alike = [change.key, *(each.key for each in changes[number:] if change.cause and each.cause == change.cause)]
        match _answer(terminal, key, len(alike)):
            case Answer.ACCEPT:
                accepted.add(change.key)
            case Answer.CAUSE:
                accepted.update(alike)
            case Answer.REJECT:
                rejected.add(change.key)
            case Answer.LATER:
                continue
            case Answer.QUIT:
                break
    return Decisions(frozenset(accepted), frozenset(rejected))


def _answer(terminal: Terminal, key: Callable[[], str], alike: int) -> Answer:
    """Return the first key pressed that means something."""
    terminal.line(Painted(f"  a accept · r reject · l later · c accept all {alike} of this cause · q quit", DIM))
    while True:
        try:
            pressed = key()
        except EOFError:
            return Answer.QUIT
        for answer in Answer:
            if pressed.lower() == answer.value:
                terminal.line(f"  {answer.name.lower()}")
                terminal.line()
                return answer
