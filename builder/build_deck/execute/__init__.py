"""Runs sessions: each in a fresh process forked from a warmed one, confined, under fixed conditions."""

from build_deck.execute.engine import known_runs, run_sessions, run_under
from build_deck.execute.events import (
    Event,
    SessionFinished,
    SessionSampled,
    SnippetFinished,
    SnippetsPlanned,
    SnippetStarted,
    ignore,
)
from build_deck.execute.settings import STANDARD, VARIED, Conditions, Settings, usable_cpus
from build_deck.model import Limits

__all__ = [
    "STANDARD",
    "VARIED",
    "Conditions",
    "Event",
    "Limits",
    "SessionFinished",
    "SessionSampled",
    "Settings",
    "SnippetFinished",
    "SnippetStarted",
    "SnippetsPlanned",
    "ignore",
    "known_runs",
    "run_sessions",
    "run_under",
    "usable_cpus",
]
