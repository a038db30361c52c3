import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder.errors import BuilderError, ResourceError
from builder.files import DeckFiles, read_text, shown, write_all


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("deck/en", "deck/media", "snippets"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "secret.py").write_text("password")
    (tmp_path / "snippets/mean.py").write_bytes(b"\xef\xbb\xbfprint(1)\r\nprint(2)\r\n")
    (tmp_path / "deck/media/a b.png").write_bytes(b"png")
    (tmp_path / "deck/en/中文.png").write_bytes(b"png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(deck: Path) -> DeckFiles:
    return DeckFiles(deck / "deck/en/01.md", root=deck / "deck", snippets=deck / "snippets", media=deck / "deck/media")


def test_a_snippet_file_is_read_without_bom_and_carriage_returns(deck: Path) -> None:
    assert files(deck).snippet("mean.py") == ("snippets/mean.py", "print(1)\nprint(2)\n")


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("maen.py", "There is no snippet file `maen.py`.", "Did you mean `mean.py`?"),
        ("x.py", "There is no snippet file `x.py`.", "Put it into snippets/, where `file=` looks."),
        (
            "../secret.py",
            "`../secret.py` leads out of the deck's snippets folder.",
            "Move the file into the deck's snippets folder.",
        ),
        (
            "/etc/passwd",
            "`/etc/passwd` leads out of the deck's snippets folder.",
            "Move the file into the deck's snippets folder.",
        ),
        ("a\0b", "`a\0b` is not a file name.", "Write a path inside the deck."),
        ("latin.py", "The file is not UTF-8: byte 0xe9 cannot be read.", "Save it as UTF-8."),
    ],
)
def test_a_snippet_file_that_cannot_be_had(deck: Path, name: str, what: str, remedy: str) -> None:
    (deck / "snippets/latin.py").write_bytes(b"# caf\xe9")
    with pytest.raises(ResourceError) as caught:
        files(deck).snippet(name)
    assert (caught.value.what, caught.value.remedy) == (what, remedy)


def test_a_link_out_of_the_folder_is_refused(deck: Path) -> None:
    (deck / "snippets/link.py").symlink_to(deck / "secret.py")
    with pytest.raises(ResourceError, match=r"^`link\.py` leads out of the deck's snippets folder\."):
        files(deck).snippet("link.py")


def test_pictures_are_found_beside_the_document_and_in_the_media_folder(deck: Path) -> None:
    assert files(deck).media("中文.png") == "deck/en/中文.png"
    assert files(deck).media("a b.png") == "deck/media/a b.png"


def test_a_missing_picture_says_where_it_was_looked_for(deck: Path) -> None:
    with pytest.raises(ResourceError) as caught:
        files(deck).media("x.png")
    assert str(caught.value) == "There is no file `x.png`. It was looked for in deck/en/ and deck/media/."


@pytest.mark.parametrize("name", ["x" * 300, "图" * 100, "a/" * 3000 + "b"])
def test_a_name_that_no_file_can_have_is_a_missing_file(deck: Path, name: str) -> None:
    start = f"`{name[:60]}…`"
    with pytest.raises(ResourceError, match=f"^There is no file {start}"):
        files(deck).media(name)
    with pytest.raises(ResourceError, match=f"^There is no snippet file {start}"):
        files(deck).snippet(name)


def test_paths_are_shown_as_the_user_would_type_them(deck: Path) -> None:
    assert shown(deck / "deck/en/../en/01.md") == "deck/en/01.md"
    assert shown(Path("/etc/passwd")) == "/etc/passwd"


def test_text_that_is_not_utf8_is_told_with_its_line(deck: Path) -> None:
    (deck / "x.md").write_bytes(b"one\ntwo\n\xff\n")
    with pytest.raises(BuilderError) as caught:
        read_text(deck / "x.md")
    assert str(caught.value) == (
        "x.md:3:1: error[not-utf8]: The file is not UTF-8: byte 0xff cannot be read. Save it as UTF-8."
    )


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
    with pytest.raises(BuilderError) as caught:
        write_all({deck / "a": b"new", deck / "file/b": b"x"})
    assert str(caught.value) == (
        "error[unwritable]: file/b cannot be written: not a directory. Free space or permit writing there. "
        "Nothing was changed."
    )
    assert (deck / "a").read_bytes() == b"old"
    assert sorted(p.name for p in deck.iterdir()) == ["a", "deck", "file", "secret.py", "snippets"]


def test_a_full_disk_changes_nothing(deck: Path) -> None:
    """RLIMIT_FSIZE ends a write half-way, as a full disk does."""
    (deck / "a").write_bytes(b"old")
    program = (
        "import resource, signal, pathlib\n"
        "from builder.files import write_all\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_all({pathlib.Path('b'): b'x', pathlib.Path('a'): b'x' * 5000})\n"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert "a cannot be written: file too large." in done.stderr
    assert (deck / "a").read_bytes() == b"old"
    assert sorted(p.name for p in deck.iterdir()) == ["a", "deck", "secret.py", "snippets"]
