"""What holds for the whole suite."""

import signal

import pytest

collect_ignore = ["decks"]
"""Whole small decks, among them a suite of tests: files for tests to copy."""


def pytest_configure() -> None:
    """Let commands that tests start be interrupted: a shell's background jobs ignore Ctrl-C, and so would theirs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from another test, nor kept beside what the person at this machine builds."""
    folder = tmp_path_factory.mktemp("own")
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(folder))
    fonts = tmp_path_factory.getbasetemp() / "fonts"  # matplotlib takes seconds to find them
    fonts.mkdir(exist_ok=True)
    (folder / "build-deck").mkdir()
    (folder / "build-deck/matplotlib").symlink_to(fonts)
