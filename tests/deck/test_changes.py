"""What changed in git since a revision, in real checkouts."""

import subprocess
from pathlib import Path

import pytest
from build_deck.deck.changes import changed_since
from build_deck.errors import BuildDeckError, UsageError


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Three files, committed as `start`."""
    root = tmp_path / "checkout"
    root.mkdir()
    _git(root, "init", "-q", "-b", "main")
    (root / "a.md").write_text("".join(f"{n}\n" for n in range(1, 21)))
    (root / "注 意.py").write_text("1\n")
    (root / "same.md").write_text("1\n")
    _git(root, "add", ".")
    _git(root, "commit", "-qm", "start")
    _git(root, "tag", "start")
    return root


def test_nothing_changed(checkout: Path) -> None:
    changes = changed_since("start", checkout)
    assert changes.files == frozenset()
    assert not changes.touches(checkout)
    assert changes.lines(checkout / "a.md") == ()


def test_what_was_edited_committed_added_renamed_and_deleted(checkout: Path) -> None:
    (checkout / "注 意.py").write_text("2\n")
    _git(checkout, "commit", "-qam", "edit")
    (checkout / "sub").mkdir()
    (checkout / "sub" / "new.md").write_text("1\n")
    (checkout / "same.md").rename(checkout / "renamed.md")
    changes = changed_since("start", checkout / "sub")
    names = sorted(path.relative_to(checkout.resolve()).as_posix() for path in changes.files)
    assert names == ["renamed.md", "same.md", "sub/new.md", "注 意.py"]
    assert changes.touches(checkout / "sub")
    assert not changes.touches(checkout / "a.md")


def test_lines_that_changed(checkout: Path) -> None:
    lines = [f"{n}\n" for n in range(1, 21)]
    lines[2] = "three\n"
    lines[6:6] = ["new\n", "new\n"]
    del lines[20]
    (checkout / "a.md").write_text("".join(lines))
    changes = changed_since("start", checkout)
    assert changes.lines(checkout / "a.md") == (range(3, 4), range(7, 9), range(20, 22))
    (checkout / "new.md").write_text("1\n")
    assert 12345 in changed_since("start", checkout).lines(checkout / "new.md")[0]


def test_what_others_did_since_does_not_count(checkout: Path) -> None:
    _git(checkout, "checkout", "-qb", "mine")
    (checkout / "a.md").write_text("mine\n")
    _git(checkout, "commit", "-qam", "mine")
    _git(checkout, "checkout", "-q", "main")
    (checkout / "same.md").write_text("theirs\n")
    _git(checkout, "commit", "-qam", "theirs")
    _git(checkout, "checkout", "-q", "mine")
    assert [path.name for path in changed_since("main", checkout).files] == ["a.md"]


def test_a_worktree_and_a_hook_see_their_own_checkout(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook runs with GIT_DIR and GIT_INDEX_FILE set, perhaps for another repository."""
    _git(checkout, "worktree", "add", "-q", "../second")
    (checkout.parent / "second" / "a.md").write_text("x\n")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert [path.name for path in changed_since("start", checkout.parent / "second").files] == ["a.md"]


@pytest.mark.parametrize("revision", ["nowhere", "", "--output=x", "start..main", "HEAD~9"])
def test_an_unknown_revision_is_refused(checkout: Path, revision: str) -> None:
    with pytest.raises(UsageError) as caught:
        changed_since(revision, checkout)
    assert str(caught.value) == (
        f"error[changed-since]: --changed-since: git knows no revision `{revision}`. Name a branch, tag or commit "
        "that is in this clone; in CI, fetch more history (`fetch-depth: 0`)."
    )
    assert not (checkout / "x").exists()


def test_no_checkout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(BuildDeckError) as caught:
        changed_since("HEAD", tmp_path)
    assert str(caught.value) == (
        f"error[changed-since]: --changed-since needs a git checkout, and git refuses {tmp_path.as_posix()}: fatal: "
        "not a git repository (or any of the parent directories): .git. "
        "Run it inside the deck's checkout, or leave it out."
    )


def test_no_git_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(BuildDeckError) as caught:
        changed_since("start", checkout)
    assert str(caught.value) == (
        "error[changed-since]: --changed-since needs git, and there is none. Install git, or leave the option out."
    )
