"""Under which circumstances an output was recorded, and under which it came out: the context that it is compared in."""

import re

from build_deck.judge.compare import EDITED, SAME_ENVIRONMENT, Context, Precision, other_environment
from build_deck.model import Environment, Session, SessionRun
from build_deck.plan import PlannedSession

_FLOAT32 = frozenset({"torch", "tensorflow", "jax", "flax", "keras", "mxnet", "transformers", "cupy"})
"""Distributions whose floats are float32 unless one says otherwise."""
_NARROW = re.compile(r"\b(?:float32|float16|bfloat16|half|single|complex64)\b")


def context_of(planned: PlannedSession, run: SessionRun) -> Context:
    """The context in which a session's run is held against its recording."""
    if planned.recording is None or planned.stale:
        return EDITED
    if same_environment(planned.recording.environment, run.environment):
        return EDITED if planned.reads else SAME_ENVIRONMENT  # as far as is known; its data may have been edited
    return other_environment(precision_of(run.session, run.environment))


def same_environment(recorded: Environment, now: Environment) -> bool:
    """Whether both compute alike: the same versions on the same processor and device, as far as both are known."""
    known = bool(recorded.processor and now.processor)
    return known and _computes(recorded) == _computes(now)


def _computes(environment: Environment) -> tuple[object, ...]:
    versions = dict(environment.languages), dict(environment.packages)
    return *versions, environment.device, environment.processor


def precision_of(session: Session, environment: Environment) -> Precision:
    """How exactly the session computes, told by what it imports and names."""
    narrow = _FLOAT32 & {name.partition("-")[0].casefold() for name in environment.packages}
    if narrow or any(_NARROW.search(snippet.code) for snippet in session.snippets):
        return Precision.FLOAT32
    return Precision.FLOAT64
