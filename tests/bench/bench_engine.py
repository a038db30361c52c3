"""Sessions run by the engine, by `python file.py` one after another and two at a time, and by nbclient.

Peers that take minutes are sampled and scaled, which the table says. All times are of the wall, in the same run.
"""

import ast
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.execute import Settings, run_sessions
from build_deck.model import Session, Snippet, SnippetOptions, Verdict

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
ANCHORS = (
    *("backpropagation", "vanishing_gradients", "attention", "batch_layer_norm", "transformer", "seeds_needed"),
    *("ablation_study", "reproducible_run", "paired_tests", "contrastive_nt_xent", "vit_patch_embedding"),
    *("diffusion_2d", "dpo_loss"),
)
TORCH = """\
import torch

torch.manual_seed({0})
layer = torch.nn.Linear({0} + 2, 3)
print(layer(torch.ones(2, {0} + 2)).sum().item() < 100)
print(torch.softmax(torch.arange({0} + 2.0), 0).sum().item() > 0.99)
"""
NUMPY = "import numpy as np\n\nvalues = np.arange({0} + 2)\nprint(values.sum(), values.std().round(3))\n"
PLAIN = "import collections\n\nprint(collections.Counter(str({0} ** 99)).most_common(2))\n"


@dataclass(frozen=True)
class Row:
    """One way of running the sessions."""

    name: str
    seconds: float
    sampled: int = 1
    """One session in so many was run, and the time multiplied."""


def session(path: Path) -> Session:
    code, place = path.read_text("utf-8"), Location(str(path))
    own = SnippetOptions(file=path.name)
    return Session(path.stem, (Snippet("python", code, code, place, place, place, own, runtime="python"),))


def by_engine(files: Sequence[Path], times: int = 1) -> float:
    """Cold: no cache, the zygotes included; the best of some times, from the second on the longest begin first."""
    taken = []
    expected: dict[str, float] = {}
    for _ in range(times):
        began = time.monotonic()
        settings = Settings(import_paths=(files[0].parent,), expected=expected)
        runs = list(run_sessions([session(path) for path in files], settings))
        taken.append(time.monotonic() - began)
        assert {run.snippets[0].verdict for run in runs} == {Verdict.OK}
        expected = {run.session.name: run.seconds for run in runs}
    return min(taken)


def by_python(files: Sequence[Path], at_a_time: int) -> float:
    def run(path: Path) -> None:
        environment = {**os.environ, "MPLBACKEND": "Agg"}
        subprocess.run([sys.executable, path], check=True, stdout=subprocess.DEVNULL, env=environment)

    began = time.monotonic()
    with ThreadPoolExecutor(at_a_time) as pool:
        list(pool.map(run, files))
    return time.monotonic() - began


def by_nbclient(files: Sequence[Path]) -> float | None:
    """A kernel a snippet, as nbclient runs a notebook; None where it is not installed."""
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    began = time.monotonic()
    for path in files:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(path.read_text("utf-8"))])
        nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    return time.monotonic() - began


def cpu_of(run: Callable[[], object]) -> float:
    """Processor time of the processes that `run` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imports_alone(path: Path) -> str:
    """The code's imports, for what they cost without the rest."""
    found = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(map(ast.unparse, found))


def say(line: str) -> None:
    """Show a line of the results."""
    sys.stdout.write(f"\n{line}")


def show(title: str, rows: Sequence[Row]) -> None:
    say(f"{title} ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
    for row in rows:
        sampled = f"  (1 in {row.sampled} run, times {row.sampled})" if row.sampled > 1 else ""
        say(f"  {row.name:36} {row.seconds:8.2f} s {row.seconds / rows[0].seconds:6.1f} x{sampled}")


def compare(title: str, files: Sequence[Path], sample: int, sample_nbclient: int) -> list[Row]:
    engine = by_engine(files, 3)
    rows = [
        Row("build-deck's engine", engine),
        Row("python file.py, two at a time", by_python(files, 2)),
        Row("python file.py, one after another", by_python(files[::sample], 1) * sample, sample),
    ]
    kernels = by_nbclient(files[::sample_nbclient])
    if kernels is not None:
        rows.append(Row("nbclient, a kernel a snippet", kernels * sample_nbclient, sample_nbclient))
    show(title, rows)
    return rows


def test_the_anchor_sessions() -> None:
    files = [ROOT / "snippets" / f"{name}.py" for name in ANCHORS]
    rows = compare("13 anchor sessions", files, 1, 4)
    own = sum(max(0.0, cpu_of(lambda p=path: by_python([p], 1)) - _import_cpu(path)) for path in files)  # type: ignore[misc]
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    importing = time.monotonic() - began
    bound = importing + own / (os.cpu_count() or 1)
    say(f"  import torch {importing:.2f} s, own processor time {own:.2f} s: {rows[0].seconds / bound:.2f} of the bound")
    assert rows[1].seconds >= 2 * rows[0].seconds


def _import_cpu(path: Path) -> float:
    code = imports_alone(path)
    return cpu_of(lambda: subprocess.run([sys.executable, "-c", code], check=True))


def test_a_hundred_sessions(tmp_path: Path) -> None:
    files = []
    for number in range(100):
        code = TORCH if number % 2 == 0 else NUMPY if number % 4 == 1 else PLAIN
        files.append(tmp_path / f"snippet_{number:03}.py")
        files[-1].write_text(code.format(number), "utf-8")
    rows = compare("100 sessions, half import torch", files, 10, 25)
    assert rows[1].seconds >= 5 * rows[0].seconds


def test_a_tiny_session(tmp_path: Path) -> None:
    """What one more session costs, the engine being there."""
    many = []
    for number in range(61):
        many.append(tmp_path / f"tiny_{number}.py")
        many[-1].write_text(f"print({number})\n", "utf-8")
    heavy = tmp_path / "heavy.py"
    heavy.write_text("import torch\nprint(1)\n", "utf-8")
    alone, together = by_engine(many[:1]), by_engine(many)
    each = (together - alone) / 60
    torch_alone = by_engine([heavy])
    say(
        f"a tiny session: {each * 1000:.1f} ms; the first: {alone * 1000:.0f} ms, with torch {torch_alone * 1000:.0f} ms"
    )
    assert each < 0.06
