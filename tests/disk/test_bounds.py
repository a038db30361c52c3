from pathlib import Path

import pytest
from build_deck.disk.bounds import Bounds, bounds_of, follow, repository


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a deck in a repository, one in none, and a secret."""
    for name in ("clone/.git", "clone/deck", "clone/snippets", "unpacked/deck", "unpacked/snippets"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "secret").write_text("password")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("clone/deck/new/file", True),
        ("clone/snippets/x.py", True),
        ("clone/deck/../../secret", False),
        ("secret", False),
        ("clone", True),
        ("clone/.git/config", False),
        ("clone/.GIT/config", False),
        ("clone/deck/.env", False),
        ("clone-2/x", False),
        ("x" * 5000, False),
        ("clone/deck/\0", False),
    ],
)
def test_a_deck_has_its_folder_and_its_repository_but_nothing_hidden(home: Path, name: str, held: bool) -> None:  # noqa: FBT001
    assert bounds_of(home / "clone/deck").hold(home / name) is held


def test_links_are_followed_first(home: Path) -> None:
    bounds = bounds_of(home / "clone/deck")
    (home / "clone/deck/out").symlink_to(home / "secret")
    (home / "clone/deck/in").symlink_to("../snippets")
    (home / "clone/deck/round").symlink_to("round")
    assert not bounds.hold(home / "clone/deck/out")
    assert bounds.hold(home / "clone/deck/in/x.py")
    assert not bounds.hold(home / "clone/deck/round/x")


def test_without_a_repository_the_folder_snippets_beside_the_decks_is_one_of_its_own(home: Path) -> None:
    bounds = bounds_of(home / "unpacked/deck")
    assert bounds.hold(home / "unpacked/snippets/recorded/x.yaml")
    assert not bounds.hold(home / "unpacked/other/x")
    assert not bounds.hold(home / "unpacked/deck.lock")


def test_a_home_folder_under_git_is_no_repository_of_a_deck(home: Path) -> None:
    (home / ".git").mkdir()
    assert repository(home / "unpacked/deck") is None
    assert repository(home / "clone/deck") == home / "clone"


def test_what_the_user_allows_is_held(home: Path) -> None:
    bounds = bounds_of(home / "clone/deck", [home / "secret", home / "clone/.cache"])
    assert bounds.hold(home / "secret")
    assert bounds.hold(home / "clone/.cache/x")


def test_a_path_that_was_typed_is_followed_unless_it_is_a_link_in_the_clone(home: Path) -> None:
    bounds = Bounds((home / "clone",))
    (home / "clone/out").symlink_to(home)
    (home / "mine").symlink_to(home / "unpacked")
    assert follow(home / "clone/out", bounds) is None
    assert follow(home / "mine", bounds) == home / "unpacked"
    assert follow(home / "clone/.made", bounds) == home / "clone/.made"
