"""What holds for the whole suite."""

import signal


def pytest_configure() -> None:
    """Let commands that tests start be interrupted: a shell's background jobs ignore Ctrl-C, and so would theirs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
