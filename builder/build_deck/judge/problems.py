"""What a reader is told of a snippet that is not as its card says it is, at a line of the note's own Markdown."""

from collections.abc import Mapping
from dataclasses import replace

from build_deck.errors import Level, Location, Problem
from build_deck.judge.codes import CODES
from build_deck.judge.judgement import STALE, Judgement
from build_deck.judge.pins import answers_itself, misfits
from build_deck.messages import quoted
from build_deck.model import Output, Snippet, Verdict

_TOLD: Mapping[Verdict, str] = {
    Verdict.CHANGED: "The output is not what was recorded",
    Verdict.UNSTABLE: "The output differs between two runs",
    Verdict.UNRECORDED: "The output has never been recorded",
    Verdict.ERROR: "The snippet failed",
    Verdict.TIMEOUT: "The snippet ran out of time",
    Verdict.MEMORY: "The snippet ran out of memory",
    Verdict.OUTPUT_LIMIT: "The snippet printed too much",
    Verdict.KILLED: "The snippet's process was killed",
    Verdict.LUCKY: "The output is a draw that few other seeds give",
    Verdict.CPU_ONLY: "The snippet runs on the CPU but not on the GPU",
}
"""What happened, without a full stop; what to do about it, the kind of problem says."""
_REMEDIES = {kind.code: kind.mend for kind in CODES}


_ELSEWHERE: Mapping[Verdict, str] = {
    Verdict.CHANGED: "If the new output is right too, accept it with `--update`; else run it where it was recorded.",
    Verdict.ERROR: "Run it where it was recorded, or make the code run in both.",
}
"""What to do where nothing but the environment has changed."""


def problem(judgement: Judgement, own: Snippet, notes: str) -> Problem:
    """Return what is wrong with a snippet that is not ok.

    `own` is the snippet in one of the notes that show it, `notes` names them: editions share a session.
    """
    place, elsewhere = _place(own, judgement)
    at = f" at {elsewhere.path}:{elsewhere.line}" if elsewhere else ""
    if (remedy := judgement.run.remedy) and judgement.verdict is Verdict.ERROR:
        what = judgement.run.message.removesuffix(remedy).rstrip(" .")
        return Problem("snippet-denied", place, f"{what}{at} ({notes}).", remedy)
    level = Level.WARNING if judgement.verdict is Verdict.CPU_ONLY else Level.ERROR
    what = f"{_what(judgement)}{at} ({notes})."
    return Problem(_code(judgement), place, what, _remedy(judgement), level, judgement.detail)


def unseen(judgement: Judgement, own: Snippet, notes: str) -> Problem | None:
    """Return what is to be told of a snippet whose card shows no output, since all of it went to stderr."""
    options, output = own.options, judgement.run.output
    ran = judgement.run.verdict in (Verdict.OK, Verdict.CPU_ONLY)
    seen = options.hide or options.shows_stderr or options.output == "none" or own.pin or output.error
    if not ran or seen or replace(output, stderr="") != Output() or not output.stderr.strip():
        return None
    first = quoted(output.stderr.strip().splitlines()[0])
    what = f"This snippet prints to stderr only, {first}, so that its card shows no output ({notes})."
    remedy = "Write `output=stderr` on the fence to show it, `output=none` if it is meant so, or print to stdout."
    return Problem("stderr-unseen", own.location, what, remedy, Level.WARNING)


def said(judgement: Judgement) -> str:
    """Return what a report says of a snippet that has nothing more to tell: what happened, and what to do."""
    return f"{_what(judgement)}. {_remedy(judgement)}"


def _code(judgement: Judgement) -> str:
    return "recording-stale" if judgement.stale else f"snippet-{judgement.verdict}"


def _what(judgement: Judgement) -> str:
    return STALE if judgement.stale else _TOLD[judgement.verdict]


def _remedy(judgement: Judgement) -> str:
    """Return what to do about it; of a pinned snippet the source itself is what is wrong."""
    if judgement.verdict is Verdict.ERROR and judgement.snippet.transcript:
        return (
            "Mend the code; where it is meant to raise, write `Traceback (most recent call last):` and the exception's "
            "line under its prompt."
        )
    if judgement.verdict is Verdict.CHANGED and judgement.snippet.pin:
        where = "under its prompt" if answers_itself(judgement.snippet) else "into the output fence"
        if judgement.acceptable:
            return f"If the new output is right, `--update` writes it {where}; else mend the code."
        return f"If the new output is right, write it {where}; else mend the code."
    if judgement.elsewhere and judgement.verdict in _ELSEWHERE:
        return _ELSEWHERE[judgement.verdict]
    return _REMEDIES[f"snippet-{judgement.verdict}"]


def _place(own: Snippet, judgement: Judgement) -> tuple[Location, Location | None]:
    """Return the line in the note's own Markdown, and the line that failed where that is in another file.

    The line that failed is known by the place of the edition that it was read from.
    """
    failed, ran = judgement.run.location, judgement.snippet
    if judgement.verdict is Verdict.CHANGED and answers_itself(own):
        example, _ = next(misfits(ran, judgement.run.output))
        return replace(own.origin, line=own.origin.line + example.line - 1), None
    if judgement.verdict is Verdict.CHANGED and own.pin:
        return own.pin.location, None
    if failed is None or judgement.verdict in (Verdict.CHANGED, Verdict.UNSTABLE):
        return own.location, None
    if own.options.file or failed.path != ran.origin.path:
        return own.location, failed
    return replace(own.origin, line=own.origin.line + failed.line - ran.origin.line, column=failed.column), None
