"""The process that draws, as whoever wants a drawing sees it."""

import json
import os
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

WIDTH = 640
"""Pixels that a figure is drawn to."""
_TALLEST = 16 * WIDTH
_SECONDS = 20
"""For one figure; 100 kB of SVG take 0.1."""
_PROGRAM = Path(__file__).parents[1] / "execute" / "inside" / "start.py"


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, row by row, three bytes each."""

    width: int
    height: int
    pixels: bytes


class Artist:
    """Draws one figure after another, in a process that is started for the first and again after one that ended it."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._late = False

    def draw(self, svg: str) -> Picture:
        """Return the pixels of an SVG document on white; raises ValueError where it cannot be drawn."""
        process = self._process = self._process or _started()
        self._late = False
        timer = Timer(self._seconds, self._end)
        timer.start()
        try:
            return _asked(process, svg.encode("utf-8", "replace"))
        except OSError as error:  # the process is gone
            self.close()
            why = f"it takes longer than {self._seconds:g} seconds" if self._late else "it is more than can be drawn"
            raise ValueError(why) from error
        finally:
            timer.cancel()

    def _end(self) -> None:
        self._late = True
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                _closed(pipe)


def _started() -> "subprocess.Popen[bytes]":
    setup = {"path": [os.path.abspath(path) for path in sys.path if path], "width": WIDTH, "seconds": 3600}  # noqa: PTH100
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-X", "utf8", str(_PROGRAM), "drawing", json.dumps(setup)],
        env={"LANG": "C.UTF-8", "PATH": os.defpath, **_kept(("SYSTEMROOT", "LD_LIBRARY_PATH"))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kept(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}


def _asked(process: "subprocess.Popen[bytes]", document: bytes) -> Picture:
    """Return what the process answers; OSError where it ends instead, ValueError where it says why there is none."""
    asking, answering = process.stdin, process.stdout
    if asking is None or answering is None:
        raise OSError("no pipes")
    asking.write(struct.pack("<I", len(document)) + document)
    asking.flush()
    width, height = struct.unpack("<II", _exactly(answering, 8))
    if width == 0:
        raise ValueError(_exactly(answering, min(height, 1000)).decode("utf-8", "replace"))
    if width != WIDTH or height > _TALLEST:
        raise OSError("another size than was asked for")
    return Picture(width, height, _exactly(answering, width * height * 3))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise OSError("it ended")
    return data


def _closed(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be written
        return
