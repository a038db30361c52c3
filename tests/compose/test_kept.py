"""A note that went still shows its pictures, from files beside the lock."""

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from support import run_command, write_files

DECK = "id: d\neditions:\n  en: {lang: en, title: My deck}\n"
STAYS = "### Why stay? {#stays}\n\n**Answer:** A.\n\n"
GOES = "### Why go? {#goes}\n\n**Answer:** See.\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n![dot](dot.svg)\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def packed() -> tuple[str, Mapping[str, bytes]]:
    """The answer of the retired note in the package, and the package's media."""
    with zipfile.ZipFile("dist/d-en.apkg") as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        ((fields,),) = database.execute("SELECT flds FROM notes WHERE tags LIKE '% retired %'").fetchall()
        names = json.loads(archive.read("media"))
        return fields.split("\x1f")[2], {name: archive.read(member) for member, name in names.items()}


@pytest.fixture(autouse=True)
def _retired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck whose second note went after it was built once."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"deck/deck.yaml": DECK, "deck/en/1.md": STAYS + GOES, "deck/en/dot.svg": DOT})
    assert run_command().status == 0
    Path("deck/en/1.md").write_text(STAYS)
    Path("deck/en/dot.svg").unlink()
    result = run_command()
    assert result.status == 0, result.stderr
    assert "1 note, 1 retired" in result.stdout


def test_pictures_are_packed_and_kept_beside_the_lock() -> None:
    answer, media = packed()
    kept = {path.name: path.read_bytes() for path in Path("deck/deck.retired").iterdir()}
    assert kept == media
    assert sorted(name.rsplit("-", 1)[0] for name in media) == ["bd-dot", "bd-goes"]
    assert all(f'src="{name}"' in answer for name in media)
    assert 'alt="A, B"' in answer


def test_another_machine_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither an earlier package nor anything of the user's own is needed."""
    first = Path("dist/d-en.apkg").read_bytes()
    Path("dist/d-en.apkg").unlink()
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "empty"))
    assert run_command("--locked").status == 0
    assert Path("dist/d-en.apkg").read_bytes() == first


def test_a_picture_that_is_lost_is_told_by_its_description() -> None:
    for path in Path("deck/deck.retired").iterdir():
        path.unlink()
    Path("dist/d-en.apkg").unlink()
    assert run_command().status == 0
    answer, media = packed()
    assert not media
    assert "(dot)" in answer


def test_a_lock_names_no_file_elsewhere() -> None:
    """Anybody may have written it."""
    lock = Path("deck/deck.lock")
    Path("deck/secret.svg").write_text(DOT)
    (old,) = (path.name for path in Path("deck/deck.retired").iterdir() if "dot" in path.name)
    lock.write_text(lock.read_text().replace(old, "../secret.svg"))
    Path("dist/d-en.apkg").unlink()
    assert run_command().status == 0
    _, media = packed()
    assert [name for name in media if "secret" in name] == []
