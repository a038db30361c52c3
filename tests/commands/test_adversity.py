"""A full disk, two builds at once, a clock that went back: what is on disk is whole, and nothing is half of two builds."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from build_deck import lock, recordings
from build_deck.commands.build import BuildOptions, build
from support import environment_of, run_command, write_files

FIGURE = """\
### Plot? {#plot}

**Answer:** a

```python
import matplotlib.pyplot as plt
plt.plot([1, 2])
print("plotted")
```
"""
NOTE = "### What? {#what}\n\n**Answer:** This.\n\n```python\nprint('one')\n```\n"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {"deck/deck.yaml": "id: mini\n", "deck/01.md": NOTE})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "build_deck", *arguments]


def _whole(deck: Path) -> set[str]:
    """The sessions on file, once package, lock and recordings have been read."""
    with zipfile.ZipFile(deck / "dist/mini-en.apkg") as package:
        assert package.testzip() is None
    assert lock.read((deck / "deck/deck.lock").read_text("utf-8")).notes("en")
    folder = deck / "deck/snippets/recorded"
    found = {name for name in recordings.names(folder) if recordings.load(folder, name)}
    left = [path for path in deck.rglob("*.build-deck") if path.is_file()]
    assert left == []
    return found


def test_builds_at_once_leave_whole_files(deck: Path) -> None:
    (deck / "deck/02.md").write_text(FIGURE)
    for text in ("one", "two"):
        (deck / "deck/01.md").write_text(NOTE.replace("one", text))
        command = _command("deck", "-q", "--update")
        several = [subprocess.Popen(command, env=environment_of(), stdout=subprocess.DEVNULL) for _ in range(3)]
        assert [each.wait(100) for each in several] == [0, 0, 0]
        assert _whole(deck) == {"what", "plot"}
        assert text in (deck / "deck/snippets/recorded/what.yaml").read_text("utf-8")


def _can_mount() -> bool:
    done = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    return done.returncode == 0


_ON_A_SMALL_DISK = """\
set -e
cp -r "$1/." copy
mount -t tmpfs -o "size=$2" none "$1"
cp -r copy/. "$1"
status=0
room=$1
shift 2
"$@" || status=$?
diff -r copy "$room"
exit $status
"""


@pytest.mark.skipif(not _can_mount(), reason="needs a mount namespace of its own")
@pytest.mark.parametrize("room", ["dist", "deck"])
def test_a_full_disk_changes_nothing(deck: Path, room: str) -> None:
    """A file system with room for what is there, and not for what would be written beside it."""
    assert run_command("deck", "-q").status == 0
    noise = "import random\nrandom.seed(1)\nprint(random.randbytes(30_000).hex())"
    (deck / "deck/01.md").write_text(NOTE.replace("This", "That").replace("print('one')", noise))
    files = [path for folder in ("dist", "deck") for path in (deck / folder).rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    pages = sum(path.stat().st_size // 4096 + 2 for path in (deck / room).rglob("*"))
    (deck / "copy").mkdir()
    script = ("sh", "-c", _ON_A_SMALL_DISK, "sh", room, str(4096 * (pages + 4)))
    done = subprocess.run(
        ["unshare", "-rm", *script, *_command("deck", "--update")],
        env=environment_of(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert (
        "cannot be written: no space left on device. Free space or permit writing there. Nothing was changed."
        in done.stderr
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert {path: path.read_bytes() for path in before} == before


def test_a_clock_that_went_back_dates_forward(deck: Path) -> None:
    """Learners get what changed: its date is a second after the last one, and the author is told."""
    build(Path("deck"), BuildOptions(), lambda _: None, now=2_000_000_000)
    (deck / "deck/01.md").write_text(NOTE.replace("This", "That"))
    result = build(Path("deck"), BuildOptions(), lambda _: None, now=1_000_000_000)
    assert [warning.code for warning in result.warnings if warning.code == "clock-behind"] == ["clock-behind"]
    entry = lock.read((deck / "deck/deck.lock").read_text("utf-8")).notes("en")
    assert [each.modified for each in entry.values()] == [2_000_000_001]


def test_files_dated_in_the_future_are_read_again_when_they_change(deck: Path) -> None:
    for path in (deck / "deck/01.md", deck / "deck/deck.yaml"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    assert "1 run" in run_command("deck").stdout
    assert "1 known from before" in run_command("deck").stdout
    (deck / "deck/01.md").write_text(NOTE.replace("one", "two"))
    os.utime(deck / "deck/01.md", (4_000_000_000, 4_000_000_000))
    assert "1 run" in run_command("deck", "--update").stdout
