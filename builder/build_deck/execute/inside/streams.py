"""The standard streams of a session's process."""

import io
import sys
from typing import TextIO


def open_streams() -> None:
    """Give Python fresh standard streams on descriptors 0, 1 and 2."""
    for name, stream in (
        ("stdin", _text(0, "r", "<stdin>", "strict")),
        ("stdout", _text(1, "w", "<stdout>", "strict")),
        ("stderr", _text(2, "w", "<stderr>", "backslashreplace")),
    ):
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _text(descriptor: int, mode: str, name: str, errors: str) -> TextIO:
    raw = io.FileIO(descriptor, mode, closefd=False)
    raw.name = name  # as Python names its own
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=True)
