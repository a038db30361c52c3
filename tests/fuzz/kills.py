"""Builds killed at random points: what is on disk is whole after each, and the next build finds its way and sweeps.

`python tests/fuzz/kills.py [NUMBER] [SEED]` kills so many builds of a small deck with SIGKILL, and prints what was found.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from build_deck import lock, recordings
from build_deck.errors import BuildDeckError

SOURCE_ROOT = Path(__file__).parents[2] / "builder"
CODE = """\
import matplotlib.pyplot as plt
plt.figure(figsize=(2, 2))
plt.plot([1, {number}])
print({number})
"""
_TARGETS = ("dist", "deck", "deck/snippets/recorded")
_WRITING = 0.1
"""Seconds in which a build writes."""
AGAIN = 10
"""A build to its end after so many kills."""


def _write(number: int) -> None:
    """A deck whose every text, output and figure says the number."""
    notes = [
        f"### Question {i}? {{#q-{i}}}\n\n**Answer:** {number}\n\n```python\nprint({i} * {number})\n```\n"
        for i in range(6)
    ]
    figure = f"### Figure? {{#figure}}\n\n**Answer:** {number}\n\n```python\n{CODE.format(number=number)}```\n"
    Path("deck").mkdir(exist_ok=True)
    Path("deck/deck.yaml").write_text("id: mini\n", "utf-8")
    Path("deck/01.md").write_text("\n".join([*notes, figure]), "utf-8")


def _start(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "build_deck", "deck", "-q", "--update"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _broken() -> list[str]:
    """What on disk is not whole."""
    found: list[str] = []
    for package in Path("dist").glob("*.apkg"):
        try:
            with zipfile.ZipFile(package) as archive:
                found += [f"{package}: {archive.testzip()}"] if archive.testzip() else []
        except zipfile.BadZipFile as error:
            found.append(f"{package}: {error}")
    folder = Path("deck/snippets/recorded")
    try:
        if Path("deck/deck.lock").exists():
            lock.read(Path("deck/deck.lock").read_text("utf-8"))
        for name in recordings.names(folder):
            recordings.load(folder, name)
    except BuildDeckError as error:
        found.append(str(error))
    return found


def _left(temporary: Path) -> list[str]:
    """What no build that is alive has to do with."""
    staged = [str(path) for top in ("deck", "dist", ".build-deck") for path in Path(top).rglob(".*.build-deck")]
    return staged + [str(path) for path in temporary.iterdir()]


def _await_writing(build: "subprocess.Popen[bytes]") -> None:
    """Wait until the build has begun to put files beside their targets."""
    while build.poll() is None and not any(list(Path(top).glob(".*.build-deck")) for top in _TARGETS):
        time.sleep(0.001)


def main(number: int, seed: int) -> int:
    """Kill so many builds and return how much was found wrong."""
    chance, wrong, killed, most_left = random.Random(seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        temporary = Path(folder, "tmp")
        temporary.mkdir()
        own = {"TMPDIR": str(temporary), "XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        environment = {**os.environ, **own, "PYTHONPATH": str(SOURCE_ROOT)}
        _write(0)
        _start(environment).communicate()
        _write(1)
        began = time.monotonic()
        _start(environment).communicate()
        usual = time.monotonic() - began
        for count in range(1, number + 1):
            _write(count)
            build = _start(environment)
            if count % 2:
                time.sleep(chance.random() * usual)
            else:
                _await_writing(build)
                time.sleep(chance.random() * _WRITING)
            killed += build.poll() is None
            build.send_signal(signal.SIGKILL)
            build.communicate()
            for what in _broken():
                wrong += 1
                print(f"kill {count}: {what}", flush=True)
            most_left = max(most_left, len(_left(temporary)))
            if count % AGAIN == 0:
                _, told = (build := _start(environment)).communicate()
                if build.returncode or _broken() or _left(temporary):
                    wrong += 1
                    print(
                        f"after kill {count}: {build.returncode} {told.decode()} {_broken()} {_left(temporary)}",
                        flush=True,
                    )
        os.chdir("/")
    print(
        f"{number} builds of {usual:.1f} s, {killed} killed on the way, {wrong} wrong; at most {most_left} files left between builds"
    )
    return wrong


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*(*arguments, *(20, 1)[len(arguments) :]))))
