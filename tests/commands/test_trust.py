"""What lies under `.build-deck/` may have come with a clone: it is believed where this user's commands wrote it."""

import json
import os
import shutil
from pathlib import Path

import pytest
from support import Result, run_command, write_files

NOTE = "### What? {#what}\n\n**Answer:** This.\n\n```python\nprint('true')\n```\n"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck that its author has built, cache and all."""
    write_files(tmp_path, {"deck/deck.yaml": "id: mini\n", "deck/01.md": NOTE})
    monkeypatch.chdir(tmp_path)
    run_command("deck", "-q", environment=_at(tmp_path / "author"))
    return tmp_path


def _at(home: Path) -> dict[str, str]:
    """The environment of a user whose home this is."""
    return {"XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}


def _ran(result: Result) -> bool:
    assert result.status == 0, result
    return "snippets: 1 run" in result.stdout


def test_a_cache_that_came_with_a_clone_is_not_believed(deck: Path) -> None:
    assert not _ran(run_command("deck", environment=_at(deck / "author")))
    assert _ran(run_command("deck", environment=_at(deck / "victim")))
    assert not _ran(run_command("deck", environment=_at(deck / "victim")))


def test_a_verdict_edited_by_hand_is_not_packed(deck: Path) -> None:
    """The attack: a recording and a cached run that both say what the code does not."""
    recording = deck / "deck/snippets/recorded/what.yaml"
    (entry,) = (deck / ".build-deck/cache/runs").rglob("*.json")
    mark, _, text = entry.read_bytes().partition(b"\n")
    lie = json.loads(text)
    lie["outputs"][0]["stdout"] = "false\n"
    entry.write_bytes(mark + b"\n" + json.dumps(lie).encode())
    shutil.rmtree(deck / ".build-deck/builds")
    recording.unlink()
    assert _ran(run_command("deck", environment=_at(deck / "author")))
    assert "true" in recording.read_text()


@pytest.mark.parametrize("damage", [b"", b"{}", b"[", b"\xff\xfe", b"0" * 64 + b"\n{}", b"[" * 100_000, None])
def test_damage_is_a_miss(deck: Path, damage: bytes | None) -> None:
    """Whatever the files hold, or where they are no files (None)."""
    files = [path for path in (deck / ".build-deck").rglob("*") if path.is_file() and path.name != ".gitignore"]
    assert len(files) == 3
    for file in files:
        if damage is None:
            file.unlink()
            os.mkfifo(file)
        else:
            file.write_bytes(damage)
    assert _ran(run_command("deck", environment=_at(deck / "author")))


def test_an_earlier_package_that_is_damaged_tells_nothing(deck: Path) -> None:
    (deck / ".build-deck/last/mini-en.apkg").write_bytes(b"PK")
    (deck / "dist/mini-en.apkg").write_bytes(b"PK\x05\x06")
    (deck / "deck/01.md").write_text(
        NOTE.replace("{#what}", "{#other}").replace("What?", "Other?").replace("This", "That")
    )
    (deck / "deck/snippets/recorded/what.yaml").unlink()
    result = run_command("deck", environment=_at(deck / "author"))
    assert result.status == 0, result
    assert "with its question alone" in result.stderr
