import os
from pathlib import Path

import pytest
from build_deck.disk.files import DeckFiles, display_path, read_bytes, read_text
from build_deck.errors import BuildDeckError, ResourceError


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
    assert display_path(deck / "deck/en/../en/01.md") == "deck/en/01.md"
    assert display_path(Path("/etc/passwd")) == "/etc/passwd"


def test_text_that_is_not_utf8_is_told_with_its_line(deck: Path) -> None:
    (deck / "x.md").write_bytes(b"one\ntwo\n\xff\n")
    with pytest.raises(BuildDeckError) as caught:
        read_text(deck / "x.md")
    assert str(caught.value) == (
        "x.md:3:1: error[not-utf8]: The file is not UTF-8: byte 0xff cannot be read. Save it as UTF-8."
    )


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "link to a device"])
def test_only_regular_files_are_read(deck: Path, kind: str) -> None:
    """A device or a pipe may have no end, and waiting for one neither."""
    path = deck / "odd"
    match kind:
        case "device":
            path = Path("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to("/dev/zero")
    with pytest.raises(BuildDeckError, match=r"cannot be read: it is no regular file|cannot be read: is a directory"):
        read_bytes(path)


def test_only_so_much_is_read(deck: Path) -> None:
    with (deck / "large").open("wb") as file:
        file.truncate(100_000_000_000)
    with pytest.raises(BuildDeckError, match=r"large cannot be read: it is larger than 64 MiB\."):
        read_bytes(deck / "large")
