"""The verify driver: every session run twice and held against its recording, nothing cached, nothing written."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from build_deck import recordings, runtimes
from build_deck.commands.engine import (
    Accepts,
    Watcher,
    accepting,
    engine_settings,
    judged_twice,
    settled_by_recordings,
)
from build_deck.commands.narrow import lines_of, only_changed, only_notes
from build_deck.commands.packages import last_of, package_paths
from build_deck.commands.seeds import representative
from build_deck.commands.sources import accepted as written
from build_deck.compose import compose
from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.load import LoadedDeck, load_deck, problems_of
from build_deck.deck.select import select
from build_deck.deck.shard import WHOLE, Shard, share
from build_deck.deck.workshop import user_workshop
from build_deck.disk.files import display_path
from build_deck.disk.writing import write_all
from build_deck.errors import BuildDeckError, Location, Problem, errors_in, in_order
from build_deck.execute.twice import Runs, run_twice
from build_deck.judge import JudgedSession, Outcome, accepted, settle
from build_deck.model import DeviceChoice, Environment, SessionRun
from build_deck.plan import Plan, plan_deck
from build_deck.report import Report, count_verdicts
from build_deck.report.rows import problems_of_note, rows_of_note
from build_deck.runtimes import titled

_SHOWN_COMMANDS = 5


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What `build-deck verify` may be told; the defaults are the command's."""

    editions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Ids; none means all."""
    changed_since: str | None = None
    """A git revision."""
    shard: Shard = WHOLE
    device: DeviceChoice = "auto"
    fail_fast: bool = False
    update: bool = False
    accept: tuple[str, ...] = ()
    """Ids of notes whose new outputs are accepted."""
    cluster: str | None = None
    """The address of a Dask scheduler whose workers run the sessions; None for this machine."""
    seeds: int | None = None
    """How many times each session that has a seed runs with other ones; None for not at all."""
    strict: bool = False
    jobs: int | None = None
    consent: Consent = NO_CONSENT

    @property
    def narrowed(self) -> bool:
        """Whether only some notes are asked for."""
        return bool(self.notes) or self.changed_since is not None


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found."""

    report: Report
    recorded: tuple[str, ...]
    """Sessions whose recordings `--update` wrote."""
    removed: tuple[str, ...]
    """Recordings that nothing uses and `--update` took away."""
    options: VerifyOptions

    @property
    def failed(self) -> bool:
        """Whether the command's status is 1."""
        return bool(self.report.problems if self.options.strict else errors_in(self.report.problems))

    def summary(self) -> Iterator[str]:
        """Yield the lines that end a verification."""
        if self.recorded:
            yield f"recorded, look them over: {', '.join(self.recorded)}"
        if self.removed:
            yield f"removed, nothing uses them: {', '.join(self.removed)}"
        yield from _reproduced(self.report, self.options)
        report = self.report
        counted = ", ".join(f"{number} {verdict}" for verdict, number in count_verdicts(report.snippets))
        isolation = f", isolation: {report.environment.isolation}" if report.environment.isolation else ""
        seeds = f", with {self.options.seeds} other seeds" if self.options.seeds else ""
        ran = ", ".join(titled(report.environment.languages))
        yield (
            f"snippets: {counted or 'none'} · each run twice{seeds} · {ran} on {report.environment.device}{isolation}"
            f" · {report.seconds:.1f} s"
        )


def verify(source: Path, options: VerifyOptions, watcher: Watcher) -> Verification:
    """Verify the deck at `source`; what is wrong is in the result. Raises BuildDeckError where it cannot be read."""
    began = time.monotonic()
    with user_workshop(options.jobs) as shop:
        return _verified(load_deck(source, options.consent, shop), options, watcher, began)


def _verified(deck: LoadedDeck, options: VerifyOptions, watcher: Watcher, began: float) -> Verification:
    plan = _narrowed(deck, options)
    found = _lint(plan, options)
    stop = options.fail_fast and errors_in(found)
    judged = {} if stop else _run(plan, options, watcher)
    news: tuple[Outcome, ...] = ()
    removed: tuple[str, ...] = ()
    if options.update or options.accept:
        news, judged = _accept(judged, accepting(plan, options.accept, everything=options.update))
    plan, sources = written(plan, news)
    if options.seeds and not (options.fail_fast and any(each.failed for each in judged.values())):
        settings = engine_settings(plan, options.device, options.jobs)
        judged = representative(judged, settings, options.seeds, watcher)
    notes = [(note, judged[note.session.name]) for note in plan.notes if note.session and note.session.name in judged]
    problems = [problem for note, each in notes for problem in problems_of_note(note, each)]
    problems += [problem for each in judged.values() for problem in each.planned.problems]
    # A deck with mistakes may lack the very notes that use a recording or stand in the lock.
    if options.shard.first and not errors_in(found) and not (options.fail_fast and errors_in(problems)):
        unused = () if options.narrowed or deck.only else plan.unused
        if options.update:
            removed, unused = unused, ()
        _write(plan, news, removed, sources)
        found = (*found, *(unused_problem(plan, name) for name in unused), *lock_problems(_as_on_disk(plan, news)))
    else:
        _write(plan, news, (), sources)
    report = Report(
        snippets=tuple(row for note, each in notes for row in rows_of_note(note, each)),
        problems=in_order((*found, *problems)),
        deck_problems=in_order(found),
        environment=_environment(each.run for each in judged.values()),
        seconds=time.monotonic() - began,
    )
    return Verification(report, tuple(outcome.planned.name for outcome in news), removed, options)


