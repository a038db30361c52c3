"""What the engine tells of its progress, as it happens."""

from dataclasses import dataclass

from build_deck.model import Session, SessionRun, Snippet, SnippetRun


@dataclass(frozen=True, slots=True)
class SnippetsPlanned:
    """So many snippets more are going to run."""

    number: int


@dataclass(frozen=True, slots=True)
class SnippetStarted:
    """A snippet has begun."""

    session: Session
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SnippetFinished:
    """A snippet has ended, one way or another."""

    session: Session
    snippet: Snippet
    run: SnippetRun


@dataclass(frozen=True, slots=True)
class SessionFinished:
    """A session is done."""

    run: SessionRun


@dataclass(frozen=True, slots=True)
class SessionSampled:
    """A session has run with all the other seeds that it is held against."""

    session: Session
    runs: int
    left: int
    """How many sessions have not yet."""


Event = SnippetsPlanned | SnippetStarted | SnippetFinished | SessionFinished | SessionSampled


def ignore(_: Event) -> None:
    """Do nothing with progress."""
