"""What the engine tells of its progress, as it happens."""

from dataclasses import dataclass

from builder.model import Session, SessionRun, Snippet, SnippetRun


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


Event = SnippetStarted | SnippetFinished | SessionFinished


def ignore(_: Event) -> None:
    """Do nothing with progress."""
