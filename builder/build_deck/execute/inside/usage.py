"""What a session uses of what the kernel does not limit for it: looked at from time to time."""

import contextlib
import os
from collections.abc import Iterator

from . import folders
from .protocol import Job, Status

_MOST_PROCESSES = 64
_MOST_THREADS = 1024
_MOST_FILES = 4096
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def excess(job: Job, session: int, scratch: str) -> tuple[Status, str] | None:
    """What is to be said of a session that has too much of something; None if it has not."""
    many = job["processes"] or bool(job["programs"])
    family = list(descendants(os.getpid())) if many else [session]  # the slot's: an orphan is its child
    if len(family) > _MOST_PROCESSES:
        return "error", f"The snippet started more than {_MOST_PROCESSES} processes."
    if sum(map(_threads, family)) > _MOST_THREADS:
        return "error", f"The snippet started more than {_MOST_THREADS} threads."
    if many and sum(map(_resident, family)) > job["memory"] << 20:
        return "memory", f"The snippet and its processes use more than {job['memory']} MiB of memory."
    return None if os.path.ismount(scratch) else _disk(job, scratch)


def _disk(job: Job, scratch: str) -> tuple[Status, str] | None:
    size = folders.size_of(scratch, _MOST_FILES)
    if size is None:
        return "error", f"The snippet made more than {_MOST_FILES} files and folders."
    if size > job["disk"] << 20:
        return "error", f"The snippet wrote more than {job['disk']} MiB."
    return None


def descendants(pid: int) -> Iterator[int]:
    """Every living process below this one."""
    waiting = [pid]
    while waiting:
        above = waiting.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{above}/task"):
                with open(f"/proc/{above}/task/{task}/children") as file:
                    below = [int(child) for child in file.read().split()]
                yield from below
                waiting += below


def _resident(pid: int) -> int:
    """Bytes of memory that a process has in use; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _threads(pid: int) -> int:
    """How many threads a process has; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            after_name = 17
            return int(file.read().rpartition(")")[2].split()[after_name])
    except (OSError, IndexError, ValueError):
        return 0
