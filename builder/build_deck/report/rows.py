"""The verdicts on a session as rows and problems of one of the notes that show it."""

from collections.abc import Iterator

from build_deck.errors import Problem
from build_deck.judge import JudgedSession, Judgement, problem, said, unseen
from build_deck.model import Verdict
from build_deck.plan import PlannedNote
from build_deck.report import VerifiedSnippet


def rows_of_note(note: PlannedNote, judged: JudgedSession) -> Iterator[VerifiedSnippet]:
    """Yield the rows of one note that shows the session."""
    for index, (own, judgement) in enumerate(zip(note.running.values(), judged.snippets, strict=True), 1):
        yield VerifiedSnippet(
            note=note.note.id,
            edition=note.edition,
            index=index,
            file=own.location.path,
            line=own.location.line,
            verdict=judgement.verdict,
            message=_told(judged, judgement),
            device=judged.run.environment.device,
            seconds=judgement.run.seconds,
        )


def _told(judged: JudgedSession, judgement: Judgement) -> str:
    """Return what a report says of a snippet: whatever fails says why."""
    if judgement.detail or judgement.verdict is Verdict.OK:
        return judgement.detail
    return "\n".join(map(str, judged.planned.problems)) or said(judgement)


def problems_of_note(note: PlannedNote, judged: JudgedSession) -> Iterator[Problem]:
    """Yield what is wrong with the session's snippets, at the lines of one note that shows it."""
    for own, judgement in zip(note.running.values(), judged.snippets, strict=True):
        # A recording that cannot be read is told of once, at its own line.
        untold = not (judged.planned.problems and judgement.verdict is Verdict.UNRECORDED)
        if warning := unseen(judgement, own, note.words):
            yield warning
        if judgement.verdict is not Verdict.OK and untold:
            yield problem(judgement, own, note.words)
