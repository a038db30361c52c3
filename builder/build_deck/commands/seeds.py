"""The sessions whose output depends on a seed, run again with every seed shifted, and held against what they gave."""

from collections.abc import Mapping
from contextlib import closing

from build_deck.commands.engine import Watcher
from build_deck.execute import SessionSampled, Settings, ignore, run_under
from build_deck.execute.settings import samples
from build_deck.judge import JudgedSession, represented
from build_deck.model import SessionRun, Verdict


def representative(
    judged: Mapping[str, JudgedSession], settings: Settings, count: int, watcher: Watcher
) -> Mapping[str, JudgedSession]:
    """Return the verdicts with `lucky` for each output that `count` other seeds do not give.

    What mentions no seed has none to shift, and costs nothing.
    """
    drawn = {name: each for name, each in judged.items() if _draws(each)}
    runs: dict[str, list[SessionRun]] = {name: [] for name in drawn}
    if drawn:
        sessions = [each.run.session for each in drawn.values()]
        with closing(run_under(sessions, settings, samples(count), progress=ignore)) as done:
            for _, run in done:
                runs[run.session.name].append(run)
                if len(runs[run.session.name]) == count:
                    left = sum(len(found) < count for found in runs.values())
                    watcher(SessionSampled(run.session, count, left))
    return {**judged, **{name: represented(each, runs[name]) for name, each in drawn.items()}}


def _draws(judged: JudgedSession) -> bool:
    """Whether the session seeds anything, and an output of it is good and claims to be more than this draw."""
    options = [snippet.options for snippet in judged.run.session.snippets]
    seeds = judged.planned.needs.seeds or any(each.seed is not None for each in options)
    claims = (each.verdict is Verdict.OK and each.snippet.options.seeds != "fixed" for each in judged.snippets)
    return seeds and any(claims)
