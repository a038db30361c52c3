"""Runs sessions: each in a fresh process forked from a warmed one, confined, under fixed conditions."""

from builder.execute.cache import source_hash
from builder.execute.engine import run_sessions, run_under
from builder.execute.events import Event, SessionFinished, SnippetFinished, SnippetStarted, ignore
from builder.execute.settings import STANDARD, VARIED, Conditions, Settings, usable_cpus
from builder.model import Limits

__all__ = [
    "STANDARD",
    "VARIED",
    "Conditions",
    "Event",
    "Limits",
    "SessionFinished",
    "Settings",
    "SnippetFinished",
    "SnippetStarted",
    "ignore",
    "run_sessions",
    "run_under",
    "source_hash",
    "usable_cpus",
]
