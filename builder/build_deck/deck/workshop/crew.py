"""Forked copies of this process that work beside each other, each keeping what it has read.

A copy has all that this process has at that moment, so nothing has to be carried over but jobs and what comes of them.
A copy that dies takes nothing with it: its job comes back undone.
"""

import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any

Work = Callable[[Any], bytes]
"""What a member does with a job."""
Job = tuple[str, Any]
"""A name and what is to be done: jobs of one name go to one member, which has what the earlier ones needed."""


class Crew:
    """Several copies, each with one job at a time."""

    def __init__(self, size: int, work: Work) -> None:
        self._members: list[_Member] = []
        for _ in range(size):
            self._members.append(_Member(work, self._members))
        self._at: dict[str, _Member] = {}
        """Who did the first job of each name."""

    def share(self, jobs: Sequence[Job]) -> list[bytes | None]:
        """Return what comes of each job, in order; None where its member died or failed."""
        results: list[bytes | None] = [None] * len(jobs)
        anyone: deque[int] = deque()
        for place, (name, _) in enumerate(jobs):
            (self._at[name].jobs if name in self._at else anyone).append(place)
        while busy := self._set_to_work(jobs, anyone):
            for connection in wait(list(busy)):
                member = busy[connection]  # type: ignore[index]  # only connections were waited for
                results[member.at] = member.result()
        return results

    def _set_to_work(self, jobs: Sequence[Job], anyone: deque[int]) -> "dict[Connection, _Member]":
        """Return those who have a job, now that all who had none were given one."""
        for member in self._members:
            while member.alive and not member.busy and (queue := member.jobs or anyone):
                name, job = jobs[place := queue.popleft()]
                self._at[name] = member
                member.begin(place, job)
        return {member.connection: member for member in self._members if member.busy}

    def dismiss(self) -> None:
        """End all; they hold nothing that is not here, too, or can be made again."""
        for member in self._members:
            member.dismiss()


class _Member:
    """One copy of this process."""

    def __init__(self, work: Work, others: "Sequence[_Member]") -> None:
        context = get_context("fork")
        self.connection, far = context.Pipe()
        self.jobs: deque[int] = deque()
        """Those that only it should do."""
        self.alive = True
        self.busy = False
        self.at = 0
        """Which job it has."""
        ours = [self.connection, *(other.connection for other in others)]
        self._process = context.Process(target=_serve, args=(far, work, ours), daemon=True)
        self._process.start()
        far.close()

    def begin(self, place: int, job: object) -> None:
        self.at, self.busy = place, True
        try:
            self.connection.send(job)
        except OSError:
            self.alive = self.busy = False

    def result(self) -> bytes | None:
        self.busy = False
        try:
            return self.connection.recv_bytes() or None
        except (EOFError, OSError):
            self.alive = False
            self.jobs.clear()
            return None

    def dismiss(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(connection: Connection, work: Work, ours: Sequence[Connection]) -> None:
    """Do jobs until whoever gives them is gone. One that fails gives nothing, and fails again where it can be told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for each in ours:
        each.close()
    with suppress(EOFError, OSError):
        while True:
            job = connection.recv()
            try:
                result = work(job)
            except Exception:  # noqa: BLE001 - whatever it is, it is raised once more by who does the job again
                result = b""
            connection.send_bytes(result)


def can_fork() -> bool:
    """Return whether a copy of this process would be whole: the other threads of one would be missing."""
    return "fork" in get_all_start_methods() and threading.active_count() == 1
