"""What only a CUDA device can show; `make gpu` runs it where there is one."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_deck import recordings
from build_deck.commands.engine import engine_settings
from build_deck.deck.load import load_deck
from build_deck.deck.select import select
from build_deck.execute import Settings, devices, run_sessions
from build_deck.judge.compare import Precision, compare, compare_pin, other_environment
from build_deck.model import Session, SessionRun, Verdict
from build_deck.plan import plan_deck
from execute.sessions import session_of
from execute.test_randomness import BY_VALUE, DRAWS

torch = pytest.importorskip("torch")

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not devices.has_nodes(), reason="no CUDA device here"),
]

ROOT = Path(__file__).parents[2]
ON_GPU = other_environment(Precision.FLOAT32)
"""What was recorded on a CPU."""


@pytest.fixture
def cuda(settings: Settings) -> Settings:
    return replace(settings, device="cuda", jobs=2)


def only(settings: Settings, *codes: str, **options: Any) -> SessionRun:
    (run,) = run_sessions([session_of(*codes, **options)], settings)
    return run


def test_the_default_device_is_the_gpu_and_exact(cuda: Settings) -> None:
    """A process forked before any CUDA call starts CUDA itself, inside the sandbox."""
    run = only(
        cuda,
        "import torch\n"
        "x = torch.ones(2, 2)\n"
        "print(x.device.type, torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.deterministic)\n"
        "print((x @ x).sum().item())",
    )
    assert (run.snippets[0].verdict, run.snippets[0].message) == (Verdict.OK, "")
    assert run.snippets[0].output.stdout == "cuda False True\n8.0\n"
    assert run.environment.device == torch.cuda.get_device_name(0)


def test_many_sessions_share_the_gpu(cuda: Settings) -> None:
    code = "import torch\nprint(torch.ones({0}, {0}).sum().item())"
    sessions = [session_of(code.format(number), name=str(number)) for number in range(1, 9)]
    runs = {run.session.name: run.snippets[0].output.stdout for run in run_sessions(sessions, cuda)}
    assert runs == {str(number): f"{float(number * number)}\n" for number in range(1, 9)}


@pytest.mark.parametrize("name", [*DRAWS, *BY_VALUE])
def test_a_draw_on_the_gpu_is_the_cpus(name: str) -> None:
    """In a process of its own, since the mode is entered for good."""
    program = (
        "import sys, torch\n"
        "from execute.test_randomness import BY_VALUE, DRAWS\n"
        "from build_deck.execute.inside.python.randomness import use_cuda\n"
        "draw = (DRAWS | BY_VALUE)[sys.argv[1]]\n"
        "torch.manual_seed(3)\n"
        "plain, state = draw('cpu'), torch.get_rng_state()\n"
        "use_cuda()\n"
        "torch.manual_seed(3)\n"
        "found = draw('cuda')\n"
        "assert found.device.type == 'cuda'\n"
        "torch.testing.assert_close(found.cpu(), plain)\n"
        "assert torch.equal(torch.get_rng_state(), state)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, name],
        cwd=ROOT / "tests",
        env={"PYTHONPATH": f"{ROOT / 'builder'}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_training_run_agrees_with_the_cpu(cuda: Settings) -> None:
    code = (
        "import torch\n"
        "from torch import nn\n"
        "model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))\n"
        "optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)\n"
        "x = torch.randn(64, 4)\n"
        "for _ in range(20):\n"
        "    loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()\n"
        "    optimizer.zero_grad()\n"
        "    loss.backward()\n"
        "    optimizer.step()\n"
        "print(f'{loss.item():.4f}')\n"
        "model[0].weight[0]"
    )
    on_gpu, on_cpu = only(cuda, code), only(replace(cuda, device="cpu"), code)
    assert on_gpu.snippets[0].verdict is Verdict.OK
    assert compare(on_cpu.snippets[0].output, on_gpu.snippets[0].output, ON_GPU, tolerance=1e-3) is None


def test_what_the_gpu_cannot_is_cpu_only(cuda: Settings) -> None:
    code = "import torch\nprint(torch.ones(2).numpy())"
    assert only(cuda, code).snippets[0].verdict is Verdict.ERROR
    run = only(replace(cuda, device="auto"), code)
    assert (run.snippets[0].verdict, run.snippets[0].output.stdout) == (Verdict.CPU_ONLY, "[1. 1.]\n")
    assert "can't convert cuda" in run.snippets[0].message


def test_a_snippet_for_the_cpu_stays_there(cuda: Settings) -> None:
    assert only(cuda, "import torch\nprint(torch.ones(2).device)", device="cpu").snippets[0].output.stdout == "cpu\n"


@pytest.mark.parametrize("where", ["cuda", "cpu"])
def test_memory_is_limited(where: str, cuda: Settings) -> None:
    """Of the GPU by what it has, of the machine by the session's limit."""
    run = only(cuda, f"import torch\nx = torch.zeros(2 ** 40, device='{where}', dtype=torch.uint8)", memory=2048)
    assert run.snippets[0].verdict is Verdict.MEMORY


def test_a_hostile_session_leaves_the_gpu_to_the_next(cuda: Settings) -> None:
    hostile = "import os, torch\nx = torch.ones(2)\nos.abort()"
    sessions = [session_of(hostile, name="hostile"), session_of("import torch\nprint(torch.ones(2).sum().item())")]
    runs = {run.session.name: run for run in run_sessions(sessions, replace(cuda, jobs=1))}
    assert runs["hostile"].snippets[0].verdict is Verdict.KILLED
    assert runs["note"].snippets[0].output.stdout == "2.0\n"


def shipped() -> tuple[Mapping[str, Session], Settings, Path]:
    deck = load_deck(ROOT / "deck")
    plan = plan_deck(deck, select(deck))
    wanted = {name: planned.session for name, planned in plan.sessions.items()}
    return wanted, engine_settings(plan, "auto"), deck.config.recordings


def test_the_shipped_deck_agrees_with_its_recordings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every session, on the GPU: the numbers that were recorded on a CPU, or the CPU's where a snippet needs that."""
    monkeypatch.chdir(ROOT)
    sessions, settings, folder = shipped()
    differences = []
    for run in run_sessions(list(sessions.values()), settings):
        recording = recordings.load(folder, run.session.name)
        recorded = iter(recording.outputs if recording else ())
        for snippet, found in zip(run.session.snippets, run.snippets, strict=True):
            tolerance = snippet.options.tolerance
            if found.verdict not in (Verdict.OK, Verdict.CPU_ONLY):
                differences.append(f"{run.session.name}: {found.verdict}: {found.message}")
            elif snippet.pin:
                differences += _told(run, compare_pin(snippet.pin.text, found.output, tolerance=tolerance))
            else:
                differences += _told(run, compare(next(recorded), found.output, ON_GPU, tolerance=tolerance))
    assert differences == []


def _told(run: SessionRun, difference: object) -> list[str]:
    return [f"{run.session.name}: {difference}"] if difference else []
