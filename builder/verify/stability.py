"""Whether a session gives the same under other conditions, and if not, which condition decides.

A learner who runs the card's code has other seeds, another hash seed and more threads than the machine that made the
recording. So each session runs twice, in processes that share nothing; what differs is `unstable`, and only then are
the conditions tried one by one.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from builder.compare import compare, compare_pin
from builder.execute import STANDARD, VARIED, Event, Settings, ignore, run_under
from builder.execute.settings import CAUSES, CHANCE, vary
from builder.model import Session, SessionRun, Snippet, SnippetRun, Verdict

_AGAIN = replace(STANDARD, name="again")
"""The standard conditions once more: what differs even so is chance."""

_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY)


@dataclass(frozen=True, slots=True)
class Twice:
    """A session's two runs."""

    standard: SessionRun
    unstable: Mapping[int, str]
    """How the other run disagrees, by the index of the snippet."""


def run_twice(sessions: Sequence[Session], settings: Settings, watcher: Callable[[Event], None]) -> Generator[Twice]:
    """Yield each session when both its runs are done, or the first has failed; closing it ends every process."""
    waiting: dict[str, SessionRun | None] = {}
    with closing(run_under(sessions, settings, (STANDARD, VARIED), progress=watcher)) as runs:
        for conditions, run in runs:
            name, standard = run.session.name, conditions is STANDARD
            if standard and any(snippet.verdict not in _ANSWERED for snippet in run.snippets):
                waiting[name] = None
                yield Twice(run, {})
            elif name not in waiting:
                waiting[name] = run
            elif (other := waiting[name]) is not None:
                yield Twice(run, _disagreements(run, other)) if standard else Twice(other, _disagreements(other, run))


def causes(unstable: Iterable[Twice], settings: Settings) -> Mapping[str, str]:
    """Return, by session name, a sentence on what decides the output of these sessions."""
    standard = {twice.standard.session.name: twice.standard for twice in unstable}
    sessions = [run.session for run in standard.values()]
    tried = (_AGAIN, *(vary(name) for name in CAUSES))
    guilty: dict[str, set[str]] = {session.name: set() for session in sessions}
    if sessions:
        with closing(run_under(sessions, settings, tried, progress=ignore)) as runs:
            for conditions, run in runs:
                name = run.session.name
                if _disagreements(standard[name], run):
                    guilty[name].add(conditions.name)
    return {name: _sentence(found) for name, found in guilty.items()}


def _sentence(guilty: set[str]) -> str:
    if _AGAIN.name in guilty:
        return f"It differs by {CHANCE}."
    if guilty == {"threads"}:
        return (
            "It depends on the number of threads alone: sums in another order differ in their last digits, so the "
            "fence needs `tolerance=`."
        )
    named = [words for name, words in CAUSES.items() if name in guilty]
    if not named:
        return "No single condition decides it: it differs by several together, or rarely."
    return f"It depends on {', and on '.join(named)}."


def _disagreements(standard: SessionRun, varied: SessionRun) -> Mapping[int, str]:
    rows = zip(standard.session.snippets, standard.snippets, varied.snippets, strict=True)
    found = {index: _disagreement(*row) for index, row in enumerate(rows)}
    return {index: how for index, how in found.items() if how}


def _disagreement(snippet: Snippet, one: SnippetRun, other: SnippetRun) -> str:
    """Return how the runs of one snippet disagree; nothing where they agree, or the first says all there is to say."""
    if one.verdict not in _ANSWERED:
        return ""
    if other.verdict not in _ANSWERED:
        return f"The second run ended in {other.verdict}: {other.message}"
    tolerance = snippet.options.tolerance
    if snippet.pin and not compare_pin(snippet.pin.text, one.output, tolerance=tolerance):
        difference = compare_pin(snippet.pin.text, other.output, tolerance=tolerance)
    else:
        difference = compare(one.output, other.output, tolerance=tolerance)
    return str(difference) if difference else ""
