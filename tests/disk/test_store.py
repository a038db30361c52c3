"""What is remembered between commands: believed only from this user, and never in the way."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from build_deck.disk import own
from build_deck.disk import store as stores
from build_deck.disk.store import NAME, Store, user_store
from support import SOURCE_ROOT

KEY = b"k" * 32
WRITER = """
import sys
from build_deck.disk.store import user_store
with user_store() as store:
    for number in range(40):
        store.put_all("room", {f"{sys.argv[1]}-{number}-{part}": sys.argv[1].encode() * 9000 for part in range(9)})
        assert store.get("room", f"{sys.argv[1]}-{number}-0"), number
"""


def test_what_was_put_is_there_for_the_next_command(tmp_path: Path) -> None:
    with Store(tmp_path, KEY) as store:
        store.put_all("a", {"1": b"one", "2": b"", "3": bytes(range(256))})
        store.put("b", "1", b"other")
    with Store(tmp_path, KEY) as store:
        assert store.get_all("a", ["1", "2", "3", "4"]) == {"1": b"one", "2": b"", "3": bytes(range(256))}
        assert store.get("b", "1") == b"other"
        store.put("b", "1", b"newer")
        assert (store.get("b", "1"), store.get("b", "2")) == (b"newer", None)


def test_more_keys_than_a_statement_takes(tmp_path: Path) -> None:
    values = {str(number): str(number).encode() for number in range(2_500)}
    with Store(tmp_path, KEY) as store:
        store.put_all("a", values)
        assert store.get_all("a", values) == values


def test_what_another_wrote_is_not_there(tmp_path: Path) -> None:
    """As a file that came with a clone: its key is another's."""
    with Store(tmp_path, b"x" * 32) as store:
        store.put("a", "1", b"poison")
    with Store(tmp_path, KEY) as store:
        assert store.get("a", "1") is None
        store.put("a", "1", b"mine")
        assert store.get("a", "1") == b"mine"


@pytest.mark.parametrize(
    "damage",
    ["value = x'00'", "mark = x'00'", "key = '2'", "room = 'b'", "value = 'text'", "value = NULL", "value = 1.5"],
)
def test_a_damaged_entry_is_not_there(tmp_path: Path, damage: str) -> None:
    """Nor one that was moved to another key."""
    with Store(tmp_path, KEY) as store:
        store.put("a", "1", b"one")
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        try:
            database.execute(f"UPDATE entries SET {damage}")
        except sqlite3.IntegrityError:
            database.execute("UPDATE entries SET value = 7")
        database.commit()
    with Store(tmp_path, KEY) as store:
        assert [store.get(room, key) for room in "ab" for key in "12"] == [None] * 4


@pytest.mark.parametrize("content", [b"", b"no database " * 999, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with Store(tmp_path, KEY) as store:
        assert store.get("a", "1") is None
        store.put("a", "1", b"one")
        assert store.get("a", "1") == b"one"


def test_a_file_of_another_form_is_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        database.execute("CREATE TABLE entries (other)")
    with Store(tmp_path, KEY) as store:
        assert store.get("a", "1") is None
        store.put("a", "1", b"one")
        assert store.get("a", "1") == b"one"


def test_pages_overwritten_in_the_middle_change_no_value(tmp_path: Path) -> None:
    values = {str(number): str(number).encode() * 999 for number in range(200)}
    with Store(tmp_path, KEY) as store:
        store.put_all("a", values)
    whole = (tmp_path / NAME).read_bytes()
    for place in range(8_192, len(whole), len(whole) // 7):
        (tmp_path / NAME).write_bytes(whole[:place] + b"\xff" * 3_000 + whole[place + 3_000 :])
        with Store(tmp_path, KEY) as store:
            found = store.get_all("a", values)
        assert found.items() <= values.items()


def test_what_nobody_asked_for_in_a_month_goes(tmp_path: Path) -> None:
    with Store(tmp_path, KEY, today=100) as store:
        store.put_all("a", {"old": b"1", "asked": b"2"})
    with Store(tmp_path, KEY, today=120) as store:
        assert store.get("a", "asked") == b"2"
    with Store(tmp_path, KEY, today=140) as store:
        store.put("a", "new", b"3")
        assert store.get_all("a", ["old", "asked", "new"]) == {"asked": b"2", "new": b"3"}


def test_a_store_that_grew_too_large_loses_what_was_not_asked_for_longest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_MOST", 1_000_000)
    big = bytes(100_000)
    with Store(tmp_path, KEY, today=1) as store:
        store.put_all("a", {str(number): big for number in range(8)})
    with Store(tmp_path, KEY, today=2) as store:
        assert store.get("a", "0") == big
        store.put_all("b", {str(number): big for number in range(4)})
        assert sorted(store.get_all("b", "0123")) == ["0", "1", "2", "3"]
        assert sorted(store.get_all("a", "01234567")) == ["0", "6", "7"]


def test_two_commands_at_once_keep_all_that_both_wrote(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE_ROOT),
        "XDG_CACHE_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, name], env=environment) for name in "xyz"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with Store(tmp_path / "build-deck", (tmp_path / "build-deck/key").read_bytes()) as store:
        keys = [f"{name}-{number}-{part}" for name in "xyz" for number in range(40) for part in range(9)]
        assert len(store.get_all("room", keys)) == len(keys)


def test_a_locked_store_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_PATIENCE", 0.01)
    with Store(tmp_path, KEY) as store:
        store.put("a", "1", b"one")
    with closing(sqlite3.connect(tmp_path / NAME)) as other, Store(tmp_path, KEY) as store:
        other.execute("BEGIN IMMEDIATE")
        store.put("a", "2", b"two")
        assert store.get_all("a", "12") == {"1": b"one"}


@pytest.mark.parametrize("blocked", ["build-deck", "build-deck/store-1.sqlite"])
def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path, blocked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be, a folder where the file should be."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if blocked == "build-deck":
        (tmp_path / blocked).touch()
    else:
        (tmp_path / blocked).mkdir(parents=True)
    with user_store() as store:
        store.put("a", "1", b"one")
        assert store.get("a", "1") is None


def test_without_a_home_nothing_is_kept(tmp_path: Path) -> None:
    with Store(None, KEY) as homeless, Store(tmp_path, None) as keyless:
        for store in (homeless, keyless):
            store.put("a", "1", b"one")
            assert store.get("a", "1") is None
    assert list(tmp_path.iterdir()) == []


# ---- whose it is -----------------------------------------------------------------------------------------------------


def test_the_folder_is_the_users_wherever_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert own.cache_folder() == tmp_path / "caches/build-deck"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for relative in ("", "caches"):
        monkeypatch.setenv("XDG_CACHE_HOME", relative)
        assert own.cache_folder() == tmp_path / "home/.cache/build-deck"


def test_the_key_is_made_once_and_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first = own.key()
    assert first
    assert len(first) == 32
    assert own.key() == first
    assert (tmp_path / "build-deck/key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "build-deck").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_key_that_others_may_read_is_none(tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone's files are readable by others."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    own.key()
    (tmp_path / "build-deck/key").chmod(mode)
    assert own.key() is None


def test_a_short_key_or_a_link_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    own.key()
    path = tmp_path / "build-deck/key"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert own.key() is None
    path.unlink()
    path.touch(mode=0o600)
    assert own.key() is None
