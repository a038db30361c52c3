"""What each session's notes may show: its recording, once a run agrees with it or the author has accepted the run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from builder import recordings
from builder.errors import BuilderError, Level, Problem
from builder.execute import source_hash
from builder.model import Environment, Output, Session, SessionRun, Verdict
from builder.recordings import Recording
from builder.sessions import SessionPlan
from builder.verdicts import STALE, Judgement, judge, problem_of, recorded_outputs

_DIFFERS = (Verdict.CHANGED, Verdict.UNRECORDED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One session, settled."""

    session: Session
    outputs: tuple[Output, ...] = ()
    """What the cards show, one a snippet of the session; empty where there are problems."""
    environment: Environment | None = None
    """Where the outputs were recorded; None for a session whose snippets are all pinned."""
    new: Recording | None = None
    """A recording to write, where what is on disk is missing or behind."""
    known: bool = False
    """Whether there was a recording before."""
    changed: bool = False
    """Whether `new` replaces another output, rather than being the first or noting a new source."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What may happen to recordings."""

    folder: Path
    import_paths: tuple[Path, ...]
    update: bool = False
    """Accept an output that differs."""


def load_recording(session: Session, folder: Path) -> Recording | None:
    """Return the session's recording; None where it has none, or needs none since every snippet is pinned.

    A session that has parted from the other editions' begins with what they shared, as a recording that is stale.
    """
    if all(snippet.pin for snippet in session.snippets):
        return None
    own = recordings.load(folder, session.name)
    if own is None and session.shared_name:
        shared = recordings.load(folder, session.shared_name)
        return shared and replace(shared, session=session.name, source="")
    return own


def unused_recordings(plan: SessionPlan, folder: Path) -> tuple[str, ...]:
    """Return the names of the recordings that no session needs."""
    needed = {s.name for s in plan.of.values() if not all(snippet.pin for snippet in s.snippets)}
    return tuple(name for name in recordings.names(folder) if name not in needed)


def settle_run(run: SessionRun, plan: SessionPlan, policy: Policy) -> Outcome:
    """Return what a run's notes may show, and the recording it leads to."""
    session = run.session
    try:
        recording = load_recording(session, policy.folder)
    except BuilderError as error:
        if not policy.update:
            return Outcome(session, problems=error.problems)
        recording = None
    judgements = judge(run, recording)
    problems = tuple(_problems(judgements, shown_by(session, plan), policy))
    if any(problem.level is Level.ERROR for problem in problems):
        return Outcome(session, problems=problems)
    return replace(_accept(run, recording, judgements, policy), problems=problems)


def settle_recorded(session: Session, plan: SessionPlan, policy: Policy) -> Outcome:
    """Return what a session's notes may show by its recording alone; one that is missing or stale is a problem."""
    try:
        recording = load_recording(session, policy.folder)
    except BuilderError as error:
        return Outcome(session, problems=error.problems)
    outputs = recorded_outputs(session.snippets, recording)
    found = tuple(output for output in outputs if output is not None)
    if len(found) < len(outputs):
        where = session.snippets[outputs.index(None)].location
        what = f"The output has never been recorded ({shown_by(session, plan)})."
        problem = Problem("snippet-unrecorded", where, what, "Build without `--no-run` where it can run.")
        return Outcome(session, problems=(problem,))
    if recording and recording.source != source_hash(session, policy.import_paths):
        return Outcome(session, problems=(stale(session, plan, "Build without `--no-run` where it can run."),))
    return Outcome(session, found, recording.environment if recording else None)


def stale(session: Session, plan: SessionPlan, remedy: str) -> Problem:
    """Return the problem of a recording that other code produced."""
    what = f"{STALE} ({shown_by(session, plan)})."
    return Problem("recording-stale", session.snippets[0].location, what, remedy)


def shown_by(session: Session, plan: SessionPlan) -> str:
    """Return which notes show a session, to stand inside a sentence."""
    keys = plan.notes.get(session.name, ())
    note = keys[0][1] if keys else session.name
    editions = ", ".join(edition for edition, _ in keys)
    return f"note {note} in {editions}" if editions else f"note {note}"


def _problems(judgements: Iterable[Judgement], notes: str, policy: Policy) -> Iterator[Problem]:
    for judgement in judgements:
        match judgement.verdict:
            case Verdict.OK | Verdict.UNRECORDED:
                continue
            case Verdict.CHANGED if policy.update and not judgement.snippet.pin:
                continue
            case Verdict.CPU_ONLY:
                yield problem_of(judgement, notes, Level.WARNING)
            case _:
                yield problem_of(judgement, notes)


def _accept(run: SessionRun, recording: Recording | None, judgements: tuple[Judgement, ...], policy: Policy) -> Outcome:
    """Return the outcome of a run without errors, with the recording that is to be written, if any."""
    session = run.session
    source = source_hash(session, policy.import_paths)
    differs = any(j.verdict in _DIFFERS for j in judgements if not j.snippet.pin)
    behind = recording is None or recording.source != source or differs
    if all(s.pin for s in session.snippets) or not behind:
        return _outcome(session, recording)
    # No card shows stderr, and a library's warning there names paths of one machine.
    unpinned = (r.output for s, r in zip(session.snippets, run.snippets, strict=True) if not s.pin)
    outputs = tuple(replace(output, stderr="") for output in unpinned)
    fresh = Recording(session.name, source, replace(run.environment, isolation=""), run.seconds, outputs)
    same = [j.verdict not in _DIFFERS for j in judgements if not j.snippet.pin]
    new = recordings.renewed(recording, fresh, same)
    known = recording is not None
    return replace(_outcome(session, new), new=new, known=known, changed=known and not all(same))


def _outcome(session: Session, recording: Recording | None) -> Outcome:
    outputs = recorded_outputs(session.snippets, recording)
    return Outcome(session, tuple(o for o in outputs if o is not None), recording.environment if recording else None)
