import os
from pathlib import Path

import pytest
from build_deck.disk import sealed


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file as this user's commands write it."""
    monkeypatch.chdir(tmp_path)
    path = Path(".build-deck/builds/a.json")
    sealed.write(path, "builds", b"data\nand more")
    return path


def test_what_was_written_is_read(file: Path) -> None:
    assert sealed.read(file, "builds") == b"data\nand more"
    sealed.write(file, "builds", b"")
    assert sealed.read(file, "builds") == b""
    assert [path.name for path in file.parent.iterdir()] == ["a.json"]


def test_it_is_believed_in_its_place_alone(file: Path) -> None:
    assert sealed.read(file, "runs") is None
    other = file.with_name("b.json")
    other.write_bytes(file.read_bytes())
    assert sealed.read(other, "builds") is None


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"data", b"0" * 64 + b"\ndata", b"\xff" * 100, b"{}", b"0" * 64, "é\ndata".encode()]
)
def test_what_bears_no_mark_is_not_there(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert sealed.read(file, "builds") is None


def test_any_change_breaks_the_mark(file: Path) -> None:
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert sealed.read(file, "builds") is None


def test_another_user_or_a_clone_is_not_believed(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    assert sealed.read(file, "builds") is None


def test_without_a_key_nothing_is_kept(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in-the-way").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "in-the-way"))
    sealed.write(file.with_name("b.json"), "builds", b"data")
    assert not file.with_name("b.json").exists()
    assert sealed.read(file, "builds") is None


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_not_there(file: Path, kind: str) -> None:
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("/dev/zero")
    assert sealed.read(file, "builds") is None


def test_links_are_not_followed(file: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    Path(".build-deck/last").symlink_to(tmp_path / "outside")
    sealed.write(Path(".build-deck/last/a.apkg"), "last", b"data")
    file.with_name("b.json").symlink_to(tmp_path / "outside/b.json")
    sealed.write(file.with_name("b.json"), "builds", b"data")
    assert list((tmp_path / "outside").iterdir()) == []
