"""A learner with real Anki, of any installed version, for tests that publish packages and import them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NEWEST = "newest"
OLDER = ("25.9.5", "24.11")
"""Installed into `.anki` by `make test`."""


def anki_path(version: str) -> Path | None:
    """The folder that an older Anki is installed in; None for the virtual environment's own."""
    return None if version == NEWEST else ROOT / ".anki" / version


class AnkiError(Exception):
    """What Anki raised."""


class Learner:
    """A process of one Anki version; `start` gives it an empty collection, other names are `anki_driver.Profile`'s."""

    def __init__(self, version: str) -> None:
        path = anki_path(version)
        self._environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(Path(__file__).with_name("anki_driver.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            encoding="utf-8",
        )

    def start(self, folder: Path) -> None:
        """Begin with an empty collection in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.call("open", str(folder))

    def call(self, name: str, *arguments: object) -> Any:
        """What a method of the driver's profile gives; raises AnkiError."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        error, result = json.loads(self._process.stdout.readline())
        if error:
            raise AnkiError(error)
        return result

    def imports(self, package: Path) -> dict[str, int]:
        """How many notes were new, updated, duplicate (known and left alone) or in conflict."""
        counts: dict[str, int] = self.call("imports", str(package))
        return counts

    def notes(self) -> dict[str, dict[str, Any]]:
        """Every note by guid."""
        notes: dict[str, dict[str, Any]] = self.call("notes")
        return notes

    @contextmanager
    def server(self, folder: Path) -> Iterator[str]:
        """The address of this Anki's own sync server, which keeps `learner`'s collection in a folder."""
        folder.mkdir(parents=True)
        told = {"SYNC_USER1": "learner:secret", "SYNC_BASE": str(folder), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": "0"}
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "anki.syncserver"],
            env={**self._environment, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert process.stdout
        try:
            addresses = (re.search(r"127\.0\.0\.1:\d+", line) for line in process.stdout)
            found = next(address for address in addresses if address)
            yield f"http://{found[0]}/"
        finally:
            process.terminate()
            process.wait(timeout=30)
            process.stdout.close()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()
