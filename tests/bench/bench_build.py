"""Decks of 1,000 and 10,000 notes, a Python fence each that is not run, built by us and by a naive script, turn by turn.

Cold means that nothing is remembered. Wall and processor time are those of whole commands with all their processes;
memory is the most that all of them held at once, pages that they share counted once each.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import environment_of

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

FILES = 20
WORDS = [
    "the",
    "of",
    "and",
    "attention",
    "gradient",
    "model",
    "weight",
    "loss",
    "layer",
    "batch",
    "norm",
    "token",
    "query",
    "key",
    "value",
    "softmax",
    "because",
    "each",
    "learning",
    "rate",
    "matrix",
    "is",
    "are",
    "a",
    "to",
    "in",
    "for",
    "when",
    "which",
    "transformer",
    "memory",
    "training",
    "inference",
    "cache",
    "why",
    "how",
    "does",
    "not",
    "with",
    "over",
    "head",
    "dimension",
    "scale",
    "variance",
    "mean",
    "residual",
]
NOTE = """\
### {n}. How does {words[0]} {n}? {{#note-{n}}}

{words[1]}, **{words[2]}** and `{words[3]}` with $x_{{{n}}}^2$.

```python run=false
import torch

def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    return scores.softmax(dim=-1) @ v

x = torch.randn({m}, {n})
print(attention(x, x, x).shape)
```

- {words[4]}
- {words[5]}

**Rarity:** Common
**Difficulty:** Hard

"""
LENGTHS = (6, 25, 2, 1, 9, 9)


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall: float
    processor: float
    memory: float
    """MB."""


def note(number: int) -> str:
    """A question and its answer, the same at every call."""
    draw = random.Random(number)
    words = [" ".join(draw.choices(WORDS, k=length)) for length in LENGTHS]
    return NOTE.format(n=number, m=draw.randint(1, 99), words=words)


def write_deck(folder: Path, notes: int) -> None:
    """Write a deck of as many notes, in files of one section each."""
    (folder / "en").mkdir(parents=True)
    (folder / "deck.yaml").write_text("id: bench\neditions:\n  en: {title: Bench}\n", "utf-8")
    each = notes // FILES
    for file in range(FILES):
        text = "".join(note(file * each + place) for place in range(each))
        (folder / "en" / f"{file:02}.md").write_text(f"## Section {file}\n\n{text}", "utf-8")


def held_by(process: int) -> float:
    """The memory that a process and its children hold, in MB, each shared page divided among those that share it."""
    own = 0
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            own += int(line.split()[1]) if line.startswith("Pss:") else 0
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, ValueError):
        return 0
    return own / 1024 + sum(held_by(int(child)) for child in children)


def cost_of(command: Sequence[str], folder: Path, memory: Path) -> Cost:
    """Run a command in a folder, with what it may remember in another."""
    environment = environment_of(XDG_CACHE_HOME=str(memory), XDG_STATE_HOME=str(memory))
    most = 0.0
    began = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)

    def watch() -> None:
        nonlocal most
        while process.poll() is None:
            most = max(most, held_by(process.pid))
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.wait() == 0
    wall = time.perf_counter() - began
    watcher.join()
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, processor, most)


def build(folder: Path, memory: Path) -> Cost:
    """A build of the deck."""
    return cost_of([sys.executable, "-m", "build_deck", ".", "-o", "out"], folder, memory)


def naive(folder: Path, memory: Path) -> Cost:
    """The same files through the naive script."""
    script = str(Path(__file__).with_name("naive.py"))
    return cost_of([sys.executable, script, "en", "naive.apkg"], folder, memory)


def show(title: str, costs: Mapping[str, Cost]) -> None:
    """Print a table, each row held against the first."""
    base = costs["naive"]
    print(f"\n{title} ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
    for name, cost in costs.items():
        print(
            f"  {name:12} wall {cost.wall:7.2f} s {cost.wall / base.wall:6.3f} x"
            f"   processor {cost.processor:7.2f} s {cost.processor / base.processor:6.3f} x   memory {cost.memory:4.0f} MB"
        )


@pytest.mark.parametrize(("notes", "cold", "little"), [(100, 9.0, 9.0), (1_000, 0.8, 0.5), (10_000, 0.8, 0.08)])
def test_a_build_beside_a_naive_script(tmp_path: Path, notes: int, cold: float, little: float) -> None:
    """Cold; with one word edited; with a file added; with nothing changed. At 100 notes starting is all there is."""
    deck, memory = tmp_path / "deck", tmp_path / "memory"
    write_deck(deck, notes)
    costs = {"naive": naive(deck, memory), "cold": build(deck, memory), "idle": build(deck, memory)}
    edited = deck / "en" / "07.md"
    edited.write_text(edited.read_text("utf-8").replace("How does", "How did", 1), "utf-8")
    costs["edited"] = build(deck, memory)
    added = f"## Section {FILES}\n\n" + "".join(note(notes + place) for place in range(notes // FILES))
    (deck / "en" / f"{FILES}.md").write_text(added, "utf-8")
    costs["added"] = build(deck, memory)
    warm = (deck / "out" / "bench-en.apkg").read_bytes()
    (deck / "out" / "bench-en.apkg").unlink()
    costs["cold again"] = build(deck, tmp_path / "other")

    show(f"{notes} notes in {FILES} files", costs)
    assert (deck / "out" / "bench-en.apkg").read_bytes() == warm
    base = costs["naive"]
    assert costs["cold"].wall <= cold * base.wall
    assert max(costs["edited"].wall, costs["added"].wall) <= little * base.wall
    assert costs["idle"].wall <= 0.15
    assert max(cost.memory for cost in costs.values()) <= 400
