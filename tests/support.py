"""What tests of whole decks share: files written, the command run as a user runs it, packages opened by real Anki."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE_ROOT = ROOT / "builder"

_OF_THIS_RUN = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "PYTHONHASHSEED")


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    stdout: str
    stderr: str


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write each file, with its folders."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def deck_files(name: str) -> Mapping[str, str]:
    """Return a whole small deck of tests/decks: its files' texts by their paths in it."""
    folder = ROOT / "tests/decks" / name
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def environment_of(**more: str) -> dict[str, str]:
    """Return the variables a user's command has: this run's, without what says that it is CI's own, and `more`."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THIS_RUN}
    return {**kept, "PYTHONPATH": str(SOURCE_ROOT), **more}


def run_command(*arguments: str, environment: Mapping[str, str] | None = None, timeout: float = 120) -> Result:
    """Return what `build-deck` with these arguments gives in the current folder."""
    done = subprocess.run(
        [sys.executable, "-m", "build_deck", *arguments],
        env=environment_of(**(environment or {})),
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@contextmanager
def open_package(*packages: Path) -> Iterator[Any]:
    """Import packages one after another into a fresh collection of real Anki, with a fresh profile's options."""
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    with TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        try:
            for package in packages:
                log = collection.import_anki_package(
                    ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
                ).log
                assert not log.conflicting
            yield collection
        finally:
            collection.close()
