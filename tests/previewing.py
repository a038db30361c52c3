"""A preview started as a user starts it, and asked as a browser asks."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from support import environment_of

PATIENCE = 60
"""Seconds that anything may take on a busy machine."""


@dataclass
class Preview:
    """A running preview, and the events that it has told of so far."""

    address: str
    process: "subprocess.Popen[str]"
    client: httpx.Client
    events: list[dict[str, Any]] = field(default_factory=list)

    def notes(self, tags: str = "") -> Any:
        """What /api/notes lists."""
        return self.client.get("/api/notes", params={"tags": tags} if tags else {}).json()

    def note(self, id_: str) -> Any:
        """The first note with this id; None where there is none."""
        return next((note for note in self.notes() if note["id"] == id_), None)

    def side(self, id_: str, part: str = "back", card: int = 0) -> str:
        """One side of a card of the note."""
        return self.client.get(f"{self.note(id_)['cards'][card]['url']}/{part}").text

    def wait(self, done: Callable[[], Any]) -> Any:
        """What `done` gives once it gives something."""
        end = time.monotonic() + PATIENCE
        while not (found := done()):
            assert time.monotonic() < end, f"never came; the events were {self.events}"
            time.sleep(0.05)
        return found

    def settled(self) -> Any:
        """The notes, once nothing runs any more."""
        running = '"running"'
        self.wait(lambda: self.notes() and running not in self.client.get("/api/notes").text)
        return self.notes()

    def listen(self) -> None:
        """Collect the events."""
        begun = threading.Event()
        threading.Thread(target=self._listen, args=(begun,), daemon=True).start()
        assert begun.wait(PATIENCE)

    def _listen(self, begun: threading.Event) -> None:
        try:
            with httpx.stream("GET", f"{self.address}events", timeout=None) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                for line in answer.iter_lines():
                    begun.set()
                    if line.startswith("data: "):
                        self.events.append(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:  # the preview has ended
            return

    def interrupt(self) -> tuple[int, str]:
        """Its status once Ctrl-C has ended it, and what it wrote to stderr."""
        self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told


@contextmanager
def previewed(*arguments: str) -> Iterator[Preview]:
    """A preview of the current folder's deck."""
    process = subprocess.Popen(
        [sys.executable, "-m", "build_deck", "preview", "--port", "0", "--no-open", *arguments],
        env=environment_of(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.communicate()[1]
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            yield Preview(address, process, client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=PATIENCE)
        except (subprocess.TimeoutExpired, ValueError):
            process.kill()
            process.wait()
