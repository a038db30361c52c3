"""Why an output may differ from what is expected: that decides what counts as a difference, and what one means."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from build_deck.model import Verdict


class Why(StrEnum):
    """What stands between the expected output and the one that came out."""

    EDITED = "edited"
    """The code was changed: the card must show what this code prints, so nothing is too small to count."""
    PIN = "pin"
    """The author claims what a learner sees: it holds by its digits."""
    SAME_ENVIRONMENT = "same environment"
    """Neither code nor environment changed: the engine is deterministic, so the output is not."""
    OTHER_ENVIRONMENT = "other environment"
    """The same code under other versions, or on another processor or device, which may round otherwise."""
    VARIED = "varied"
    """The same code, run again on this machine under conditions that a learner may find different."""


class Precision(Enum):
    """How exactly a session computes, as the relative error that another machine may bring."""

    FLOAT32 = 1.3e-6
    """What `torch.testing.assert_close` allows it."""
    FLOAT64 = 1e-12


ARITHMETIC = frozenset({"threads", "instructions"})
"""The conditions that change in which order, and with which instructions, floats are added; they change no text."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an output is held against, and why the two may differ."""

    why: Why
    precision: Precision = Precision.FLOAT64
    """Of the floats of the session; it matters where `tolerant`."""
    tolerant: bool = False
    """Whether what rounding explains is no difference."""

    @property
    def verdict(self) -> Verdict:
        """What a difference makes of the snippet."""
        return Verdict.UNSTABLE if self.why in (Why.SAME_ENVIRONMENT, Why.VARIED) else Verdict.CHANGED


EDITED = Context(Why.EDITED)
PIN = Context(Why.PIN)
SAME_ENVIRONMENT = Context(Why.SAME_ENVIRONMENT)


def other_environment(precision: Precision) -> Context:
    """The context of an output that was recorded elsewhere."""
    return Context(Why.OTHER_ENVIRONMENT, precision, tolerant=True)


def varied(conditions: Iterable[str], precision: Precision) -> Context:
    """The context of two runs that differ in these conditions alone (fields of `Conditions`)."""
    names = frozenset(conditions)
    return Context(Why.VARIED, precision, tolerant=bool(names) and names <= ARITHMETIC)
