"""Sessions run twice, in processes that share nothing: as recordings are made, and with everything different.

Where the two leave a doubt, a third run, with everything different but how floats are added, is to settle it.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from build_deck.execute.engine import run_under
from build_deck.execute.events import Event, ignore
from build_deck.execute.settings import OTHERWISE, STANDARD, VARIED, Settings
from build_deck.model import Session, SessionRun, Verdict


@dataclass(frozen=True, slots=True)
class Twice:
    """A session's two runs."""

    standard: SessionRun
    varied: SessionRun | None
    """None where the first failed, which says all there is to say."""
    otherwise: SessionRun | None = None
    """Varied in all but how floats are added; only where the other two left a doubt."""

    @property
    def runs(self) -> tuple[SessionRun, SessionRun | None, SessionRun | None]:
        """The three, in this order."""
        return self.standard, self.varied, self.otherwise


Runs = Callable[
    [Sequence[Session], Settings, Callable[[Event], None], Callable[[SessionRun, SessionRun], bool], Path | None],
    Generator[Twice],
]
"""What runs sessions twice, here (`run_twice`) or elsewhere."""


def run_twice(
    sessions: Sequence[Session],
    settings: Settings,
    watcher: Callable[[Event], None],
    doubtful: Callable[[SessionRun, SessionRun], bool],
    cache: Path | None = None,
) -> Generator[Twice]:
    """Yield each session when both its runs are done, or the first has failed; closing it ends every process.

    Those of which `doubtful` is true come last, with their third run. Runs under the standard conditions are cached.
    """
    doubted: dict[str, Twice] = {}
    with closing(_both(sessions, settings, watcher, cache)) as done:
        for twice in done:
            if twice.varied and doubtful(twice.standard, twice.varied):
                doubted[twice.standard.session.name] = twice
            else:
                yield twice
    if doubted:
        again = [twice.standard.session for twice in doubted.values()]
        with closing(run_under(again, settings, (OTHERWISE,), progress=ignore)) as runs:
            for _, run in runs:
                yield replace(doubted[run.session.name], otherwise=run)


def _both(
    sessions: Sequence[Session], settings: Settings, watcher: Callable[[Event], None], cache: Path | None
) -> Generator[Twice]:
    waiting: dict[str, SessionRun | None] = {}
    with closing(run_under(sessions, settings, (STANDARD, VARIED), cache=cache, progress=watcher)) as runs:
        for conditions, run in runs:
            name, standard = run.session.name, conditions is STANDARD
            if standard and any(snippet.verdict not in _ANSWERED for snippet in run.snippets):
                waiting[name] = None
                yield Twice(run, None)
            elif name not in waiting:
                waiting[name] = run
            elif (other := waiting[name]) is not None:
                yield Twice(run, other) if standard else Twice(other, run)


_ANSWERED = (Verdict.OK, Verdict.CPU_ONLY)
