"""What a session's run says about each of its snippets, held against its recording and pins."""

from collections.abc import Mapping
from dataclasses import dataclass

from builder.compare import compare, compare_pin
from builder.errors import Level, Problem
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


REMEDIES: Mapping[Verdict, str] = {
    Verdict.CHANGED: "If the new output is right, accept it with `--update`; else mend the snippet.",
    Verdict.UNSTABLE: "Seed what is random in the code, round what is printed, or give the fence `tolerance=`.",
    Verdict.UNRECORDED: "Build the deck, look the new recording over and commit it.",
    Verdict.ERROR: "Mend the snippet, or say `raises=NAME` on the fence if it is meant to raise.",
    Verdict.TIMEOUT: "Make it do less, or give the fence more seconds with `timeout=`.",
    Verdict.MEMORY: "Make it need less, or give the fence more MiB with `memory=`.",
    Verdict.OUTPUT_LIMIT: "Print less, or raise `limits: {output: …}` in deck.yaml.",
    Verdict.KILLED: "Look at what it does to its own process; a card's code should end by itself.",
    Verdict.CPU_ONLY: "Say `device=cpu` on the fence, or make the code run on both.",
}
WHAT: Mapping[Verdict, str] = {
    Verdict.CHANGED: "The output is not what was recorded",
    Verdict.UNSTABLE: "The output differs between two runs",
    Verdict.UNRECORDED: "The output has never been recorded",
    Verdict.ERROR: "The snippet failed",
    Verdict.TIMEOUT: "The snippet ran out of time",
    Verdict.MEMORY: "The snippet ran out of memory",
    Verdict.OUTPUT_LIMIT: "The snippet printed too much",
    Verdict.KILLED: "The snippet's process was killed",
    Verdict.CPU_ONLY: "The snippet runs on the CPU but not on the GPU",
}


STALE = "The code has changed since its output was recorded"


def remedy(verdict: Verdict, snippet: Snippet) -> str:
    """Return what to do about a verdict; of a pinned snippet the source itself is what is wrong. Empty when ok."""
    if verdict is Verdict.CHANGED and snippet.pin:
        return "If the new output is right, write it into the output fence; else mend the snippet."
    return REMEDIES.get(verdict, "")


def problem_of(judgement: Judgement, shown_by: str, level: Level = Level.ERROR) -> Problem:
    """Return what a reader is told of a snippet that is not ok; `shown_by` names the notes that show it."""
    verdict, snippet = judgement.verdict, judgement.snippet
    location = judgement.run.location or (snippet.pin.location if snippet.pin else snippet.location)
    what = f"{WHAT[verdict]} ({shown_by})."
    return Problem(f"snippet-{verdict}", location, what, remedy(verdict, snippet), level, judgement.message)
