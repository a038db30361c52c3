"""What the sandbox denies is an error that names its remedy, whatever the snippet makes of it, in every tier."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.execute import Settings, run_sessions
from build_deck.model import Session, Snippet, SnippetOptions, SnippetRun, Verdict
from execute.conftest import Run
from execute.denied import DENIED, READ, START, WRITE
from execute.sessions import PATH, session_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")

CAUGHT = """
try:
    {}
except Exception:
    print("none of your business")
"""


@pytest.fixture(params=["auto", "landlock"])
def tier(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """The settings for each tier that can be had here."""
    from dataclasses import replace

    return replace(settings, isolation=request.param)


def test_each_is_an_error_of_one_line_that_names_the_remedy(tier: Settings) -> None:
    sessions = [session_of(code, name=name) for name, (code, _, _) in DENIED.items()]
    for run in run_sessions(sessions, tier):
        _, says, line = DENIED[run.session.name]
        check(run.snippets[0], says, line, run.session.name)


def test_what_the_snippet_makes_of_it_changes_nothing(tier: Settings) -> None:
    """Neither an exception that it catches, nor one that it is to raise."""
    codes = {
        name: (code.rpartition("\n")[::2], says) for name, (code, says, _) in DENIED.items() if "\n    " not in code
    }
    caught = [
        session_of(f"{first}{CAUGHT.format(last)}", name=f"{name}, caught")
        for name, ((first, last), _) in codes.items()
    ]
    raised = [
        session_of(f"{first}\n{last}", name=f"{name}, raised", raises="Exception")
        for name, ((first, last), _) in codes.items()
    ]
    for run in run_sessions([*caught, *raised], tier):
        says = codes[run.session.name.rpartition(", ")[0]][1]
        assert (run.snippets[0].verdict, run.session.name) == (Verdict.ERROR, run.session.name)
        assert run.snippets[0].message.startswith(says), run.session.name


def check(found: SnippetRun, says: str, line: int, name: str) -> None:
    assert (found.verdict, name) == (Verdict.ERROR, name)
    assert found.message.startswith(says), name
    assert "\n" not in found.message, name
    assert found.location == Location(PATH, 10 + line if line else 11, 1), name


def test_in_a_local_module_too(tier: Settings) -> None:
    """Also while it is imported: it is the deck's own."""
    (tier.import_paths[0] / "own.py").write_text("import os\nos.system('echo hi')\n", "utf-8")
    (run,) = run_sessions([session_of("import own\nprint('done')")], tier)
    check(run.snippets[0], START.format(" (echo)"), 1, "")


@pytest.mark.parametrize("ending", ["import os\nos._exit(0)", "while True:\n    pass", "import os\nos.abort()"])
def test_an_end_that_follows_does_not_hide_it(tier: Settings, ending: str) -> None:
    code = f"import os\ntry:\n    os.fork()\nexcept OSError:\n    pass\n{ending}"
    (run,) = run_sessions([session_of(code, timeout=5)], tier)
    check(run.snippets[0], START.format(""), 3, "")


def test_the_snippets_after_it_do_not_run(run: Run) -> None:
    first, second = run("import os\nos.system('echo hi')", "print(1)").snippets
    assert first.verdict is Verdict.ERROR
    assert second.message == f"Not run: the snippet at {PATH}:10:1 failed."


def test_what_it_printed_before_is_kept(run: Run) -> None:
    (found,) = run("import os, sys\nprint('out')\nprint('err', file=sys.stderr)\nos.system('echo hi')").snippets
    assert (found.output.stdout, found.output.stderr) == ("out\n", "err\n")


def test_a_file_beside_the_markdown_is_found(tier: Settings, tmp_path: Path) -> None:
    """It is not in the working folder unless the deck names it; whether it is missed by the snippet or a library."""
    (tmp_path / "deck" / "en").mkdir(parents=True)
    (tmp_path / "deck" / "en" / "data.csv").write_text("a,b\n", "utf-8")
    (tmp_path / "deck" / "other.csv").write_text("a,b\n", "utf-8")
    place = str(tmp_path / "deck" / "en" / "01.md")
    codes = {
        "data.csv": "print(open('data.csv').read())",
        "data.csv too": "try:\n    import pandas\n    pandas.read_csv('data.csv')\nexcept OSError:\n    print('no data')",
        "other.csv": "print(open('other.csv').read())",
        "none": "try:\n    open('no.csv')\nexcept FileNotFoundError:\n    print('none')",
    }
    found = {
        run.session.name: run.snippets[0] for run in run_sessions([at(place, n, c) for n, c in codes.items()], tier)
    }
    says = "The snippet did not find {}, since the deck does not name it. Name {} under `data:` in deck.yaml."
    data, other = tmp_path / "deck" / "en" / "data.csv", tmp_path / "deck" / "other.csv"
    assert {name: each.message for name, each in found.items()} == {
        "data.csv": says.format("data.csv", data.as_posix()),
        "data.csv too": says.format("data.csv", data.as_posix()),
        "other.csv": says.format("other.csv", other.as_posix()),
        "none": "",
    }
    assert found["data.csv"].verdict is Verdict.ERROR


