"""The command itself: start-up, help, signals, streams."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT, environment_of, run_command, write_files

HEAVY = (
    "torch",
    "numpy",
    "genanki",
    "pygments",
    "markdown_it",
    "yaml",
    "rich",
    "nh3",
    "merman",
    "resvg_py",
    "matplotlib",
)


COMMANDS = ("build", "verify", "lint", "list", "push")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom build_deck.cli import main\ntry:\n    main(sys.argv[1:])\nfinally:\n"
        f"    print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(("Usage: build-deck", "build-deck, version "))
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    text = run_command(command, "--help").stdout
    assert "Examples:\n    build-deck" in text


def test_an_unknown_option_is_a_usage_error() -> None:
    result = run_command("--tgas", "hard")
    assert result.status == 2
    assert "No such option '--tgas'. Did you mean '--tags'?" in result.stderr


def test_update_and_no_run_exclude_each_other() -> None:
    result = run_command("--no-run", "--update")
    assert result.status == 2
    assert "Error: --update needs to run the snippets: leave out --no-run." in result.stderr


def test_a_console_without_the_characters_gets_escapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"q.md": "### 什么？ {#a}\n\n答\n"})
    monkeypatch.chdir(tmp_path)
    result = run_command("list", "q.md", environment={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    assert result.status == 0
    assert "\\u4ec0\\u4e48" in result.stdout


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    write_files(tmp_path, {"q.md": "".join(f"### Question {n}? {{#q{n}}}\n\nAnswer\n\n" for n in range(3000))})
    done = subprocess.run(
        f"{sys.executable} -m build_deck list q.md | head -1",
        shell=True,
        cwd=tmp_path,
        env=environment_of(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "en  q0     -  -  Question 0?\n"
    assert done.stderr == ""


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_build_ends_at_once_and_leaves_nothing(
    tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    write_files(tmp_path, {"q.md": "### Q? {#q}\n\n```python\nwhile True: pass\n```\n"})
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "build_deck", "q.md"],
        cwd=tmp_path,
        env=environment_of(TMPDIR=str(temporary)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: any("zygote" in c or "inside" in c for c in commands_below(process.pid)))
    time.sleep(0.5)
    children = descendants(process.pid)
    assert children
    process.send_signal(sent)
    _, stderr = process.communicate()
    assert process.returncode == status
    assert "Traceback" not in stderr
    assert not (tmp_path / "dist").exists()
    assert not (tmp_path / "deck.lock").exists()
    assert list(temporary.iterdir()) == []
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def wait_until(condition: Callable[[], bool]) -> None:
    """Return once it holds; the suite's own deadline ends what never does."""
    while not condition():
        time.sleep(0.02)


def descendants(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return children + [found for child in children for found in descendants(child)]


def commands_below(pid: int) -> list[str]:
    found = []
    for child in descendants(pid):
        try:
            found.append(Path(f"/proc/{child}/cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
