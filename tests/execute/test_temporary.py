import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from build_deck.execute import Settings, run_sessions
from build_deck.execute.inside import folders
from build_deck.execute.temporary import Temporary, sweep
from execute.sessions import session_of

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no locks that end with their process")


@POSIX
def test_what_a_dead_run_left_is_removed_by_the_next(tmp_path: Path, settings: Settings) -> None:
    """However it died; what lives, is young, or is no folder of ours stays."""
    temporary = Path(tempfile.gettempdir())
    dead = subprocess.Popen(
        [sys.executable, "-c", "from build_deck.execute.temporary import Temporary\nprint(Temporary().path)\ninput()"],
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[2] / "builder")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert dead.stdout is not None
    left = Path(os.fsdecode(dead.stdout.readline()).rstrip("\n"))
    (left / "0" / "scratch").mkdir(parents=True, mode=0o500)
    alive, young, link = Temporary(), temporary / "build-deck-young", temporary / "build-deck-link"
    young.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ".alive").touch()
    link.symlink_to(tmp_path / "elsewhere")
    sweep(temporary)
    assert all(path.exists() for path in (left, alive.path, young, tmp_path / "elsewhere" / ".alive"))
    dead.kill()
    dead.communicate()
    (run,) = run_sessions([session_of("1")], settings)
    assert run.snippets[0].output.value == "1"
    assert sorted(path.name for path in temporary.glob("build-deck-*")) == sorted(
        [alive.path.name, "build-deck-link", "build-deck-young"]
    )
    os.utime(young, (0, 0))
    sweep(temporary)
    assert not young.exists()
    alive.remove()
    link.unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="zygotes live on Linux")
def test_even_what_all_processes_killed_at_once_leave(settings: Settings) -> None:
    """Command, guard, zygote and slot: nobody is left to remove the folder, and nobody holds its lock."""
    root = Path(__file__).parents[2]
    program = (
        "from execute.sessions import session_of\nfrom build_deck.execute import Settings, SnippetStarted, run_sessions\n"
        "tell = lambda event: isinstance(event, SnippetStarted) and print('started', flush=True)\n"
        "sessions = [session_of('import time\\ntime.sleep(86400)', timeout=86400)]\n"
        "list(run_sessions(sessions, Settings(jobs=1), progress=tell))\n"
    )
    temporary = tempfile.gettempdir()
    command = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": temporary, "PYTHONPATH": f"{root / 'builder'}:{root / 'tests'}"},
        stdout=subprocess.PIPE,
    )
    assert command.stdout is not None
    assert command.stdout.readline() == b"started\n"
    below = _below(command.pid)
    for pid in below:  # the guard first, before it can act
        os.kill(pid, signal.SIGSTOP)
    for pid in (*below, command.pid):
        os.kill(pid, signal.SIGKILL)
    command.communicate()
    assert len(list(Path(temporary).glob("build-deck-*"))) == 1
    while list(Path(temporary).glob("build-deck-*")):  # until the last of them is gone
        sweep(Path(temporary))
        time.sleep(0.01)
    (run,) = run_sessions([session_of("1")], settings)
    assert run.snippets[0].output.value == "1"


def _below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [found for child in children for found in (int(child), *_below(int(child)))]


@POSIX
def test_folders_are_removed_however_deep(tmp_path: Path) -> None:
    """Deeper than a path may be long, and than Python may recurse; links are removed and not followed."""
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deep", dir_fd=here)
        os.symlink(kept, "link", dir_fd=here)
        inner = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.mkdir("locked", 0, dir_fd=here)
    os.close(here)
    assert folders.size_of(str(top), 10**6) is None
    folders.remove(str(top))
    assert not top.exists()
    assert (kept / "file").exists()


def test_a_folder_is_measured(tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / "a" / "b").mkdir(parents=True)
    (top / "a" / "b" / "file").write_bytes(bytes(10))
    (top / "file").write_bytes(bytes(5))
    assert folders.size_of(str(top), 4) == 15
    assert folders.size_of(str(top), 3) is None
    assert folders.size_of(str(tmp_path / "nowhere"), 3) == 0