def test_a_file_that_nobody_has_is_told_where_it_would_be_read_from(tier: Settings) -> None:
    (run,) = run_sessions([session_of("open('no.csv')")], tier)
    assert run.snippets[0].message.splitlines()[0] == (
        "The snippet raised FileNotFoundError: [Errno 2] No such file or directory: 'no.csv'. "
        "Put no.csv beside the Markdown and name it under `data:` in deck.yaml."
    )


def at(path: str, name: str, code: str) -> Session:
    """A session of one fence in that file."""
    options = SnippetOptions()
    place, origin = Location(path, 1), Location(path, 2)
    return Session(name, (Snippet("python", code, code, place, origin, origin, options, runtime="python"),))


def test_data_can_be_read_and_not_written(tier: Settings, tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "data.csv").write_text("1,2\n", "utf-8")
    own = replace(tier, data=(tmp_path / "data.csv",))
    read, written = run_sessions(
        [session_of("print(open('data.csv').read())", name="a"), session_of("open('data.csv', 'w')", name="b")],
        replace(own, jobs=1),
    )
    assert read.snippets[0].output.stdout == "1,2\n\n"
    check(written.snippets[0], WRITE.format(tmp_path / "data.csv"), 1, "")


def test_recordings_cannot_be_read(tier: Settings) -> None:
    """They lie below what can be imported, and hold what the session should compute."""
    from dataclasses import replace

    folder = tier.import_paths[0]
    for name in ("recorded", "deeper/recorded"):
        (folder / name).mkdir(parents=True)
        (folder / name / "note.yaml").write_text("stdout: '42'", "utf-8")
    (folder / "deeper" / "own.py").write_text("print('own')", "utf-8")
    (folder / "link").symlink_to("recorded/note.yaml")
    own = replace(tier, jobs=1, hidden=(folder / "recorded", folder / "deeper" / "recorded"))
    for name in ("recorded/note.yaml", "deeper/recorded/note.yaml", "link"):
        (run,) = run_sessions([session_of(f"open('{folder}/{name}')")], own)
        where = (folder / name).resolve()
        check(run.snippets[0], READ.format(where), 1, name)
    raw = f"import ctypes\nprint(ctypes.CDLL(None).open(b'{folder}/recorded/note.yaml', 0))"
    runs = run_sessions([session_of("import deeper.own", name="a"), session_of(raw, name="b")], own)
    assert [run.snippets[0].output.stdout for run in runs] == ["own\n", "-1\n"]


DEAF = """
import json, platform, struct, sys
from build_deck.execute import Settings, run_sessions
from build_deck.execute.inside.sandbox import limits, seccomp
from execute.denied import DENIED
from execute.sessions import session_of
limits.drop_privileges()
everything = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)
assert seccomp._install(platform.machine(), everything, 8) >= 0
assert seccomp.tell(seccomp.Rights()) is None
sessions = [session_of(code, name=name) for name, (code, _, _) in DENIED.items()]
found = run_sessions(sessions, Settings(jobs=2, isolation="landlock"))
json.dump({run.session.name: [run.snippets[0].verdict, run.snippets[0].message] for run in found}, sys.stdout)
"""
TOLD_BY_THE_KERNEL_ALONE = {"from C", "from C, the network", "a Unix socket"}


def test_where_somebody_else_listens_python_alone_tells(tmp_path: Path) -> None:
    """A process has one listener; around this one there may be another's, as in some containers."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", DEAF],
        env={**os.environ, "PYTHONPATH": f"{root / 'builder'}:{root / 'tests'}", "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    for name, (verdict, message) in json.loads(done.stdout).items():
        if name not in TOLD_BY_THE_KERNEL_ALONE:
            assert (verdict, name) == ("error", name)
            assert message.startswith(DENIED[name][1]), name
