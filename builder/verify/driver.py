"""The verify driver: every session run twice and held against its recording, nothing cached, nothing written."""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

from builder import recordings
from builder.assemble import Watcher, engine_settings, package_paths, shown_in
from builder.errors import BuilderError, Location, Problem, errors_in, in_order
from builder.files import shown, write_all
from builder.load import LoadedDeck, load_deck
from builder.load import problems_of as lint_problems
from builder.model import DeviceChoice, Environment, NoteSource, SessionRun
from builder.outcomes import Outcome, Policy, settle_recorded, settle_run, unused_recordings
from builder.packages import pack_editions
from builder.report import Report, VerifiedSnippet, count_verdicts
from builder.select import Selection, select
from builder.sessions import NoteKey, SessionPlan, plan_sessions, running, what_runs
from builder.verify.findings import Findings, accepted, find, problems_of, rows_of
from builder.verify.narrow import lines_of, only_changed, only_notes
from builder.verify.shard import WHOLE, Shard, parse_shard, share
from builder.verify.stability import Twice, causes, run_twice

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
    strict: bool = False
    jobs: int | None = None

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
        yield (
            f"snippets: {counted or 'none'} · each run twice · Python {report.environment.python} on "
            f"{report.environment.device}{isolation} · {report.seconds:.1f} s"
        )


def verify(source: Path, options: VerifyOptions, watcher: Watcher) -> Verification:
    """Verify the deck at `source`; what is wrong is in the result. Raises BuilderError where it cannot be read."""
    began = time.monotonic()
    deck = load_deck(source)
    plan = plan_sessions({name: loaded.notes for name, loaded in deck.editions.items()})
    selection = _narrowed(deck, plan, options)
    found = _lint(deck, selection, options)
    stop = options.fail_fast and errors_in(found)
    findings = () if stop else _run(deck, plan, selection, options, watcher)
    news: tuple[Outcome, ...] = ()
    removed: tuple[str, ...] = ()
    if options.update:
        news, findings = _accept(deck, plan, findings)
    notes = _showing(selection, plan, findings)
    problems = [p for f, key, note in notes for p in problems_of(f, key, note)]
    problems += [problem for each in findings for problem in each.problems]
    # A deck with mistakes may lack the very notes that use a recording or stand in the lock.
    if options.shard.first and not errors_in(found) and not (options.fail_fast and errors_in(problems)):
        unused = () if options.narrowed or deck.only else unused_recordings(plan, deck.config.recordings)
        if options.update:
            removed, unused = unused, ()
        _write(deck, news, removed)
        found = (*found, *(unused_problem(deck, name) for name in unused), *lock_problems(deck, plan, selection))
    else:
        _write(deck, news, ())
    report = Report(
        snippets=tuple(row for f, key, note in notes for row in rows_of(f, key, note)),
        problems=in_order((*found, *problems)),
        deck_problems=in_order(found),
        environment=_environment(each.twice.standard for each in findings),
        seconds=time.monotonic() - began,
    )
    return Verification(report, tuple(outcome.session.name for outcome in news), removed, options)


# ---- what to look at -------------------------------------------------------------------------------------------------


def _narrowed(deck: LoadedDeck, plan: SessionPlan, options: VerifyOptions) -> Selection:
    selection = select(deck, editions=options.editions)
    if options.notes:
        selection = only_notes(deck, selection, options.notes)
    if options.changed_since is not None:
        selection = only_changed(deck, selection, plan, options.changed_since)
    return selection


def _keys(selection: Selection) -> Iterator[tuple[NoteKey, NoteSource]]:
    return (((name, note.id), note) for name, notes in selection.notes.items() for note in notes)


def _lint(deck: LoadedDeck, selection: Selection, options: VerifyOptions) -> tuple[Problem, ...]:
    """Return the mistakes that belong to this verification: those in its notes, or all of them, told by one shard."""
    if not options.shard.first:
        return ()
    found = lint_problems(deck, options.editions)
    if not options.narrowed:
        return found
    lines = lines_of(deck)
    wanted = [lines[key] for key, _ in _keys(selection)]
    return tuple(problem for problem in found if any(each.hold(problem) for each in wanted))


def _showing(
    selection: Selection, plan: SessionPlan, findings: Iterable[Findings]
) -> tuple[tuple[Findings, NoteKey, NoteSource], ...]:
    """Return the findings of each selected note, in the order of the notes.

    Of two notes with one id, which lint complains of, only one has run.
    """
    by_name = {each.session.name: each for each in findings}
    shown_by = ((by_name.get(plan.of[key].name), key, note) for key, note in _keys(selection) if key in plan.of)
    return tuple((f, k, n) for f, k, n in shown_by if f and what_runs(f.session.snippets) == what_runs(running(n)))


# ---- running ---------------------------------------------------------------------------------------------------------


def _run(
    deck: LoadedDeck, plan: SessionPlan, selection: Selection, options: VerifyOptions, watcher: Watcher
) -> tuple[Findings, ...]:
    config = deck.config
    wanted = plan.sessions(key for key, _ in _keys(selection))
    mine = share([session.name for session in wanted], _seconds(config.recordings, plan), options.shard)
    settings = engine_settings(config, options.device, options.jobs)
    done: list[Twice] = []
    with closing(run_twice([s for s in wanted if s.name in mine], settings, watcher)) as runs:
        for twice in runs:
            done.append(twice)
            if options.fail_fast and find(twice, config.recordings, (config.snippets,)).failed:
                break
    why = causes([twice for twice in done if twice.unstable], settings)
    by_name = {twice.standard.session.name: twice for twice in done}
    return tuple(
        find(by_name[session.name], config.recordings, (config.snippets,), why.get(session.name, ""))
        for session in wanted
        if session.name in by_name
    )


