"""Watching one session: its streams, its reports, its deadline, its use of disk and memory.

Nothing waits for the end of a pipe (an orphan may hold it open): a pidfd says when the session has ended.
"""

import contextlib
import os
import re
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import words
from .child import WHERE, Ends
from .protocol import EMPTY, GO, MOST_REPORT, STAND_BY, Finished, Job, Report, Status, checked, decode

_CHUNK = 65536
_PREPARATION = 60.0
"""Seconds that a session may take before its first snippet (under CUDA the driver starts)."""
_LOOK = 0.1
"""Seconds between looks at what a session uses."""
_MOST_PROCESSES = 64
_PLACE = re.compile(rb'File "([^"\n]*)", line (\d+)')
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(slots=True)
class Process:
    """A forked session and the slot's ends of its pipes."""

    pid: int
    ended: int
    """A pidfd."""
    stdout: int
    stderr: int
    report: int
    go: int

    def close(self) -> None:
        """Close every descriptor."""
        for descriptor in (self.ended, self.stdout, self.stderr, self.report, self.go):
            os.close(descriptor)


def start(run: Callable[[Ends], None]) -> Process:
    """A new process in which `run` runs; it never comes back from there."""
    pipes = [os.pipe() for _ in range(4)]
    (stdout, out), (stderr, err), (report, reporting), (going, go) = pipes
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            run(Ends(out, err, reporting, going))
            status = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)
    for descriptor in (out, err, reporting, going):
        os.close(descriptor)
    for descriptor in (stdout, stderr, report):
        os.set_blocking(descriptor, False)
    return Process(pid, os.pidfd_open(pid), stdout, stderr, report, go)


@dataclass(slots=True)
class _Stream:
    """What a stream gave since the last snippet ended."""

    most: int
    data: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> bool:
        """Whether all of it fits."""
        self.data += data[: self.most + 1 - len(self.data)]
        return len(self.data) <= self.most

    def take(self) -> tuple[str, bool]:
        """The text, cut at the limit with a visible mark, and whether it was cut."""
        cut = len(self.data) > self.most
        text = bytes(self.data[: self.most]).decode("utf-8", "ignore" if cut else "backslashreplace")
        self.data.clear()
        return (f"{text}\n[cut after {self.most} bytes]\n" if cut else text), cut


