import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from build_deck.disk import writing
from build_deck.disk.bounds import Bounds
from build_deck.disk.writing import sweep, write_all
from build_deck.errors import BuildDeckError


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_writing_makes_folders_and_leaves_nothing_beside(deck: Path) -> None:
    write_all({deck / "new/folder/a": b"1", deck / "new/b": b"2"})
    assert (deck / "new/folder/a").read_bytes() == b"1"
    assert sorted(p.name for p in (deck / "new").iterdir()) == ["b", "folder"]
    assert (deck / "new/b").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_is_the_same_already_is_not_touched(deck: Path) -> None:
    target = deck / "a"
    target.write_bytes(b"same")
    os.utime(target, (1, 1))
    write_all({target: b"same"})
    assert target.stat().st_mtime == 1


def test_a_link_stays_one(deck: Path) -> None:
    (deck / "real").write_bytes(b"old")
    (deck / "link").symlink_to(deck / "real")
    write_all({deck / "link": b"new"})
    assert (deck / "link").is_symlink()
    assert (deck / "real").read_bytes() == b"new"


def test_when_one_file_cannot_be_written_none_is(deck: Path) -> None:
    (deck / "a").write_bytes(b"old")
    (deck / "file").write_bytes(b"")
    with pytest.raises(BuildDeckError) as caught:
        write_all({deck / "a": b"new", deck / "file/b": b"x"})
    assert str(caught.value) == (
        "error[unwritable]: file/b cannot be written: not a directory. Free space or permit writing there. "
        "Nothing was changed."
    )
    assert (deck / "a").read_bytes() == b"old"
    assert sorted(p.name for p in deck.iterdir()) == ["a", "file"]


def test_a_full_disk_changes_nothing(deck: Path) -> None:
    """RLIMIT_FSIZE ends a write half-way, as a full disk does."""
    (deck / "a").write_bytes(b"old")
    program = (
        "import resource, signal, pathlib\n"
        "from build_deck.disk.writing import write_all\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_all({pathlib.Path('b'): b'x', pathlib.Path('a'): b'x' * 5000})\n"
    )
    root = Path(__file__).parents[2] / "builder"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert "a cannot be written: file too large." in done.stderr
    assert (deck / "a").read_bytes() == b"old"
    assert sorted(p.name for p in deck.iterdir()) == ["a"]


def test_a_link_out_of_the_folder_is_not_followed(deck: Path) -> None:
    (deck / "inside").mkdir()
    (deck / "outside").write_bytes(b"old")
    (deck / "inside/link").symlink_to(deck / "outside")
    with pytest.raises(BuildDeckError) as caught:
        write_all({deck / "inside/link": b"new", deck / "inside/other": b"new"})
    assert str(caught.value) == (
        f"error[outside-deck]: inside/link leads out of the deck and its repository: {deck}/outside. "
        "Nothing is written there. Take the link away, or name the place itself on the command line."
    )
    assert (deck / "outside").read_bytes() == b"old"
    assert [p.name for p in (deck / "inside").iterdir()] == ["link"]
    write_all({deck / "inside/link": b"new"}, Bounds((deck,)))
    assert (deck / "outside").read_bytes() == b"new"


def test_a_rename_that_fails_leaves_no_half(deck: Path) -> None:
    """The second target becomes a folder once the first is staged."""
    (deck / "a").write_bytes(b"old")
    (deck / "b").write_bytes(b"old")
    contents = {deck / "a": b"new", deck / "c": b"new", deck / "b": b"new"}
    original = writing._stage

    def stage(target: Path, data: bytes) -> "writing._Staged":
        staged = original(target, data)
        if target.name == "b":
            target.unlink()
            (target / "full").mkdir(parents=True)
        return staged

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_stage", stage)
        with pytest.raises(
            BuildDeckError, match=r"^error\[unwritable\]: b cannot be written: .* Nothing was changed\.$"
        ):
            write_all(contents)
    assert (deck / "a").read_bytes() == b"old"
    assert sorted(p.name for p in deck.iterdir()) == ["a", "b"]


def test_what_a_killed_process_left_is_swept_and_what_others_are_at_stays(deck: Path) -> None:
    program = (
        "import os, pathlib, signal\n"
        "from build_deck.disk import writing\n"
        "stage = writing._stage\n"
        "def staged(target, data):\n"
        "    stage(target, data)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "writing._stage = staged\n"
        "writing.write_all({pathlib.Path('a'): b'x'})\n"
    )
    root = Path(__file__).parents[2] / "builder"
    subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(root)}, check=False)
    (left,) = deck.iterdir()
    ours = left.with_name(left.name.replace(left.name.split("-")[1], str(os.getpid())))
    ours.write_bytes(b"")
    (deck / ".a.note.build-deck").write_bytes(b"")
    sweep([deck, deck / "nowhere"])
    assert {p.name for p in deck.iterdir()} == {ours.name, ".a.note.build-deck"}


def test_two_that_write_at_once_leave_one_of_them_whole(deck: Path) -> None:
    def write(letter: bytes) -> None:
        for _ in range(50):
            write_all({deck / "a": letter * 5000})

    threads = [threading.Thread(target=write, args=(letter,)) for letter in (b"x", b"y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set((deck / "a").read_bytes()) in ({ord("x")}, {ord("y")})
    assert [p.name for p in deck.iterdir()] == ["a"]