# ---- what to look at -------------------------------------------------------------------------------------------------


def _narrowed(deck: LoadedDeck, options: VerifyOptions) -> Plan:
    selection = select(deck, editions=options.editions)
    if options.notes:
        selection = only_notes(deck, selection, options.notes)
    plan = plan_deck(deck, selection)
    return plan if options.changed_since is None else only_changed(plan, options.changed_since)


def _lint(plan: Plan, options: VerifyOptions) -> tuple[Problem, ...]:
    """Return the mistakes that belong to this verification: those in its notes, or all of them, told by one shard."""
    if not options.shard.first:
        return ()
    found = problems_of(plan.deck, options.editions)
    if not options.narrowed:
        return found
    lines = lines_of(plan.deck)
    wanted = [lines[note.key] for note in plan.notes]
    return tuple(problem for problem in found if any(each.hold(problem) for each in wanted))


# ---- running ---------------------------------------------------------------------------------------------------------


def _run(plan: Plan, options: VerifyOptions, watcher: Watcher) -> Mapping[str, JudgedSession]:
    """Return the verdicts on each session of this shard, by its name, in the order of the notes."""
    sessions = plan.sessions
    mine = share(list(sessions), plan.seconds, options.shard)
    wanted = [planned for name, planned in sessions.items() if name in mine]
    settings = engine_settings(plan, options.device, options.jobs)
    run: Runs = run_twice
    if options.cluster:
        from build_deck.commands.cluster import on_cluster

        run = on_cluster(options.cluster)
    return judged_twice(wanted, settings, watcher, enough=lambda judged: options.fail_fast and judged.failed, run=run)


def _environment(runs: Iterable[SessionRun]) -> Environment:
    """Return what all runs had in common: a GPU where any had one, the packages of all."""
    whole = Environment({name: runtimes.named(name).version() for name in runtimes.RUN_BY_DEFAULT})
    for run in runs:
        one = run.environment
        device = one.device if whole.device == "cpu" else whole.device
        packages = {**whole.packages, **one.packages}
        spoken = {**whole.languages, **one.languages}
        whole = Environment(spoken, packages, device, whole.isolation or one.isolation)
    return whole


# ---- the deck around the snippets ------------------------------------------------------------------------------------


def unused_problem(plan: Plan, name: str) -> Problem:
    """Return what a reader is told of such a recording."""
    path = display_path(plan.config.recordings / f"{name}.yaml")
    remedy = "Delete it, or run `build-deck verify --update`; if its note was renamed, give the note its old id again."
    return Problem("recording-unused", Location(path), f"No note uses the recording `{name}`.", remedy)


def lock_problems(plan: Plan) -> tuple[Problem, ...]:
    """Return what a build of these notes from their recordings would have to change in the lock, or could not do.

    Without all recordings there is no telling; that they are missing is an error of its own.
    """
    settled = settled_by_recordings(plan)
    if settled.problems or not plan.selection.notes:
        return ()
    paths = package_paths(plan.config.id, plan.selection)
    try:
        composition = compose(plan, settled.outcomes, int(time.time()), last_of(paths, plan.config.id))
    except BuildDeckError as error:
        return error.problems
    return (*composition.warnings, *((composition.outdated,) if composition.outdated else ()))


# ---- --update and --accept ------------------------------------------------------------------------------------------


def _accept(
    judged: Mapping[str, JudgedSession], accepts: Accepts
) -> tuple[tuple[Outcome, ...], Mapping[str, JudgedSession]]:
    """Return the recordings to write, and the verdicts as they are once those are written."""
    news: list[Outcome] = []
    told: dict[str, JudgedSession] = {}
    for name, each in judged.items():
        outcome = settle(each, update=True) if accepts(each.planned) and not each.unstable else None
        if outcome and (outcome.new or outcome.answers):
            news.append(outcome)
        told[name] = accepted(each) if outcome and not errors_in(outcome.problems) else each
    return tuple(news), told


def _write(plan: Plan, news: Iterable[Outcome], removed: Iterable[str], sources: Mapping[Path, bytes]) -> None:
    folder = plan.config.recordings
    new = [outcome.new for outcome in news if outcome.new]
    write_all({**sources, **{path: data for each in new for path, data in recordings.contents(folder, each).items()}})
    for recording in new:
        recordings.remove_old_figures(folder, recording)
    for name in removed:
        recordings.delete(folder, name)


def _as_on_disk(plan: Plan, news: Iterable[Outcome]) -> Plan:
    """Return the plan with what was just recorded."""
    return plan.recorded({outcome.planned.name: outcome.new for outcome in news if outcome.new})


# ---- telling ---------------------------------------------------------------------------------------------------------


def _reproduced(report: Report, options: VerifyOptions) -> Iterator[str]:
    """Yield the command that reproduces each failing note, for the first few."""
    failing = dict.fromkeys((row.file, row.note) for row in report.snippets if row.failed)
    device = "" if options.device == "auto" else f" --device {options.device}"
    device += f" --seeds {options.seeds}" if options.seeds else ""
    for number, (file, note) in enumerate(failing):
        if number == _SHOWN_COMMANDS:
            yield f"… and {len(failing) - number} notes more"
            return
        yield f"reproduce: build-deck verify {quote(file)} --note {quote(note)}{device}"
