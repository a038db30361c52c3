"""A hundred small snippets of each language, a note each, by the engine and by `TOOL file` two at a time, unconfined.

A language whose fences share a scope is measured a second time as fifty notes of two fences, which one process runs.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from build_deck import runtimes
from build_deck.errors import Location
from build_deck.execute import Settings, run_sessions
from build_deck.model import Session, Snippet, Verdict

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

COUNT = 100


@dataclass(frozen=True)
class Peer:
    """A language's snippet, and how one runs it by hand."""

    code: str
    """With `@` where the number of the snippet stands."""
    name: str
    commands: Callable[[str, str], Sequence[Sequence[str]]]
    """Given the tool and the file."""


def _compiled(*flags: str) -> Callable[[str, str], Sequence[Sequence[str]]]:
    return lambda tool, file: [[tool, *flags, "-o", f"{file}.out", file], [f"{file}.out"]]


PEERS = {
    "bash": Peer("x=@\necho $((x * 2))\n", "x.sh", lambda tool, file: [[tool, file]]),
    "javascript": Peer("console.log([3, 1, @].sort());\n", "x.js", lambda tool, file: [[tool, file]]),
    "typescript": Peer("console.log((@ as number) * 2);\n", "x.ts", lambda tool, file: [[tool, file]]),
    "sql": Peer("SELECT @ * 2 AS n;\n", "x.sql", lambda _tool, file: [["sqlite3", ":memory:", f".read {file}"]]),
    "c": Peer('#include <stdio.h>\nint main(void) { printf("%d\\n", @ * 2); }\n', "x.c", _compiled()),
    "cpp": Peer("#include <iostream>\nint main() { std::cout << @ * 2 << '\\n'; }\n", "x.cpp", _compiled()),
    "rust": Peer('fn main() { println!("{}", @ * 2); }\n', "x.rs", _compiled()),
    "go": Peer(
        'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(@ * 2) }\n',
        "x.go",
        lambda tool, f: [[tool, "run", f]],
    ),
    "java": Peer(
        "class Main { public static void main(String[] a) { System.out.println(@ * 2); } }\n",
        "Main.java",
        lambda tool, file: [[str(Path(tool).with_name("java")), file]],
    ),
}


def by_hand(language: str, folder: Path) -> float:
    """Seconds for all snippets as files, two at a time."""
    peer, tool = PEERS[language], runtimes.named(language).tool().path
    files = []
    for number in range(COUNT):
        file = folder / str(number) / peer.name
        file.parent.mkdir(parents=True)
        file.write_text(peer.code.replace("@", str(number)), "utf-8")
        files.append(str(file))

    def run(file: str) -> None:
        for command in peer.commands(tool, file):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, files))
    return time.monotonic() - began


def by_engine(language: str, in_a_note: int) -> float:
    """Seconds for all snippets as sessions of so many each, two at a time; without a cache."""
    place = Location("bench.md")
    code = PEERS[language].code
    snippets = [
        Snippet(language, text, text, place, place, place, runtime=language)
        for text in (code.replace("@", str(number)) for number in range(COUNT))
    ]
    sessions = [
        Session(f"note {start}", tuple(snippets[start : start + in_a_note])) for start in range(0, COUNT, in_a_note)
    ]
    began = time.monotonic()
    runs = list(run_sessions(sessions, Settings(jobs=2)))
    taken = time.monotonic() - began
    assert {snippet.verdict for run in runs for snippet in run.snippets} == {Verdict.OK}
    return taken


@pytest.mark.parametrize("language", PEERS)
def test_a_hundred_snippets(language: str, tmp_path: Path) -> None:
    version = runtimes.named(language).version()
    hand, engine = by_hand(language, tmp_path), by_engine(language, 1)
    two = f", {by_engine(language, 2):6.2f} s as 50 notes of two" if runtimes.named(language).driver else ""
    sys.stdout.write(
        f"\n{language:11} {version:9} by hand {hand:6.2f} s, engine {engine:6.2f} s ({engine / hand:4.2f} x){two}"
    )
