"""Running tasks, so many at a time, in as many zygotes as there are kinds of them."""

import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from build_deck.execute.jobs import Kind, Task
from build_deck.execute.settings import Isolation, nothing
from build_deck.execute.zygotes import Slot, Zygote

_MOST_ATTEMPTS = 2
_TURN = 0.2
"""Seconds between looks at whether this is still wanted."""
_SLACK = 90.0
"""Seconds beyond a session's own deadlines after which its zygote must have lost its way."""

_START = 300.0
"""Seconds in which a zygote must have imported what sessions need."""

Heard = Callable[[Task, dict[str, Any]], None]


class Pool:
    """The zygotes of one run; a context manager, since they must end with it."""

    def __init__(
        self,
        jobs: int,
        isolation: Isolation,
        fonts: Path | None,
        heard: Heard,
        *,
        pulse: Callable[[], None] = nothing,
    ) -> None:
        self._pulse = pulse
        self._jobs, self._isolation, self._fonts, self._heard = max(1, jobs), isolation, fonts, heard
        self._selector = selectors.DefaultSelector()
        self._zygotes: dict[Kind, Zygote] = {}
        self._waiting: dict[Kind, deque[Task]] = {}
        self._failures: dict[Kind, int] = {}
        self._running = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for zygote in self._zygotes.values():
            zygote.close(self._selector)
        self._selector.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The tasks as they complete; those of a zygote that cannot live come back without all their results."""
        for task in tasks:
            self._waiting.setdefault(task.kind, deque()).append(task)
        for kind, waiting in self._waiting.items():
            if waiting and kind not in self._zygotes:
                self._start(kind, len(waiting))
        while self._running or any(self._waiting.values()):
            self._dispatch()
            self._pulse()
            for key, _ in self._selector.select(_TURN):
                slot: Slot = key.data
                if self._zygotes.get(slot.zygote.kind) is slot.zygote:  # not closed by an earlier one of this round
                    yield from self._listen(slot)
            yield from self._overdue()

    def _start(self, kind: Kind, wanted: int) -> None:
        zygote = Zygote(kind, min(self._jobs, wanted), self._isolation, self._fonts)
        self._zygotes[kind] = zygote
        zygote.register(self._selector)

    def _dispatch(self) -> None:
        while self._running < self._jobs and (slot := self._next_slot()):
            task = self._waiting[slot.zygote.kind].popleft()
            slot.deadline = time.monotonic() + _SLACK + sum(each["timeout"] for each in task.job["snippets"])
            task.results.clear()
            task.begun = True
            self._running += 1
            slot.send(task)

    def _next_slot(self) -> Slot | None:
        """A free slot for the task that comes first in their order, of those that may begin."""
        tasks = (waiting[0] for waiting in self._waiting.values() if waiting)
        for task in sorted(tasks, key=lambda task: task.number):
            if task.after is None or task.after.begun:
                for slot in self._zygotes[task.kind].slots:
                    if slot.ready and slot.task is None:
                        return slot
        return None

    def _listen(self, slot: Slot) -> Iterator[Task]:
        messages = slot.messages()
        if messages is None:
            yield from self._bury(slot.zygote)
            return
        for message in messages:
            if message.get("event") in ("ready", "lost"):
                slot.ready = message["event"] == "ready"
            if slot.task is None:
                continue
            match message.get("event"):
                case "done":
                    slot.task.isolation = str(message.get("isolation", ""))
                    yield self._free(slot)
                case "lost":
                    yield from self._again(slot)
                case "finished":
                    slot.task.results.append(message)
                    self._heard(slot.task, message)
                case "started":
                    self._heard(slot.task, message)
                case _:
                    continue

    def _free(self, slot: Slot) -> Task:
        task, slot.task = slot.task, None
        self._running -= 1
        if task is None:
            raise RuntimeError("a slot was freed that was free")
        return task

    def _again(self, slot: Slot) -> Iterator[Task]:
        """Put back what was lost with its slot, once."""
        task = self._free(slot)
        task.attempts += 1
        if task.attempts < _MOST_ATTEMPTS:
            self._waiting[task.kind].appendleft(task)
        else:
            yield task

    def _bury(self, zygote: Zygote) -> Iterator[Task]:
        """A zygote died: start another for what is left, unless it keeps dying."""
        kind = zygote.kind
        words = zygote.last_words()
        del self._zygotes[kind]
        for slot in zygote.slots:
            if slot.task is not None:
                yield from self._again(slot)
        zygote.close(self._selector)
        self._failures[kind] = self._failures.get(kind, 0) + 1
        if self._failures[kind] > _MOST_ATTEMPTS:
            for task in self._waiting[kind]:
                task.isolation, task.begun = words, True
                yield task
            self._waiting[kind].clear()
        elif self._waiting[kind]:
            self._start(kind, len(self._waiting[kind]))

    def _overdue(self) -> Iterator[Task]:
        now = time.monotonic()
        late = {s.zygote for z in self._zygotes.values() for s in z.slots if s.task is not None and now > s.deadline}
        late |= {z for z in self._zygotes.values() if now > z.begun + _START and not any(s.ready for s in z.slots)}
        for zygote in late:
            yield from self._bury(zygote)