class Watch:
    """The supervision of one session, from its start to its last report or its end."""

    def __init__(self, process: Process, job: Job, scratch: str, send: Callable[[dict[str, object]], None]) -> None:
        self._process, self._job, self._scratch, self._send = process, job, scratch, send
        self._streams = {process.stdout: _Stream(job["output"]), process.stderr: _Stream(job["output"])}
        self._poll = select.poll()
        self._open = {*self._streams, process.report}
        for descriptor in (*self._open, process.ended):
            self._poll.register(descriptor, select.POLLIN)
        self._reports, self._reported, self._strange = bytearray(), 0, bytearray()
        self._snippet = -1
        self._began = time.monotonic()

    def until_done(self) -> None:
        """Send a `Finished` for every snippet that ran, also for the one during which the session was ended."""
        look = self._began + _LOOK
        while True:
            ready = {descriptor for descriptor, _ in self._poll.poll(min(self._left(), _LOOK) * 1000 + 1)}
            fits = [self._read(descriptor) for descriptor in self._streams if descriptor in ready]
            if self._ended(ready, fits=all(fits)):
                return
            if time.monotonic() >= look:
                look = time.monotonic() + _LOOK
                if excess := self._excess():
                    self._stop("memory" if "MiB of memory" in excess else "error", excess)
                    return

    def _ended(self, ready: set[int], *, fits: bool) -> bool:
        """Whether that was the session's end, by its own report or by ours."""
        if not fits:
            self._too_much()
        elif self._process.report in ready and self._hear():
            pass
        elif self._process.ended in ready:
            self._gone()
        elif self._left() <= 0:
            self._late()
        else:
            return False
        return True

    def _left(self) -> float:
        allowed = _PREPARATION if self._snippet < 0 else self._job["snippets"][self._snippet]["timeout"]
        return max(0.0, self._began + allowed - time.monotonic())

    def _read(self, descriptor: int) -> bool:
        """Whether what there is to read fits into the limit."""
        return self._streams[descriptor].add(self._take(descriptor) or b"")

    def _take(self, descriptor: int) -> bytes | None:
        """Up to a chunk from a pipe; None when it is empty or closed."""
        if descriptor not in self._open:
            return None
        try:
            data = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return None
        if not data:
            self._open.discard(descriptor)
            self._poll.unregister(descriptor)
        return data or None

    def _drain(self) -> bool:
        """Whether all that the streams hold now fits into the limit."""
        for descriptor, stream in self._streams.items():
            while data := self._take(descriptor):
                if not stream.add(data):
                    return False
        return True

    # ---- what the session says

    def _hear(self) -> bool:
        """Whether the session is done, by its own report."""
        while data := self._take(self._process.report):
            self._reports += data
            self._reported += len(data)
            if self._reported > MOST_REPORT:
                self._stop("output-limit", f"The figures and values have more than {MOST_REPORT >> 20} MiB.")
                return True
            while (end := self._reports.find(b"\n")) >= 0:
                line = bytes(self._reports[: end + 1])
                del self._reports[: end + 1]
                if self._act_on(line):
                    return True
        return False

    def _act_on(self, line: bytes) -> bool:
        if line == STAND_BY:
            if self._snippet + 1 < len(self._job["snippets"]):
                self._go_on()
            return False
        report = checked(decode(line)) if self._snippet >= 0 else None
        if report is None:
            self._strange += line[: _CHUNK - len(self._strange)]
            return False
        if not self._drain():
            self._too_much()
            return True
        self._finish(report)
        last = self._snippet + 1 == len(self._job["snippets"])
        return last or report["ended"] or report["status"] != "ok"

    def _go_on(self) -> None:
        self._snippet += 1
        self._began = time.monotonic()
        self._send({"event": "started", "snippet": self._snippet})
        with contextlib.suppress(OSError):
            os.write(self._process.go, GO)

    # ---- what the slot says

    def _finish(self, report: Report) -> None:
        (stdout, cut_out), (stderr, cut_err) = (stream.take() for stream in self._streams.values())
        finished: Finished = {
            **report,
            "event": "finished",
            "snippet": max(0, self._snippet),
            "stdout": stdout,
            "stderr": stderr,
            "truncated": report["truncated"] or cut_out or cut_err,
            "seconds": time.monotonic() - self._began,
        }
        self._send({**finished})

    def _stop(self, status: Status, message: str) -> None:
        """End the session now, with this to say."""
        with contextlib.suppress(OSError):
            os.kill(self._process.pid, signal.SIGKILL)
        path, line = self._place()
        self._finish({**EMPTY, "status": status, "message": message, "path": path, "line": line})

    def _too_much(self) -> None:
        self._stop(*words.too_much(self._job["output"]))

    def _late(self) -> None:
        """The deadline has passed: ask the session where it is, then end it."""
        if self._snippet >= 0:
            with contextlib.suppress(OSError):
                os.kill(self._process.pid, WHERE)
            self._listen(0.1)
        self._drain()
        if self._snippet < 0:
            self._stop("timeout", f"The session was not ready within {_PREPARATION:g} s.")
        else:
            self._stop(*words.late(self._job["snippets"][self._snippet]["timeout"]))

    def _listen(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._process.report, select.POLLIN)
        if poll.poll(seconds * 1000):
            time.sleep(0.01)
            self._strange += (self._take(self._process.report) or b"")[: _CHUNK - len(self._strange)]

    def _gone(self) -> None:
        """The session's process has ended without a last report."""
        if self._hear():
            return
        if not self._drain():
            self._too_much()
            return
        if self._snippet < 0:
            said = bytes(self._streams[self._process.stderr].data).decode("utf-8", "replace")
            self._stop("error", f"The session could not be started.\n{said}".rstrip())
            return
        self._stop(*words.gone(os.waitstatus_to_exitcode(os.waitpid(self._process.pid, 0)[1])))

    def _place(self) -> tuple[str, int]:
        """The line that the session's last words (faulthandler's) name, if it is one of its own files."""
        own = {snippet["path"] for snippet in self._job["snippets"]}
        for match in _PLACE.finditer(bytes(self._strange + self._reports)):
            path = match[1].decode("utf-8", "replace")
            if path in own:
                return path, int(match[2])
        return "", 0

    # ---- what the session uses

    def _excess(self) -> str:
        """What the session has too much of that the kernel does not limit here; empty if nothing."""
        if not os.path.ismount(self._scratch) and size_of(self._scratch) > self._job["disk"] << 20:
            return f"The snippet wrote more than {self._job['disk']} MiB."
        if not self._job["processes"]:
            return ""
        family = [self._process.pid, *descendants(self._process.pid)]
        if len(family) > _MOST_PROCESSES:
            return f"The snippet started more than {_MOST_PROCESSES} processes."
        if sum(map(resident, family)) > self._job["memory"] << 20:
            return f"The snippet and its processes use more than {self._job['memory']} MiB of memory."
        return ""


def size_of(folder: str, *, most_files: int = 4096) -> int:
    """Bytes of the files in a folder; more than any limit where there are too many to count."""
    total = files = 0
    for top, _, names in os.walk(folder):
        files += len(names)
        if files > most_files:
            return 1 << 62
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(f"{top}/{name}").st_size
    return total


def descendants(pid: int) -> Iterator[int]:
    """Every living process below this one."""
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                children = file.read().split()
            for child in children:
                yield int(child)
                yield from descendants(int(child))


def resident(pid: int) -> int:
    """Bytes of memory that a process has in use; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0
