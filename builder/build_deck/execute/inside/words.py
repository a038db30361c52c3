"""What is said of a snippet that was ended, or ended its process: the same words in the sandbox and in plain ones."""

import signal

from .protocol import Status

_SIGNALS = {number.value: number.name for number in signal.Signals}


def too_much(limit: int) -> tuple[Status, str]:
    """Of one that printed more than so many bytes."""
    return "output-limit", f"The snippet printed more than {limit} bytes."


def late(seconds: float) -> tuple[Status, str]:
    """Of one that ran longer than it may."""
    return "timeout", f"The snippet did not end within {seconds:g} s."


def gone(code: int) -> tuple[Status, str]:
    """Of one whose process ended without a report; `code` is its status, or the signal's number, negated."""
    if code >= 0:
        return "error", f"The process ended with exit status {code} before the snippet was done."
    name = signal_name(-code)
    hint = " The system may have run out of memory." if name == "SIGKILL" else ""
    return "killed", f"The process was ended by {name}.{hint}"


def signal_name(number: int) -> str:
    """`SIGSEGV`."""
    return _SIGNALS.get(number, f"signal {number}")
