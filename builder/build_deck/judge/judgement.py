"""The verdict on each snippet of a session: its runs held against its recording, its pins and one another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from build_deck.judge.causes import cause_of
from build_deck.judge.circumstances import context_of
from build_deck.judge.compare import Context, Difference, compare
from build_deck.judge.counted import counted
from build_deck.judge.pins import misfit, rewritten
from build_deck.judge.stability import disagreements
from build_deck.model import Output, SessionRun, Snippet, SnippetRun, Verdict
from build_deck.plan import PlannedSession
from build_deck.recordings import Recording

STALE = "The code has changed since its output was recorded"

_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY, Verdict.CHANGED, Verdict.UNRECORDED, Verdict.UNSTABLE)
"""Verdicts of snippets that ran to their end."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one snippet."""

    snippet: Snippet
    run: SnippetRun
    verdict: Verdict
    stale: bool = False
    """Whether the output is still the same, but other code was recorded: then the verdict is `unrecorded`."""
    cause: str = ""
    """Why the output is not what was recorded, or what it depends on; empty where that is not known."""
    message: str = ""
    """What happened, or the diff; empty when ok."""
    drifted: bool = False
    """Whether it is unstable because it was recorded otherwise, by the same code in the same environment."""
    elsewhere: bool = False
    """Whether the same code was recorded in another environment, which is all that is known to have changed."""
    difference: Difference | None = None
    """How the output differs from what was recorded; None where it does not, or was not."""

    @property
    def same(self) -> bool:
        """Whether what came out is what is on file."""
        return self.stale or self.verdict in (Verdict.OK, Verdict.CPU_ONLY)

    @property
    def acceptable(self) -> bool:
        """Whether the author can accept what came out: in a recording, or in the fence of the Markdown that pins it."""
        if not self.snippet.pin:
            return self.drifted or self.verdict in (Verdict.CHANGED, Verdict.UNRECORDED)
        return self.verdict is Verdict.CHANGED and rewritten(self.snippet, self.run.output) is not None

    @property
    def detail(self) -> str:
        """The cause and the message, for the lines under a problem."""
        return "\n".join(filter(None, (self.cause, self.message)))


@dataclass(frozen=True, slots=True)
class JudgedSession:
    """A session's run, and the verdict on each of its snippets."""

    planned: PlannedSession
    run: SessionRun
    snippets: tuple[Judgement, ...]

    @property
    def unstable(self) -> bool:
        """Whether any of its snippets gave two outputs just now."""
        return any(each.verdict is Verdict.UNSTABLE and not each.drifted for each in self.snippets)

    @property
    def failed(self) -> bool:
        """Whether any snippet fails a verification."""
        return any(judgement.verdict not in (Verdict.OK, Verdict.CPU_ONLY) for judgement in self.snippets)


def judge(
    planned: PlannedSession,
    run: SessionRun,
    varied: SessionRun | None = None,
    otherwise: SessionRun | None = None,
    *,
    cause: str = "",
) -> JudgedSession:
    """Return the verdicts on a session's run.

    `varied` is one under other conditions, `otherwise` one that differs from that in nothing but how floats are added;
    `cause` is what decides between them.
    """
    snippets, expected = run.session.snippets, recorded_outputs(run.session.snippets, planned.recording)
    rows = zip(snippets, run.snippets, expected, strict=True)
    context = context_of(planned, run)
    judgements = [_of_snippet(*row, context, stale=planned.stale) for row in rows]
    for index, how in (disagreements(run, varied, otherwise) if varied else {}).items():
        if judgements[index].verdict in _ANSWERED:
            judgements[index] = Judgement(snippets[index], run.snippets[index], Verdict.UNSTABLE, False, cause, how)
    return JudgedSession(planned, run, tuple(_explained(judgements, planned, run)))


def _explained(judgements: Iterable[Judgement], planned: PlannedSession, run: SessionRun) -> Iterator[Judgement]:
    """Yield the judgements, those of outputs that are not what was recorded with what differs between then and now."""
    for judgement in judgements:
        wrong = judgement.verdict not in _ANSWERED or judgement.verdict is Verdict.CHANGED
        cause = cause_of(planned, run) if wrong and not judgement.cause else ""
        # A traceback says all there is to say of code that was edited.
        if cause and (judgement.verdict is Verdict.CHANGED or not planned.stale):
            yield replace(judgement, cause=cause, elsewhere=not planned.stale)
        else:
            yield judgement


def accepted(judged: JudgedSession) -> JudgedSession:
    """Return the verdicts as they are once what came out has been recorded."""
    planned = replace(judged.planned, problems=())
    return replace(judged, planned=planned, snippets=tuple(map(_accepted, judged.snippets)))


def _accepted(judgement: Judgement) -> Judgement:
    if not judgement.acceptable:
        return judgement
    return Judgement(judgement.snippet, judgement.run, Verdict.OK)


def recorded_outputs(snippets: tuple[Snippet, ...], recording: Recording | None) -> tuple[Output | None, ...]:
    """Return what each snippet is known to give: its pin, or its place in the recording; None where there is neither.

    A recording with another number of outputs was made from other snippets and says nothing.
    """
    unpinned = sum(1 for snippet in snippets if snippet.pin is None)
    outputs = iter(recording.outputs if recording and len(recording.outputs) == unpinned else (None,) * unpinned)
    return tuple(Output(stdout=snippet.pin.text) if snippet.pin else next(outputs) for snippet in snippets)


def _of_snippet(
    snippet: Snippet, run: SnippetRun, expected: Output | None, context: Context, *, stale: bool
) -> Judgement:
    if run.verdict not in (Verdict.OK, Verdict.CPU_ONLY):
        return Judgement(snippet, run, run.verdict, message=run.message)
    if snippet.pin and run.output.figures:
        message = "A pinned snippet draws a figure, which a pin cannot hold. Remove the output fence."
        return Judgement(snippet, run, Verdict.ERROR, message=message)
    if expected is None:
        return Judgement(snippet, run, Verdict.UNRECORDED)
    if snippet.pin:
        return _of_pin(snippet, run)
    was, now = counted(snippet, expected), counted(snippet, run.output)
    difference = compare(was, now, context, tolerance=snippet.options.tolerance)
    if difference is not None:
        drifted = context.verdict is Verdict.UNSTABLE
        cause = _UNEXPLAINED if drifted else ""
        return Judgement(
            snippet,
            run,
            context.verdict,
            cause=cause,
            message=str(difference),
            drifted=drifted,
            difference=difference,
        )
    return _of_equal(snippet, run, stale=stale)


_UNEXPLAINED = "Neither the code nor what is on file of the environment (versions, processor, device) has changed."


def _of_equal(snippet: Snippet, run: SnippetRun, *, stale: bool) -> Judgement:
    if stale and run.verdict is Verdict.OK:
        told = f"{STALE}; the output is still the same."
        return Judgement(snippet, run, Verdict.UNRECORDED, stale=True, message=told)
    return Judgement(snippet, run, run.verdict, message=run.message)


def _of_pin(snippet: Snippet, run: SnippetRun) -> Judgement:
    if difference := misfit(snippet, run.output):
        return Judgement(snippet, run, Verdict.CHANGED, message=difference)
    return Judgement(snippet, run, run.verdict, message=run.message)
