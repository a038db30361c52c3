"""What each session's notes may show: its recording, once a run agrees with it or the author has accepted the run."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from build_deck import recordings
from build_deck.errors import Problem, errors_in
from build_deck.judge.code import imprint_of
from build_deck.judge.compare import EDITED, compare
from build_deck.judge.counted import counted
from build_deck.judge.judgement import STALE, JudgedSession, Judgement, recorded_outputs
from build_deck.judge.pins import rewritten
from build_deck.judge.problems import problem, unseen
from build_deck.model import Environment, Output, Verdict
from build_deck.plan import PlannedSession
from build_deck.recordings import Recording


@dataclass(frozen=True, slots=True)
class Outcome:
    """One session, settled."""

    planned: PlannedSession
    outputs: tuple[Output, ...] = ()
    """What the cards show, one a snippet of the session; empty where there are problems."""
    environment: Environment | None = None
    """Where the outputs were recorded; None for a session whose snippets are all pinned."""
    new: Recording | None = None
    """A recording to write, where what is on disk is missing or behind."""
    changed: bool = False
    """Whether `new` replaces another output, rather than being the first or noting a new source."""
    answers: Mapping[int, Output] = field(default_factory=dict)
    """What came out of snippets that pin something else, for fences to be written anew, by their number among the
    session's snippets."""
    problems: tuple[Problem, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there was a recording before."""
        return self.planned.recording is not None


def settle(judged: JudgedSession, *, update: bool) -> Outcome:
    """Return what a run's notes may show, and the recording it leads to; `update` accepts an output that differs."""
    planned = judged.planned
    if planned.problems and not update:
        return Outcome(planned, problems=planned.problems)
    problems = tuple(_problems(judged, update=update))
    if errors_in(problems):
        return Outcome(planned, problems=problems)
    answers = {
        number: judgement.run.output
        for number, judgement in enumerate(judged.snippets)
        if judgement.snippet.pin and judgement.verdict is Verdict.CHANGED
    }
    outcome = _agreed(judged)
    outputs = (_as_pinned(judged, number, answers, output) for number, output in enumerate(outcome.outputs))
    return replace(outcome, outputs=tuple(outputs), answers=answers, problems=problems)


def settle_chosen(judged: JudgedSession, numbers: Collection[int]) -> Outcome:
    """Return what accepting these snippets' outputs, and none of the others, leads to; cards are not made of it.

    As long as some are not accepted the recording stays one of the old code: they go on being held against it.
    """
    planned, recording = judged.planned, judged.planned.recording
    chosen = [replace(each, verdict=Verdict.OK) if n in numbers else each for n, each in enumerate(judged.snippets)]
    answers = {n: judged.snippets[n].run.output for n in numbers if judged.snippets[n].snippet.pin}
    unpinned = [(n, each) for n, each in enumerate(judged.snippets) if not each.snippet.pin]
    if not any(n in numbers for n, _ in unpinned):
        return Outcome(planned, answers=answers)
    if all(chosen[n].same for n, _ in unpinned):
        return replace(_agreed(judged), answers=answers)
    expected = recorded_outputs(planned.session.snippets, recording)
    outputs = (counted(each.snippet, each.run.output) if n in numbers else expected[n] for n, each in unpinned)
    new = recording and replace(recording, outputs=tuple(output or Output() for output in outputs))
    return Outcome(planned, new=new, changed=True, answers=answers)


def _as_pinned(judged: JudgedSession, number: int, answers: Mapping[int, Output], output: Output) -> Output:
    """Return what a card shows of a snippet once its fence has been written anew."""
    if number not in answers:
        return output
    return Output(stdout=rewritten(judged.snippets[number].snippet, answers[number]) or "")


def settle_recorded(planned: PlannedSession) -> Outcome:
    """Return what a session's notes may show by its recording alone; one that is missing or stale is a problem."""
    remedy = "Build without `--no-run` where it can run."
    snippets = planned.session.snippets
    outputs = recorded_outputs(snippets, planned.recording)
    if planned.problems:
        return Outcome(planned, problems=planned.problems)
    if None in outputs:
        where = snippets[outputs.index(None)].location
        what = f"The output has never been recorded ({planned.notes})."
        return Outcome(planned, problems=(Problem("snippet-unrecorded", where, what, remedy),))
    if planned.stale:
        what = f"{STALE} ({planned.notes})."
        return Outcome(planned, problems=(Problem("recording-stale", snippets[0].location, what, remedy),))
    return _outcome(planned, planned.recording)


def _problems(judged: JudgedSession, *, update: bool) -> Iterator[Problem]:
    for judgement in judged.snippets:
        if warning := unseen(judgement, judgement.snippet, judged.planned.notes):
            yield warning
        match judgement.verdict:
            case Verdict.OK | Verdict.UNRECORDED:
                continue
            case Verdict.CHANGED | Verdict.UNSTABLE if update and judgement.acceptable:
                continue
            case _:
                yield problem(judgement, judgement.snippet, judged.planned.notes)


def _agreed(judged: JudgedSession) -> Outcome:
    """Return the outcome of a run without errors, with the recording that is to be written, if any."""
    planned, run = judged.planned, judged.run
    recording = planned.recording
    unpinned = [judgement for judgement in judged.snippets if not judgement.snippet.pin]
    same = [judgement.same for judgement in unpinned]
    if not unpinned or (recording and not planned.stale and all(same)):
        return _outcome(planned, recording)
    outputs = tuple(counted(each.snippet, each.run.output) for each in unpinned)
    environment = replace(run.environment, isolation="")
    fresh = Recording(planned.name, planned.source, environment, run.seconds, outputs, imprint_of(planned))
    new = recordings.renewed(recording, fresh, same if all(same) else [_equal(each, planned) for each in unpinned])
    return replace(_outcome(planned, new), new=new, changed=recording is not None and not all(same))


def _equal(judgement: Judgement, planned: PlannedSession) -> bool:
    """Whether an output is what was recorded, to the last digit: only then may the old one stand in a new environment.

    What this one merely rounds otherwise would be `unstable` in its name.
    """
    snippets = planned.session.snippets
    recorded = recorded_outputs(snippets, planned.recording)[snippets.index(judgement.snippet)]
    now = counted(judgement.snippet, judgement.run.output)
    return recorded is not None and compare(counted(judgement.snippet, recorded), now, EDITED) is None


def _outcome(planned: PlannedSession, recording: Recording | None) -> Outcome:
    outputs = recorded_outputs(planned.session.snippets, recording)
    environment = recording.environment if recording else None
    return Outcome(planned, tuple(output for output in outputs if output is not None), environment)
