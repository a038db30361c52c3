"""What two runs of a session and its recording say of each snippet, for each of the notes that show it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from builder.errors import BuilderError, Level, Location, Problem
from builder.execute import source_hash
from builder.model import NoteSource, Session, Snippet, Verdict
from builder.outcomes import load_recording
from builder.recordings import Recording
from builder.report import VerifiedSnippet
from builder.sessions import NoteKey, running
from builder.verdicts import REMEDIES, STALE, WHAT, Judgement, judge, remedy
from builder.verify.stability import Twice

_RECORD = REMEDIES[Verdict.UNRECORDED]
_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY, Verdict.CHANGED, Verdict.UNRECORDED)
"""Verdicts of snippets that ran to their end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one snippet of a session."""

    judgement: Judgement
    """With the verdict of both runs together."""
    code: str
    """Of the problem it makes."""
    what: str
    """A sentence without its full stop."""
    remedy: str

    @property
    def verdict(self) -> Verdict:
        """What became of the snippet."""
        return self.judgement.verdict


@dataclass(frozen=True, slots=True)
class Findings:
    """The verdicts on the snippets of one session."""

    twice: Twice
    snippets: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    """Of the recording itself: it cannot be read or trusted."""

    @property
    def session(self) -> Session:
        """The session that ran."""
        return self.twice.standard.session

    @property
    def failed(self) -> bool:
        """Whether any snippet fails the verification."""
        return any(finding.verdict not in (Verdict.OK, Verdict.CPU_ONLY) for finding in self.snippets)


def find(twice: Twice, folder: Path, import_paths: tuple[Path, ...], cause: str = "") -> Findings:
    """Return the verdicts on a session; `folder` holds the recordings, `cause` says what an unstable one depends on."""
    session = twice.standard.session
    recording: Recording | None = None
    problems: tuple[Problem, ...] = ()
    try:
        recording = load_recording(session, folder)
    except BuilderError as error:
        problems = error.problems
    stale = recording is not None and recording.source != source_hash(session, import_paths)
    unstable = twice.unstable
    judged = enumerate(judge(twice.standard, recording))
    return Findings(twice, tuple(_finding(j, unstable.get(i, ""), cause, stale=stale) for i, j in judged), problems)


def _finding(judgement: Judgement, unstable: str, cause: str, *, stale: bool) -> Finding:
    verdict = judgement.verdict
    if unstable and verdict in _ANSWERED:
        message = "\n".join(filter(None, (cause, unstable)))
        judgement, verdict = replace(judgement, verdict=Verdict.UNSTABLE, message=message), Verdict.UNSTABLE
    if stale and verdict is Verdict.OK and not judgement.snippet.pin:
        told = replace(judgement, verdict=Verdict.UNRECORDED, message=f"{STALE}; the output is still the same.")
        return Finding(told, "recording-stale", STALE, _RECORD)
    return Finding(judgement, f"snippet-{verdict}", WHAT.get(verdict, ""), remedy(verdict, judgement.snippet))


def accepted(findings: Findings) -> Findings:
    """Return the findings with what `--update` has just recorded counted as ok."""
    return replace(findings, snippets=tuple(map(_accepted, findings.snippets)), problems=())


def _accepted(finding: Finding) -> Finding:
    if finding.judgement.snippet.pin or finding.verdict not in (Verdict.CHANGED, Verdict.UNRECORDED):
        return finding
    return replace(finding, judgement=replace(finding.judgement, verdict=Verdict.OK, message=""))


def rows_of(findings: Findings, key: NoteKey, note: NoteSource) -> Iterator[VerifiedSnippet]:
    """Yield the rows of one note that shows the session."""
    edition, id_ = key
    for index, (own, finding) in enumerate(zip(running(note), findings.snippets, strict=True), 1):
        yield VerifiedSnippet(
            note=id_,
            edition=edition,
            index=index,
            file=own.location.path,
            line=own.location.line,
            verdict=finding.verdict,
            message=_told(findings, finding),
            device=findings.twice.standard.environment.device,
            seconds=finding.judgement.run.seconds,
        )


def _told(findings: Findings, finding: Finding) -> str:
    """Return what a report says of a snippet: whatever fails says why."""
    if finding.judgement.message or finding.verdict is Verdict.OK:
        return finding.judgement.message
    return "\n".join(map(str, findings.problems)) or f"{finding.what}. {finding.remedy}"


def problems_of(findings: Findings, key: NoteKey, note: NoteSource) -> Iterator[Problem]:
    """Yield what is wrong with the session's snippets, at the lines of one note that shows it."""
    for own, finding in zip(running(note), findings.snippets, strict=True):
        # A recording that cannot be read is told of once, at its own line.
        if finding.verdict is not Verdict.OK and not (findings.problems and finding.verdict is Verdict.UNRECORDED):
            yield problem_of(finding, own, key)


def problem_of(finding: Finding, own: Snippet, key: NoteKey) -> Problem:
    """Return what is wrong with a snippet, at the lines of one note that shows it."""
    edition, id_ = key
    place, elsewhere = _place(own, finding.judgement)
    at = f" at {elsewhere.path}:{elsewhere.line}" if elsewhere else ""
    level = Level.WARNING if finding.verdict is Verdict.CPU_ONLY else Level.ERROR
    what = f"{finding.what}{at} (note {id_} in {edition})."
    return Problem(finding.code, place, what, finding.remedy, level, finding.judgement.message)


def _place(own: Snippet, judgement: Judgement) -> tuple[Location, Location | None]:
    """Return the line in the note's own Markdown, and the line that failed where that is in another file.

    Editions share a session: the line that failed is known by the place of the edition that it was read from.
    """
    failed, ran = judgement.run.location, judgement.snippet
    if judgement.verdict is Verdict.CHANGED and own.pin:
        return own.pin.location, None
    if failed is None or judgement.verdict in (Verdict.CHANGED, Verdict.UNSTABLE):
        return own.location, None
    if own.options.file or failed.path != ran.origin.path:
        return own.location, failed
    return replace(own.origin, line=own.origin.line + failed.line - ran.origin.line, column=failed.column), None
