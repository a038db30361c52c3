"""Sessions as plain processes: the way for macOS and Windows, with a deadline and nothing else confined.

A process a session, started anew: forking a process that holds torch is not safe on macOS and does not exist on
Windows.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from build_deck.execute import interpreter
from build_deck.execute.inside import words
from build_deck.execute.inside.plain import Plain
from build_deck.execute.inside.protocol import EMPTY, Finished, Report, checked, decode, encode
from build_deck.execute.jobs import Task
from build_deck.execute.settings import nothing
from build_deck.execute.temporary import Temporary

_TURN = 0.02
"""Seconds between looks at what runs."""
_START = 120.0
"""Seconds that the interpreter and a first import may take before the first snippet."""


class PlainPool:
    """The plain processes of one run; a context manager, since they must end with it."""

    def __init__(
        self,
        jobs: int,
        fonts: Path | None,
        heard: Callable[[Task, dict[str, Any]], None],
        *,
        pulse: Callable[[], None] = nothing,
    ) -> None:
        self._jobs, self._fonts, self._heard, self._pulse = max(1, jobs), fonts, heard, pulse
        self._running: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            process.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The tasks as they complete."""
        waiting = deque(tasks)
        while waiting or self._running:
            while waiting and len(self._running) < self._jobs:
                self._running.append(_Process(waiting.popleft(), self._fonts))
            self._pulse()
            time.sleep(_TURN)
            for process in tuple(self._running):
                for message in process.look():
                    self._heard(process.task, message)
                if process.done:
                    self._running.remove(process)
                    process.close()
                    yield process.task


class _Process:
    """One running session."""

    def __init__(self, task: Task, fonts: Path | None) -> None:
        self.task = task
        self.done = False
        self.task.isolation = "none"
        self._temporary = Temporary()
        self._folder = self._temporary.path
        self._capture, scratch = self._folder / "capture", self._folder / "scratch"
        self._capture.mkdir()
        scratch.mkdir()
        job = self._folder / "job"
        job.write_bytes(encode(task.job))
        self._snippet = -1
        self._began = time.monotonic()
        setup = Plain(job=str(job), capture=str(self._capture), scratch=str(scratch))
        self._process = subprocess.Popen(
            interpreter.command(str(interpreter.START), "plain", json.dumps(setup)),
            env=interpreter.environment(self._folder, task.kind.hash_seed, dict(task.kind.environment), fonts),
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def look(self) -> Iterator[dict[str, Any]]:
        """What has happened since the last look; `done` is set with the last of it."""
        ended = self._process.poll() is not None
        while not self.done and self._file(self._snippet + 1, "out").exists():
            if self._snippet >= 0:
                yield from self._reported()
            self._snippet += 1
            self._began = time.monotonic()
            yield {"event": "started", "snippet": self._snippet}
            if not self._file(self._snippet, "json").exists():
                break
        yield from self._reported()
        if not self.done:
            yield from self._judge(ended=ended)

    def _reported(self) -> Iterator[dict[str, Any]]:
        """The message of the current snippet, if it has reported and has not been heard."""
        if len(self.task.results) > self._snippet or self.done:
            return
        with contextlib.suppress(OSError):
            report = checked(decode(self._file(self._snippet, "json").read_bytes()))
            if report is not None:
                last = self._snippet + 1 == len(self.task.session.snippets)
                self.done = last or report["ended"] or report["status"] != "ok"
                yield self._finish(report)

    def _judge(self, *, ended: bool) -> Iterator[dict[str, Any]]:
        """The message of a session that has to end, or did."""
        job = self.task.job
        allowed = _START if self._snippet < 0 else job["snippets"][self._snippet]["timeout"]
        if any(self._size(kind) > job["output"] for kind in ("out", "err")):
            status, message = words.too_much(job["output"])
        elif ended:
            status, message = words.gone(self._process.returncode)
        elif time.monotonic() - self._began > allowed:
            status, message = words.late(allowed)
        else:
            return
        self.done = True
        yield self._finish({**EMPTY, "figures": [], "status": status, "message": message})

    def _finish(self, report: Report) -> dict[str, Any]:
        limit = self.task.job["output"]
        finished: Finished = {
            **report,
            "event": "finished",
            "snippet": max(0, self._snippet),
            "denied": "",
            "what": "",
            "absent": [],
            "stdout": self._text("out", limit),
            "stderr": self._text("err", limit),
            "truncated": report["truncated"] or any(self._size(kind) > limit for kind in ("out", "err")),
            "seconds": time.monotonic() - self._began,
        }
        message = {**finished}
        self.task.results.append(message)
        return message

    def _text(self, kind: str, limit: int) -> str:
        with contextlib.suppress(OSError), self._file(self._snippet, kind).open("rb") as file:
            data = file.read(limit + 1)
            text = data[:limit].decode("utf-8", "backslashreplace" if len(data) <= limit else "ignore")
            return text if len(data) <= limit else f"{text}\n[cut after {limit} bytes]\n"
        return ""

    def _size(self, kind: str) -> int:
        with contextlib.suppress(OSError):
            return self._file(self._snippet, kind).stat().st_size
        return 0

    def _file(self, snippet: int, kind: str) -> Path:
        return self._capture / f"{snippet}.{kind}"

    def close(self) -> None:
        """End the process, with its family where the system knows families, and remove its folder."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._temporary.remove()
