"""What is told beside each note: the verdicts on its snippets, and the problems at its lines."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from build_deck.commands.preview.values import SnippetState
from build_deck.errors import Problem
from build_deck.judge import JudgedSession, Judgement, said, settle
from build_deck.model import NoteSource, Verdict
from build_deck.plan import PlannedNote

RUNNING = "running"
"""The verdict on a snippet whose run is not over."""
_NEWS = ("snippet-unrecorded", "recording-stale")


def states(planned: PlannedNote, judged: Mapping[str, JudgedSession]) -> tuple[SnippetState, ...]:
    """Return what became of each snippet that runs."""
    if planned.session is None:
        return ()
    known = judged.get(planned.session.name)
    if known is None:
        why = "\n".join(map(str, planned.session.problems))
        state = SnippetState(Verdict.UNRECORDED if why else RUNNING, why)
        return tuple(state for _ in planned.running)
    return tuple(SnippetState(each.verdict, _message(each)) for each in known.snippets)


def _message(judgement: Judgement) -> str:
    if judgement.verdict is Verdict.OK or judgement.detail:
        return judgement.detail
    return said(judgement)


def problems_of_sessions(notes: Iterable[PlannedNote], judged: Mapping[str, JudgedSession]) -> Iterator[Problem]:
    """Yield what is wrong with the outputs; that one has not been recorded yet is a verdict, and no problem."""
    for planned in {note.session.name: note.session for note in notes if note.session}.values():
        known = judged.get(planned.name)
        found = settle(known, update=False).problems if known else planned.problems
        yield from (problem for problem in found if problem.code not in _NEWS)


def by_note(notes: Sequence[NoteSource], problems: Iterable[Problem]) -> Mapping[int | None, list[Problem]]:
    """Return the problems of each note, by its place in `notes`; None has those that are no note's.

    A problem of a file that several notes show, such as a snippet file, is each one's.
    """
    beginnings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    users: dict[str, dict[int, None]] = defaultdict(dict)
    for number, note in enumerate(notes):
        beginnings[note.location.path].append((note.location.line, number))
        for snippet in note.snippets:
            users[snippet.origin.path][number] = None
    for found in beginnings.values():
        found.sort()
    own: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        owners: Sequence[int | None] = _owners(problem, beginnings, users) or (None,)
        for owner in owners:
            own[owner].append(problem)
    return own


def _owners(
    problem: Problem, beginnings: Mapping[str, list[tuple[int, int]]], users: Mapping[str, Mapping[int, None]]
) -> Sequence[int]:
    place = problem.location
    if place is None:
        return ()
    if place.path not in beginnings:
        return tuple(users.get(place.path, ()))
    starts = beginnings[place.path]
    index = bisect_right(starts, place.line, key=lambda start: start[0]) - 1
    return (starts[index][1],) if index >= 0 else ()
