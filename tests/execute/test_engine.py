import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from build_deck.errors import Location
from build_deck.execute import (
    Event,
    SessionFinished,
    Settings,
    SnippetFinished,
    SnippetsPlanned,
    SnippetStarted,
    run_sessions,
)
from build_deck.execute.jobs import kinds
from build_deck.model import Verdict
from build_deck.runtimes.needs import needs
from execute.conftest import Run
from execute.sessions import PATH, session_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="zygotes live on Linux")


def test_progress_tells_each_beginning_and_end(settings: Settings) -> None:
    session = session_of("1", "1 / 0", "3")
    events: list[Event] = []
    (run,) = run_sessions([session], settings, progress=events.append)
    one, two, _ = session.snippets
    assert events == [
        SnippetsPlanned(3),
        SnippetStarted(session, one),
        SnippetFinished(session, one, run.snippets[0]),
        SnippetStarted(session, two),
        SnippetFinished(session, two, run.snippets[1]),
        SessionFinished(run),
    ]


def test_sessions_come_as_they_complete(settings: Settings) -> None:
    sessions = [session_of("import time\ntime.sleep(1)", name="slow"), session_of("1", name="fast")]
    assert [run.session.name for run in run_sessions(sessions, settings)] == ["fast", "slow"]


def test_no_session_starts_no_process(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert list(run_sessions([], settings)) == []


def test_only_what_sessions_import_is_preloaded(settings: Settings) -> None:
    """And torch is not imported on behalf of sessions that do without."""
    look = "import sys\nprint([name for name in ('numpy', 'torch', 'matplotlib', 'pandas') if name in sys.modules])"
    sessions = [session_of(look, name="plain"), session_of(f"import numpy\n{look}", name="numpy")]
    runs = {run.session.name: run.snippets[0].output.stdout for run in run_sessions(sessions, settings)}
    assert runs == {"plain": "['numpy']\n", "numpy": "['numpy']\n"}
    found = [needs(session_of("import torch", name="a"), ()), needs(session_of("import numpy.linalg", name="b"), ())]
    assert kinds(found) == ((("numpy.linalg",),), (("torch",),), False)
    found = [needs(session_of("from torch import nn, optim", name="a"), ()), needs(session_of("import yaml"), ())]
    assert kinds(found) == ((), (("torch",),), True)


@LINUX
def test_only_packages_that_are_known_are_preloaded(settings: Settings) -> None:
    """What a module does when it is imported happens in the session that wants it: these would end every process."""
    codes = [
        "if False:\n    import numpy.f2py.__main__",
        "if False:\n    from numpy.f2py import __main__",
        "if False:\n    import torch.utils.bottleneck.__main__, numpy.\u0069nvalid",
        f"if False:\n    import {'x' * 300}\n    from numpy import {'y' * 300}",
        "try:\n    __import__('/')\nexcept ImportError:\n    pass",
    ]
    runs = run_sessions([session_of(f"{code}\nprint('whole')", name=code) for code in codes], settings)
    assert {run.session.name: run.snippets[0].output.stdout for run in runs} == dict.fromkeys(codes, "whole\n")
    found = needs(session_of("import numpy.f2py.__main__\nfrom scipy import stats, conftest"), ())
    assert kinds([found]) == ((("numpy",), ("scipy.stats",)), (), False)


@LINUX
def test_a_zygote_that_dies_is_replaced(settings: Settings) -> None:
    """Its running session is run again; only a session that brings it down twice is given up."""
    sessions = [session_of("import time\ntime.sleep(0.4)\nprint('done')", name=f"{number}") for number in range(4)]
    killed: list[int] = []

    def kill_once(event: Event) -> None:
        if isinstance(event, SnippetStarted) and not killed:
            killed.extend(zygotes())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    runs = list(run_sessions(sessions, settings, progress=kill_once))
    assert len(killed) == 1
    assert sorted(run.session.name for run in runs) == ["0", "1", "2", "3"]
    assert {run.snippets[0].output.stdout for run in runs} == {"done\n"}


@LINUX
def test_a_zygote_that_keeps_dying_is_an_answer(settings: Settings) -> None:
    def kill_always(event: Event) -> None:
        if isinstance(event, SnippetStarted):
            for pid in zygotes():
                os.kill(pid, signal.SIGKILL)

    (run,) = run_sessions([session_of("import time\ntime.sleep(5)")], settings, progress=kill_always)
    assert run.snippets[0].verdict is Verdict.KILLED
    assert run.snippets[0].message == (
        "The process that runs snippets ended twice under this session; it may bring down the machine."
    )


def zygotes() -> list[int]:
    """The engine's processes directly below this one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return [int(pid) for pid in children if "start.py\0zygote\0" in Path(f"/proc/{pid}/cmdline").read_text("utf-8")]


def test_closing_the_iterator_ends_everything(settings: Settings) -> None:
    """What the fixture of every test checks: no process, no folder."""
    sessions = [session_of("1", name="fast"), session_of("import time\ntime.sleep(86400)", name="slow")]
    runs = run_sessions(sessions, settings)
    assert next(runs).session.name == "fast"
    runs.close()


def test_an_error_in_the_caller_ends_everything(settings: Settings) -> None:
    def fail(event: Event) -> None:
        if not isinstance(event, SnippetStarted):
            return
        raise ValueError("the caller's own")

    with pytest.raises(ValueError, match="the caller's own"):
        list(run_sessions([session_of("import time\ntime.sleep(86400)")], settings, progress=fail))


PROGRAM = """
import sys
from execute.sessions import session_of
from build_deck.execute import Settings, SnippetStarted, run_sessions
def tell(event):
    if isinstance(event, SnippetStarted):
        print("started", flush=True)
code = sys.argv[1]
sessions = [session_of(code, name=str(n), processes="fork" in code, timeout=86400) for n in range(2)]
for _ in run_sessions(sessions, Settings(jobs=2), progress=tell):
    pass
"""
SLOW = {
    "sleeping": "import time\ntime.sleep(86400)",
    "computing": "while True:\n    pass",
    "deaf": (
        "import signal\n"
        "for n in signal.valid_signals() - {9, 19}:\n"
        "    signal.signal(n, signal.SIG_IGN)\n"
        "while True:\n"
        "    pass"
    ),
    "family": "import os, time\nos.fork()\nos.fork()\ntime.sleep(86400)",
}


@LINUX
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("kind", SLOW)
def test_a_stopped_command_leaves_nothing(stop: signal.Signals, kind: str, tmp_path: Path) -> None:
    """After Ctrl-C, an end by the system, even a kill: no process, no temporary folder, long before the snippets end."""
    temporary = tmp_path / "own"
    temporary.mkdir()
    root = Path(__file__).parents[2]
    environment = {
        "PATH": "/bin",
        "PYTHONPATH": f"{root / 'builder'}:{root / 'tests'}",
        "TMPDIR": str(temporary),
        "HOME": "/",
    }
    command = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, SLOW[kind]],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert command.stdout is not None
    for _ in range(2):
        assert command.stdout.readline() == b"started\n"
    below = family(command.pid)
    assert len(below) >= 4
    command.send_signal(stop)
    command.communicate()
    while alive(below) or any(temporary.iterdir()):
        time.sleep(0.01)
    assert command.returncode != 0


def family(pid: int) -> list[int]:
    """Every process below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            found += [int(child), *family(int(child))]
    return found


def alive(pids: list[int]) -> list[int]:
    """Those that still run; a dead one whose new parent has not looked yet does not."""
    return [pid for pid in pids if state(pid) not in ("gone", "Z", "X")]


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


@LINUX
def test_two_builds_at_once_do_not_hurt_each_other(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    program = (
        "from pathlib import Path\n"
        "from execute.sessions import session_of\n"
        "from build_deck.execute import Settings, run_sessions\n"
        f"cache = Path({str(tmp_path / 'cache')!r})\n"
        "sessions = [session_of(f'print({n})', name=str(n)) for n in range(12)]\n"
        "for _ in range(3):\n"
        "    runs = list(run_sessions(sessions, Settings(jobs=2), cache=cache))\n"
        "    assert all(r.snippets[0].output.stdout == r.session.name + '\\n' for r in runs)\n"
        "assert all(run.cached for run in runs)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{root / 'builder'}:{root / 'tests'}"}
    both = [subprocess.Popen([sys.executable, "-c", program], env=environment) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert list((tmp_path / "cache").rglob(".*")) == []


def test_a_preloaded_library_that_cannot_be_imported_fails_where_it_is_wanted(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    broken = tmp_path / "snippets" / "broken.py"
    broken.write_text("raise ImportError('on purpose')\n", "utf-8")
    (failed,) = run("import broken").snippets
    assert failed.verdict is Verdict.ERROR
    assert failed.message.splitlines()[0] == "The snippet raised ImportError: on purpose"
    assert f'File "{PATH}", line 11, in <module>' in failed.message


def test_memory_and_processes_are_the_sessions_greatest(settings: Settings) -> None:
    from dataclasses import replace

    from build_deck.execute.jobs import job
    from build_deck.execute.settings import STANDARD
    from build_deck.model import Session

    small, large = session_of("1", memory=100).snippets[0], session_of("1", memory=200, processes=True).snippets[0]
    both = Session("note", (small, replace(large)))
    made: Any = job(both, settings, STANDARD, "cpu", needs(both, ()))
    assert (made["memory"], made["processes"]) == (200, True)


def test_the_session_that_took_longest_begins_first(settings: Settings) -> None:
    from dataclasses import replace

    own = replace(settings, jobs=1, expected={"long": 9.0, "short": 0.1})
    names = ("unknown", "short", "long", "new")
    assert [run.session.name for run in run_sessions([session_of("1", name=n) for n in names], own)] == [
        *("long", "short", "unknown", "new"),
    ]


def test_what_a_crash_writes_is_no_sign_of_the_next_snippet(settings: Settings) -> None:
    """`faulthandler` writes empty lines where the session's process reports."""
    session = session_of("print(1)", "import os\nos.abort()", "print(3)")
    (run,) = run_sessions([session], settings)
    assert [(each.verdict, each.message) for each in run.snippets] == [
        (Verdict.OK, ""),
        (Verdict.KILLED, "The process was ended by SIGABRT."),
        (Verdict.ERROR, "Not run: the snippet at deck/en/01-notes.md:110:1 failed."),
    ]
    assert run.snippets[1].location == Location(PATH, 112)
