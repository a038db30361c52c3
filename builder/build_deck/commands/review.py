"""What differs from what was recorded or pinned, run once and listed; and what of it a person accepts, written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_deck import recordings
from build_deck.commands import sources
from build_deck.commands.engine import Watcher, engine_settings, judged_once
from build_deck.commands.narrow import only_notes
from build_deck.deck.changes import earlier_texts
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.load import load_deck
from build_deck.deck.select import select
from build_deck.deck.workshop import user_workshop
from build_deck.disk.stamp import cache_folder
from build_deck.disk.writing import write_all
from build_deck.errors import Problem, in_order
from build_deck.judge import Change, ChangeKey, JudgedSession, changes_of, problem, settle_chosen
from build_deck.model import DeviceChoice, Verdict
from build_deck.plan import Plan, plan_deck


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What `build-deck review` may be told; the defaults are the command's."""

    editions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Ids; none means all."""
    device: DeviceChoice = "auto"
    jobs: int | None = None
    consent: Consent = NO_CONSENT


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to decide, and what it was made of."""

    changes: tuple[Change, ...]
    """Every output that differs and can be accepted, in the order of the notes."""
    problems: tuple[Problem, ...]
    """What keeps other outputs from being compared: snippets that fail, recordings that cannot be read."""
    unrecorded: tuple[str, ...]
    """Sessions that have never been recorded: a build does that."""
    plan: Plan
    judged: Mapping[str, JudgedSession]


def review(source: Path, options: ReviewOptions, watcher: Watcher) -> Review:
    """Run the deck at `source` as far as its runs are not known, and list what differs; nothing of the deck is written.

    Raises BuildDeckError where the deck cannot be read.
    """
    with user_workshop(options.jobs) as shop:
        deck = load_deck(source, options.consent, shop)
        selection = select(deck, editions=options.editions)
        plan = plan_deck(deck, only_notes(deck, selection, options.notes) if options.notes else selection)
    sessions = plan.sessions.values()
    known = [each for each in sessions if not each.unrecorded and not each.problems]
    judged = judged_once(known, engine_settings(plan, options.device, options.jobs), watcher)
    drafts = cache_folder() / "review"

    def earlier(path: Path) -> tuple[str, ...]:
        return tuple(earlier_texts(path, plan.config.recordings))

    changes = changes_of(plan, judged, earlier, drafts)
    write_all({each.new: each.svg.encode() for change in changes for each in change.figures if each.new})
    problems = [*(problem for each in sessions for problem in each.problems), *_not_comparable(judged)]
    return Review(changes, in_order(problems), tuple(s.name for s in sessions if s.unrecorded), plan, judged)


def _not_comparable(judged: Mapping[str, JudgedSession]) -> list[Problem]:
    harmless = (Verdict.OK, Verdict.CPU_ONLY, Verdict.UNRECORDED)
    return [
        problem(judgement, judgement.snippet, each.planned.notes)
        for each in judged.values()
        for judgement in each.snippets
        if judgement.verdict not in harmless and not judgement.acceptable
    ]


def accept(reviewed: Review, chosen: Collection[ChangeKey]) -> tuple[Path, ...]:
    """Write these outputs where they are kept, all of them or, raising, none, and nothing else; return the files."""
    outcomes = [
        settle_chosen(each, {number for session, number in chosen if session == name})
        for name, each in reviewed.judged.items()
        if any(session == name for session, _ in chosen)
    ]
    folder = reviewed.plan.config.recordings
    _, contents = sources.accepted(reviewed.plan, outcomes)
    new = [outcome.new for outcome in outcomes if outcome.new]
    written = {**contents, **{path: data for each in new for path, data in recordings.contents(folder, each).items()}}
    write_all(written, reviewed.plan.config.bounds)
    for recording in new:
        recordings.remove_old_figures(folder, recording)
    return tuple(written)
