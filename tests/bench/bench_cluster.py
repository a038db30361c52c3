"""A deck of 1,000 small sessions, half of them with torch, verified here and by 1, 2 and 4 workers on the same cores."""

import os
import time
from pathlib import Path

import pytest
from build_deck.commands.cluster import batches
from build_deck.execute import Settings
from commands.test_cluster import cluster
from execute.sessions import session_of
from support import run_command, write_files

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

NOTES = 1000
NOTE = "### What is {0}? {{#n{0}}}\n\n```python\n{1}print({0} + 1)\n```\n\n"


def test_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More workers than cores gain nothing here; each costs the imports of its batches."""
    monkeypatch.chdir(tmp_path)
    text = "".join(NOTE.format(number, "import torch\n" if number % 2 else "") for number in range(NOTES))
    write_files(tmp_path, {"deck/deck.yaml": "id: b\neditions:\n  en: {title: B}\n", "deck/en/1.md": text})
    assert run_command("-q", timeout=3000).status == 0
    seconds = {"here": _seconds()}
    for count in (1, 2, 4):
        folder = tmp_path / f"cluster-{count}"
        folder.mkdir()
        with cluster(folder, *[{}] * count) as (address, _, _):
            seconds[f"{count} workers"] = _seconds("--cluster", address)
    sessions = [session_of(f"print({number})", name=f"n{number}") for number in range(50)]
    (batch,) = batches.batches(sessions, Settings(), 0)
    print(f"\n{NOTES} sessions, half with torch ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
    print(f"  a batch of 50: {len(batches.packed(batch)) / 1000:.0f} kB")
    for name, each in seconds.items():
        print(f"  {name:10} {each:6.1f} s")
    assert seconds["2 workers"] < seconds["1 workers"]


def _seconds(*arguments: str) -> float:
    began = time.perf_counter()
    assert run_command("verify", "-q", *arguments, timeout=3000).status == 0
    return time.perf_counter() - began
