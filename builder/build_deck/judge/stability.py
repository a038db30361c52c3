"""Whether a session gives the same under other conditions, and what is said of the condition that decides.

A learner who runs the card's code has other seeds, another hash seed and more threads than the machine that made the
recording. So each session runs twice, in processes that share nothing; what differs is `unstable`. One thing may
differ: what rounding explains, where nothing but the number of threads and the instructions of the processor brings it
about. A third run, varied in all but these, tells.
"""

from collections.abc import Collection, Mapping

from build_deck.judge.circumstances import precision_of
from build_deck.judge.compare import ARITHMETIC, Context, Precision, compare, varied
from build_deck.judge.counted import counted
from build_deck.judge.pins import misfit
from build_deck.model import SessionRun, Snippet, SnippetRun, Verdict

AGAIN = "again"
"""The name of the standard conditions when they are tried once more: what differs even so is chance."""

_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY)


_EXACTLY = varied((), Precision.FLOAT64)


def disagreements(standard: SessionRun, other: SessionRun, otherwise: SessionRun | None = None) -> Mapping[int, str]:
    """Return how the other run of a session disagrees, by the index of the snippet.

    `otherwise` is a run like the other, but with floats added as in the standard one: where it agrees, rounding is all
    there is to the difference.
    """
    found = _differing(standard, other, _EXACTLY)
    explained = found and otherwise and _rounding(standard, other) and not _differing(standard, otherwise, _EXACTLY)
    return {} if explained else found


def doubtful(standard: SessionRun, other: SessionRun) -> bool:
    """Return whether the runs differ, and rounding may be all there is to it."""
    return bool(_differing(standard, other, _EXACTLY)) and _rounding(standard, other)


def _rounding(standard: SessionRun, other: SessionRun) -> bool:
    context = varied(ARITHMETIC, precision_of(standard.session, standard.environment))
    return not _differing(standard, other, context)


def _differing(standard: SessionRun, other: SessionRun, context: Context) -> Mapping[int, str]:
    rows = zip(standard.session.snippets, standard.snippets, other.snippets, strict=True)
    found = {index: _disagreement(*row, context) for index, row in enumerate(rows)}
    return {index: how for index, how in found.items() if how}


def _disagreement(snippet: Snippet, one: SnippetRun, other: SnippetRun, context: Context) -> str:
    """Return how the runs of one snippet disagree; nothing where they agree, or the first says all there is to say."""
    if one.verdict not in _ANSWERED:
        return ""
    if other.verdict not in _ANSWERED:
        return f"The second run ended in {other.verdict}: {other.message}"
    if snippet.pin and not misfit(snippet, one.output):
        return misfit(snippet, other.output)
    was, now = counted(snippet, one.output), counted(snippet, other.output)
    difference = compare(was, now, context, tolerance=snippet.options.tolerance)
    return str(difference) if difference else ""


def named_causes(guilty: Collection[str], words: Mapping[str, str], chance: str) -> str:
    """Return a sentence on what decides an output, given the conditions that changed it when each alone was varied.

    `words` calls each of them by its name, the likeliest first; `chance` is what else may decide.
    """
    if AGAIN in guilty:
        return f"It differs by {chance}."
    named = [said for name, said in words.items() if name in guilty]
    if not named:
        return f"No single condition decides it: several do together, or, rarely, {chance}."
    alone = f" alone: {_ANOTHER_ORDER}" if ARITHMETIC.issuperset(guilty) else ""
    return f"It depends on {', and on '.join(named)}{alone}."


_ANOTHER_ORDER = "floats that are added in another order differ in their last digits, so round what is printed"
