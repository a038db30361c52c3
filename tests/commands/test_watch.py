"""Packages written again on each save, until Ctrl-C."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import environment_of, open_package, write_files

NOTE = "### A? {{#a}}\n\n{0}\n"


def wait(done: Callable[[], Any]) -> Any:
    """What `done` gives once it gives something."""
    end = time.monotonic() + 60
    while not (found := done()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def test_each_save_is_packed_and_an_error_only_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"q.md": NOTE.format("Old.")})
    with Path("told").open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "build_deck", "--watch", "q.md"],
            env=environment_of(),
            stdout=told,
            stderr=told,
        )
        package = Path("dist/q-en.apkg")

        def seen() -> str:
            return Path("told").read_text("utf-8")

        wait(lambda: package.exists() and "1 note" in seen())
        first = package.read_bytes()
        write_files(tmp_path, {"q.md": NOTE.format("![none](none.png)")})
        wait(lambda: "missing-media" in seen() or "missing-file" in seen() or "error[" in seen())
        assert package.read_bytes() == first
        write_files(tmp_path, {"q.md": NOTE.format("New.")})
        wait(lambda: package.read_bytes() != first and seen().count("1 note") >= 2)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    with open_package(package) as collection:
        (card,) = collection.find_cards("")
        assert "New." in collection.get_card(card).answer()