def _seconds(folder: Path, plan: SessionPlan) -> Mapping[str, float]:
    """Return the recorded durations of all sessions; one that cannot be read is told of when it is compared."""
    found: dict[str, float] = {}
    for name in plan.notes:
        try:
            recording = recordings.load(folder, name)
        except BuilderError:
            continue
        if recording:
            found[name] = recording.seconds
    return found


def _environment(runs: Iterable[SessionRun]) -> Environment:
    """Return what all runs had in common: a GPU where any had one, the packages of all."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    whole = Environment(python)
    for run in runs:
        one = run.environment
        device = one.device if whole.device == "cpu" else whole.device
        packages = {**whole.packages, **one.packages}
        whole = replace(whole, device=device, packages=packages, isolation=whole.isolation or one.isolation)
    return whole


# ---- the deck around the snippets ------------------------------------------------------------------------------------


def unused_problem(deck: LoadedDeck, name: str) -> Problem:
    """Return what a reader is told of such a recording."""
    path = shown(deck.config.recordings / f"{name}.yaml")
    remedy = "Delete it, or run `build-deck verify --update`; if its note was renamed, give the note its old id again."
    return Problem("recording-unused", Location(path), f"No note uses the recording `{name}`.", remedy)


def lock_problems(deck: LoadedDeck, plan: SessionPlan, selection: Selection) -> tuple[Problem, ...]:
    """Return what a build of these notes from their recordings would have to change in the lock, or could not do.

    Without all recordings there is no telling; that they are missing is an error of its own.
    """
    policy = Policy(deck.config.recordings, (deck.config.snippets,))
    sessions = plan.sessions(key for key, _ in _keys(selection))
    outcomes = {session.name: settle_recorded(session, plan, policy) for session in sessions}
    if any(outcome.problems for outcome in outcomes.values()) or not selection.notes:
        return ()
    paths = package_paths(deck.config, selection)
    try:
        packing = pack_editions(deck, selection, shown_in(selection, plan, outcomes), paths, int(time.time()))
    except BuilderError as error:
        return error.problems
    return (*packing.warnings, *((packing.outdated,) if packing.outdated else ()))


# ---- --update --------------------------------------------------------------------------------------------------------


def _accept(
    deck: LoadedDeck, plan: SessionPlan, findings: Iterable[Findings]
) -> tuple[tuple[Outcome, ...], tuple[Findings, ...]]:
    """Return the recordings to write, and the findings as they are once those are written."""
    policy = Policy(deck.config.recordings, (deck.config.snippets,), update=True)
    news: list[Outcome] = []
    told: list[Findings] = []
    for each in findings:
        outcome = None if each.twice.unstable else settle_run(each.twice.standard, plan, policy)
        if outcome and outcome.new:
            news.append(outcome)
        told.append(accepted(each) if outcome and not errors_in(outcome.problems) else each)
    return tuple(news), tuple(told)


def _write(deck: LoadedDeck, news: Iterable[Outcome], removed: Iterable[str]) -> None:
    folder = deck.config.recordings
    new = [outcome.new for outcome in news if outcome.new]
    write_all({path: data for recording in new for path, data in recordings.contents(folder, recording).items()})
    for recording in new:
        recordings.remove_old_figures(folder, recording)
    for name in removed:
        recordings.delete(folder, name)


# ---- telling ---------------------------------------------------------------------------------------------------------


def _reproduced(report: Report, options: VerifyOptions) -> Iterator[str]:
    """Yield the command that reproduces each failing note, for the first few."""
    failing = dict.fromkeys((row.file, row.note) for row in report.snippets if row.failed)
    device = "" if options.device == "auto" else f" --device {options.device}"
    for number, (file, note) in enumerate(failing):
        if number == _SHOWN_COMMANDS:
            yield f"… and {len(failing) - number} notes more"
            return
        yield f"reproduce: build-deck verify {quote(file)} --note {quote(note)}{device}"


def write_reports(
    report: Report, *, junit: Path | None = None, json: Path | None = None, summary: Path | None = None
) -> None:
    """Write the reports that were asked for; `summary` is GitHub's, which other steps have written to already."""
    from builder.report import github
    from builder.report import json as json_report
    from builder.report import junit as junit_report

    contents: dict[Path, bytes] = {}
    if junit:
        contents[junit] = junit_report.text(report).encode("utf-8")
    if json:
        contents[json] = json_report.text(report).encode("utf-8")
    write_all(contents)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(github.summary(report))


def verify_deck(source: str | Path = "deck", *, progress: Watcher | None = None, **options: Any) -> Report:  # noqa: ANN401 - the fields of VerifyOptions
    """Verify the deck at `source`; the keyword arguments are the fields of `VerifyOptions`.

    Raises BuilderError where the deck cannot be read; whatever else is wrong is in the report.
    """
    if isinstance(options.get("shard"), str):
        options["shard"] = parse_shard(options["shard"])
    return verify(Path(source), VerifyOptions(**options), progress or (lambda _event: None)).report


__all__ = ["Verification", "VerifiedSnippet", "VerifyOptions", "verify", "verify_deck", "write_reports"]
