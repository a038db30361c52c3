"""The deck drawn anew whenever its files change, in a thread of its own, and whoever wants to hear of it."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from build_deck.commands.engine import judged_each
from build_deck.commands.preview.making import Reading, draw, judged_already, reading, unjudged
from build_deck.commands.preview.values import PreviewOptions, Shown, ShownNote
from build_deck.commands.preview.watching import Follower, Watched, watched
from build_deck.deck.load import SUFFIXES
from build_deck.errors import BuildDeckError, Problem
from build_deck.execute import ignore
from build_deck.judge import JudgedSession
from build_deck.model import NoteId
from build_deck.plan import NoteKey, PlannedSession

_PATIENCE = 1.0
"""Seconds after which outputs that are there are shown, while others are still to come."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What is told of a rebuild."""

    changed: tuple[NoteId, ...]
    """The notes that look otherwise now, or went."""
    problems: int
    seconds: float


class _Superseded(Exception):
    """Files changed, or the preview ends: what runs is not wanted any more."""


class Studio:
    """A deck, always as its files are now; `told` hears of each rebuild, from another thread."""

    def __init__(self, source: Path, options: PreviewOptions, told: Callable[[Rebuild], None]) -> None:
        self.shown = Shown()
        self._follower = Follower(Watched.of_source(source), self._changed)
        self._source, self._options, self._told = source, options, told
        self._judged: Mapping[str, JudgedSession] = {}
        self._seen: dict[NoteKey, ShownNote] = {}
        self._there: frozenset[NoteKey] = frozenset()
        self._wanted, self._over = threading.Event(), False
        self._quiet = self._forget = False
        self._thread = threading.Thread(target=self._work, name="preview", daemon=True)

    def start(self) -> None:
        """Begin with the deck as it is."""
        self._wanted.set()
        self._thread.start()
        self._follower.start()

    def _changed(self, paths: Collection[Path]) -> None:
        """Have it drawn anew: these files changed. Where there are none it is told of only if it made a difference."""
        self._forget = self._forget or any(path.suffix.lower() not in SUFFIXES for path in paths)
        self._quiet = not paths and (self._quiet or not self._wanted.is_set())
        self._wanted.set()

    def close(self) -> None:
        """End, with everything that runs."""
        self._follower.close()
        self._over = True
        self._wanted.set()
        self._thread.join()

    def _work(self) -> None:
        while self._wanted.wait() and not self._over:
            self._wanted.clear()
            quiet, self._quiet = self._quiet, False
            try:
                self._rebuild(time.monotonic(), quiet=quiet)
            except _Superseded:
                continue

    def _rebuild(self, began: float, *, quiet: bool) -> None:
        if self._forget:
            self._forget, self._judged = False, {}
        try:
            with reading(self._source, self._options) as read:
                self._follower.turn_to(watched(self._source, read.deck))
                self._draw(read, began, quiet=quiet)
        except BuildDeckError as error:
            self._fail(error.problems, began)
        except OSError as error:
            what = f"A file went while it was read: {error}."
            self._fail((Problem("preview-failed", None, what, "Save it again."),), began)
        except _Superseded:
            raise
        except Exception as error:  # noqa: BLE001 - the next save may be one that can be drawn
            what = f"The preview could not draw this: {type(error).__name__}: {error}."
            self._fail((Problem("preview-failed", None, what, "Take back the last change, and report this."),), began)

    def _draw(self, read: Reading, began: float, *, quiet: bool) -> None:
        judged = judged_already(read, self._judged)
        left = unjudged(read, judged)
        self._judged = judged
        self._show(draw(read, judged), began, quiet=quiet)
        if left:
            self._run(read, judged, left, began)

    def _run(self, read: Reading, judged: dict[str, JudgedSession], left: list[PlannedSession], began: float) -> None:
        """Run what has not run yet; outputs are shown as they come."""
        if read.settings is None:
            return
        last = time.monotonic()
        settings = replace(read.settings, pulse=self._stop_if_superseded)
        with closing(judged_each(left, settings, ignore)) as done:
            for number, each in enumerate(done, 1):
                judged[each.planned.name] = each
                if number < len(left) and time.monotonic() - last > _PATIENCE:
                    self._show(draw(read, judged), began)
                    last = time.monotonic()
        self._show(draw(read, judged), began)

    def _stop_if_superseded(self) -> None:
        if self._wanted.is_set():
            raise _Superseded

    def _fail(self, problems: tuple[Problem, ...], began: float) -> None:
        self.shown = Shown(problems=problems)
        self._told(Rebuild((), len(problems), round(time.monotonic() - began, 3)))

    def _show(self, shown: Shown, began: float, *, quiet: bool = False) -> None:
        notes = {note.key: note for note in shown.notes}
        changed = [key for key, note in notes.items() if key not in self._seen or note.looks != self._seen[key].looks]
        gone = [key for key in self._there if key not in notes]
        same = not changed and not gone and shown.problems == self.shown.problems
        self._seen |= notes
        self._there = frozenset(notes)
        self.shown = shown
        if not (quiet and same):
            ids = tuple(dict.fromkeys(note for _, note in (*changed, *gone)))
            self._told(Rebuild(ids, shown.told, round(time.monotonic() - began, 3)))
