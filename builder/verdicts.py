"""What a session's run says about each of its snippets, held against its recording and pins."""

from dataclasses import dataclass

from builder.compare import compare, compare_pin
from builder.model import Output, SessionRun, Snippet, SnippetRun, Verdict
from builder.recordings import Recording


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one snippet."""

    snippet: Snippet
    run: SnippetRun
    verdict: Verdict
    message: str
    """What happened, or the diff; empty when ok."""


def judge(run: SessionRun, recording: Recording | None) -> tuple[Judgement, ...]:
    """Return a judgement for each snippet of the session, in order."""
    expected = recorded_outputs(run.session.snippets, recording)
    return tuple(
        _judge_snippet(snippet, result, output)
        for snippet, result, output in zip(run.session.snippets, run.snippets, expected, strict=True)
    )


def recorded_outputs(snippets: tuple[Snippet, ...], recording: Recording | None) -> tuple[Output | None, ...]:
    """Return what each snippet is known to give: its pin, or its place in the recording; None where there is neither.

    A recording with another number of outputs was made from other snippets and says nothing.
    """
    unpinned = sum(1 for snippet in snippets if snippet.pin is None)
    outputs = iter(recording.outputs if recording and len(recording.outputs) == unpinned else (None,) * unpinned)
    return tuple(Output(stdout=snippet.pin.text) if snippet.pin else next(outputs) for snippet in snippets)


def _judge_snippet(snippet: Snippet, run: SnippetRun, expected: Output | None) -> Judgement:
    def judged(verdict: Verdict, message: str = "") -> Judgement:
        return Judgement(snippet, run, verdict, message)

    if run.verdict not in (Verdict.OK, Verdict.CPU_ONLY):
        return judged(run.verdict, run.message)
    if snippet.pin and run.output.figures:
        return judged(
            Verdict.ERROR, "A pinned snippet draws a figure, which a pin cannot hold. Remove the output fence."
        )
    if expected is None:
        return judged(Verdict.UNRECORDED)
    tolerance = snippet.options.tolerance
    if snippet.pin:
        difference = compare_pin(snippet.pin.text, run.output, tolerance=tolerance)
    else:
        difference = compare(expected, run.output, tolerance=tolerance)
    if difference is not None:
        return judged(Verdict.CHANGED, str(difference))
    return judged(run.verdict, run.message)
