"""The build driver: a deck's Markdown in, verified packages out.

Everything is worked out first and written last, so a build that fails leaves packages, recordings and lock as they were.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder import lock as locks
from builder import recordings
from builder.errors import BuilderError, Level, Location, Problem, UsageError, errors_in, in_order
from builder.execution import Progress, engine_settings, silent
from builder.files import shown, write_all
from builder.lint import lint
from builder.load import LoadedDeck, LoadedEdition, load_deck
from builder.model import DeviceChoice, EditionName, NoteSource, Session, SessionRun, Verdict
from builder.sessions import NoteKey, SessionPlan, plan_sessions
from builder.tags import TagExpression, parse_tags
from builder.verdicts import Judgement, judge, recorded_outputs
