"""`--changed-since REV`: what changed in git since a revision, down to the lines of a file.

Changes are counted from where the current branch left REV, so that what others did on REV since does not count; with
a shallow clone, where that place is unknown, from REV itself. Files that git does not know yet have changed.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_deck.errors import BuildDeckError, Problem, UsageError

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a revision."""

    root: Path
    """The top of the checkout."""
    base: str
    """The commit it is counted from."""
    files: frozenset[Path]
    """Resolved; those that were deleted are in it."""
    untracked: frozenset[Path]

    def touches(self, path: Path) -> bool:
        """Whether the file changed, or one in the folder."""
        resolved = path.resolve()
        return resolved in self.files or any(file.is_relative_to(resolved) for file in self.files)

    def lines(self, path: Path) -> tuple[range, ...]:
        """The ranges of the file's present lines that changed; where lines were taken out, both neighbours."""
        resolved = path.resolve()
        if resolved not in self.files:
            return ()
        if resolved in self.untracked:
            return (range(1, 1 << 31),)
        diff = _git(self.root, "diff", "--unified=0", "--no-color", "--no-ext-diff", self.base, "--", str(resolved))
        return tuple(_range(int(start), int(count or 1)) for start, count in _HUNK.findall(diff))


def _range(start: int, count: int) -> range:
    return range(start, start + count) if count else range(start, start + 2)


def changed_since(revision: str, folder: Path) -> Changes:
    """What changed since `revision` in the checkout that `folder` is in.

    Raises UsageError where git does not know the revision, BuildDeckError where there is no git or no checkout.
    """
    root = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n")).resolve()
    commit = _commit(root, revision)
    base = _merge_base(root, commit) or commit
    # -z: names as they are; without it git quotes what is not ASCII.
    changed = _git(root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    untracked = _paths(root, new)
    return Changes(root, base, _paths(root, changed) | untracked, untracked)


def earlier_texts(path: Path, since: Path) -> Iterator[str]:
    """Yield what git has of a file: as it was when `since`, another file, was last committed, and as it was last.

    Nothing where git does not know it, or is not there.
    """
    try:
        found = _run(path.parent, "log", "-1", "--format=%H", "--", str(since.resolve()))
        for revision in dict.fromkeys((found.stdout.decode().strip(), "HEAD")):
            shown = _run(path.parent, "show", f"{revision}:./{path.name}") if revision else None
            if shown and not shown.returncode:
                yield shown.stdout.decode("utf-8", "replace")
    except (BuildDeckError, OSError):
        return


def versions(path: Path, most: int) -> Iterator[str]:
    """Yield what git has of a file, the newest first, `most` of them at most; nothing where it does not know it."""
    try:
        found = _run(path.parent, "log", f"-{most}", "--format=%H", "--", path.name)
        for revision in found.stdout.decode().split():
            shown = _run(path.parent, "show", f"{revision}:./{path.name}")
            if not shown.returncode:
                yield shown.stdout.decode("utf-8", "replace")
    except (BuildDeckError, OSError):
        return


def _paths(root: Path, listed: bytes) -> frozenset[Path]:
    return frozenset((root / os.fsdecode(name)).resolve() for name in listed.split(b"\0") if name)


def _commit(root: Path, revision: str) -> str:
    found = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        what = f"--changed-since: git knows no revision `{revision}`."
        remedy = "Name a branch, tag or commit that is in this clone; in CI, fetch more history (`fetch-depth: 0`)."
        raise UsageError(Problem("changed-since", None, what, remedy))
    return found.stdout.decode().strip().splitlines()[-1]


def _merge_base(root: Path, commit: str) -> str:
    return _run(root, "merge-base", commit, "HEAD").stdout.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    found = _run(folder, *arguments)
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        what = f"--changed-since needs a git checkout, and git refuses {folder.as_posix()}: {said[0].rstrip('.')}."
        remedy = "Run it inside the deck's checkout, or leave it out."
        raise BuildDeckError(Problem("changed-since", None, what, remedy))
    return found.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # Hooks and wrappers set these for the repository that they run in, which need not be the deck's.
    outer = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
    environment = {key: value for key, value in os.environ.items() if key not in outer} | {"LC_ALL": "C"}
    try:
        return subprocess.run(
            ["git", "-c", "core.quotePath=false", "--no-optional-locks", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        what = "--changed-since needs git, and there is none."
        raise BuildDeckError(Problem("changed-since", None, what, "Install git, or leave the option out.")) from error
