"""Watching one session: its streams, its reports, what it is denied, its deadline, its use of disk and memory.

Nothing waits for the end of a pipe (an orphan may hold it open): a pidfd says when the session has ended.
"""

import contextlib
import os
import re
import select
import signal
import time
from collections.abc import Callable, Iterable

from . import usage, words
from .captured import Captured
from .child import WHERE
from .denials import Denial, Denials
from .forked import Process
from .protocol import (
    COMPILED,
    EMPTY,
    GO,
    MOST_REPORT,
    STAND_BY,
    Attempt,
    Finished,
    Job,
    Report,
    Status,
    attempted,
    checked,
    decode,
    fits,
)
from .sandbox import listener

_CHUNK = 65536
_PREPARATION = 60.0
"""Seconds that a session may take before its first snippet (under CUDA the driver starts)."""
_LOOK = 0.1
"""Seconds between looks at what a session uses."""
_AT_ONCE = 100
"""Calls that are judged before the session's other business is looked at, its deadline among it."""
_MOST_LINES = 10_000
"""Lines that a session may send that say nothing."""
_MOST_ABSENT = 16
_PLACE = re.compile(rb'File "([^"\n]*)", line (\d+)')


class Watch:
    """The supervision of one session, from its start to its last report or its end."""

    def __init__(self, process: Process, job: Job, scratch: str, send: Callable[[dict[str, object]], None]) -> None:
        self._process, self._job, self._scratch, self._send = process, job, scratch, send
        self._streams = {process.stdout: Captured(job["output"]), process.stderr: Captured(job["output"])}
        self._poll = select.poll()
        self._open = {*self._streams, process.report}
        for descriptor in (*self._open, process.ended, process.told):
            self._poll.register(descriptor, select.POLLIN)
        self._reports, self._reported, self._strange, self._lines = bytearray(), 0, bytearray(), 0
        self._denials, self._absent = Denials(scratch, job["device"]), dict[str, None]()
        self._others, self._met = dict[int, Denials](), False
        self._snippet, self._done, self._compiling = -1, True, False
        self._began = time.monotonic()

    def until_done(self) -> None:
        """Send a `Finished` for every snippet that ran, also for the one during which the session was ended."""
        look = self._began + _LOOK
        try:
            while True:
                events = self._poll.poll(min(self._left(), _LOOK) * 1000 + 1)
                ready = {descriptor for descriptor, _ in events}
                fits = [self._read(descriptor) for descriptor in self._streams if descriptor in ready]
                if self._ended(ready, fits=all(fits)):
                    return
                self._forget(descriptor for descriptor, event in events if event & select.POLLHUP)
                if time.monotonic() >= look:
                    look = time.monotonic() + _LOOK
                    if excess := usage.excess(self._job, self._process.pid, self._scratch):
                        self._stop(*excess)
                        return
        finally:
            for denials in (self._denials, *self._others.values()):
                denials.close()

    def _ended(self, ready: set[int], *, fits: bool) -> bool:
        """Whether that was the session's end, by its own report or by ours."""
        if not fits:
            self._too_much()
        elif (self._process.report in ready and self._hear()) or self._is_denied(ready):
            pass
        elif self._process.ended in ready:
            self._gone()
        elif self._left() <= 0:
            self._late()
        else:
            return False
        return True

    def _left(self) -> float:
        preparing = self._snippet < 0 or self._compiling
        allowed = _PREPARATION if preparing else self._job["snippets"][self._snippet]["timeout"]
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
        """Whether the session is done, by its own report; so much is heard as a pipe holds, and then there is time."""
        if data := self._take(self._process.report):
            self._reports += data
            self._reported += len(data)
            if self._reported > MOST_REPORT:
                self._stop("output-limit", f"The figures and values have more than {MOST_REPORT >> 20} MiB.")
                return True
            if b"\n" in data:
                *lines, rest = bytes(self._reports).split(b"\n")
                self._reports = bytearray(rest)
                return any(self._act_on(line + b"\n") for line in lines)
        return False

    def _act_on(self, line: bytes) -> bool:
        """Whether that was the session's last line."""
        if line == STAND_BY and self._done and self._snippet + 1 < len(self._job["snippets"]):
            self._go_on()
            return False
        if line == COMPILED and self._compiling:
            self._compiling, self._began = False, time.monotonic()
            return False
        message = decode(line) if self._snippet >= 0 and line != STAND_BY else {}
        if (attempt := attempted(message)) is not None:
            return self._try(attempt)
        report = checked(message)
        if report is None:
            return self._wonder(line)
        if not (self._drain() and fits(report, self._job["output"])):
            self._too_much()
            return True
        self._done = True
        self._finish(report)
        last = self._snippet + 1 == len(self._job["snippets"])
        return last or report["ended"] or report["status"] != "ok"

    def _wonder(self, line: bytes) -> bool:
        """Keep what is no message; whether there is too much of it."""
        self._strange += line[: _CHUNK - len(self._strange)]
        self._lines += 1
        if self._lines > _MOST_LINES:
            self._stop("output-limit", f"The session sent more than {_MOST_LINES} lines that say nothing.")
        return self._lines > _MOST_LINES

    def _go_on(self) -> None:
        self._snippet += 1
        self._done = False
        program = self._job["programs"].get(self._job["snippets"][self._snippet]["language"])
        self._compiling = bool(program and program["compile"])
        self._began = time.monotonic()
        self._denials.begin()
        self._absent.clear()
        self._send({"event": "started", "snippet": self._snippet})
        with contextlib.suppress(OSError):
            os.write(self._process.go, GO)

    # ---- what the session is denied

    def _try(self, attempt: Attempt) -> bool:
        """Whether what the session attempts is denied, so that it is ended."""
        if attempt["kind"] == "missing":
            if len(self._absent) < _MOST_ABSENT and not attempt["excused"]:
                self._absent[attempt["what"]] = None
            return False
        return self._deny(self._denials.attempted(attempt))

    def _is_denied(self, ready: set[int]) -> bool:
        """Whether the kernel told of something that is denied, so that the session is ended."""
        if self._process.told in ready:
            self._meet(listener.receive(self._process.told))
        if self._hear():
            return True
        for denials in (self._denials, *self._others.values()):
            for _ in range(_AT_ONCE):
                if (tried := denials.next()) is None:
                    break
                if self._hear() or self._deny(denials.judge(tried)):  # what is attempted was said before it was tried
                    return True
        return False

    def _meet(self, heard: listener.Listener | None) -> None:
        """Listen to the kernel about one more process: the session's own, which comes first, or a program's."""
        if heard is None:
            self._poll.unregister(self._process.told)
            return
        denials = self._denials
        if self._met:
            denials = self._others[heard.fileno()] = Denials(self._scratch, self._job["device"])
        self._met = True
        denials.listen(heard)
        self._poll.register(heard, select.POLLIN)

    def _forget(self, gone: Iterable[int]) -> None:
        """Listen no more about programs that have ended."""
        for descriptor in gone:
            if descriptor in self._others:
                self._poll.unregister(descriptor)
                self._others.pop(descriptor).close()

    def _deny(self, denial: Denial | None) -> bool:
        if denial is None:
            return False
        self._end({**EMPTY, "status": "denied", "path": denial.path, "line": denial.line}, denial)
        return True

    # ---- what the slot says

    def _finish(self, report: Report, denial: Denial | None = None) -> None:
        (stdout, cut_out), (stderr, cut_err) = (stream.take() for stream in self._streams.values())
        own = report["path"] in {snippet["path"] for snippet in self._job["snippets"]}
        finished: Finished = {
            **report,
            "event": "finished",
            "snippet": max(0, self._snippet),
            "path": report["path"] if own else "",
            "line": report["line"] if own else 0,
            "denied": denial.kind if denial else "",
            "what": denial.what if denial else "",
            "absent": list(self._absent),
            "stdout": stdout,
            "stderr": stderr,
            "truncated": report["truncated"] or cut_out or cut_err,
            "seconds": time.monotonic() - self._began,
        }
        self._send({**finished})

    def _end(self, report: Report, denial: Denial | None = None) -> None:
        """End the session now, with this to say of it."""
        with contextlib.suppress(OSError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._drain()
        self._finish(report, denial)

    def _stop(self, status: Status, message: str) -> None:
        path, line = self._place()
        self._end({**EMPTY, "status": status, "message": message, "path": path, "line": line})

    def _too_much(self) -> None:
        self._stop(*words.too_much(self._job["output"]))

    def _late(self) -> None:
        """The deadline has passed: ask the session where it is, then end it."""
        if self._snippet >= 0:
            with contextlib.suppress(OSError):
                os.kill(self._process.pid, WHERE)
            self._listen(0.1)
        if self._snippet < 0:
            self._stop("timeout", f"The session was not ready within {_PREPARATION:g} s.")
        elif self._compiling:
            self._stop("timeout", f"The snippet was not compiled within {_PREPARATION:g} s.")
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
        before = -1
        while before != self._reported:
            before = self._reported
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
