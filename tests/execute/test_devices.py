import json
from pathlib import Path

import pytest
from build_deck.errors import BuildDeckError
from build_deck.execute import Settings, devices, run_sessions
from build_deck.execute.devices import CPU, Device
from execute.sessions import session_of


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Answers of torch, the next one last; what is left of them says how often it was asked."""
    answers: list[str | None] = []
    monkeypatch.setattr(devices, "_ask", answers.pop)
    monkeypatch.setattr(devices, "has_nodes", lambda: True)
    return answers


def test_without_a_gpu_in_dev_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_NODES", ("no-such-node",))
    monkeypatch.setattr("subprocess.run", None)
    assert devices.choose("auto", None) == CPU


def test_a_hidden_gpu_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_NODES", ("null",))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert devices.has_nodes()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert not devices.has_nodes()


def test_the_cpu_needs_no_question(asked: list[str | None]) -> None:
    assert devices.choose("cpu", None) == CPU
    assert asked == []


def test_a_gpu_that_is_found_is_used(asked: list[str | None]) -> None:
    asked.append("NVIDIA L4")
    assert devices.choose("auto", None) == Device("cuda", "NVIDIA L4")


def test_cuda_that_is_not_there_is_an_error(asked: list[str | None]) -> None:
    asked.append(None)
    with pytest.raises(BuildDeckError) as caught:
        devices.choose("cuda", None)
    assert str(caught.value) == (
        "error[no-cuda]: No CUDA device was found. Run on the CPU with --device cpu, or see to the driver."
    )


def test_an_answer_is_kept(asked: list[str | None], tmp_path: Path) -> None:
    asked.append("NVIDIA L4")
    for _ in range(3):
        assert devices.choose("auto", tmp_path) == Device("cuda", "NVIDIA L4")


def test_an_answer_given_elsewhere_is_not_trusted(asked: list[str | None], tmp_path: Path) -> None:
    (tmp_path / "device.json").write_text(json.dumps({"circumstances": "other", "name": "NVIDIA L4"}), "utf-8")
    asked.append(None)
    assert devices.choose("auto", tmp_path) == CPU
    assert devices.choose("auto", tmp_path) == CPU


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"circumstances": 1}'])
def test_a_damaged_answer_is_asked_for_again(damage: str, asked: list[str | None], tmp_path: Path) -> None:
    (tmp_path / "device.json").write_text(damage, "utf-8")
    asked.append("NVIDIA L4")
    assert devices.choose("auto", tmp_path) == Device("cuda", "NVIDIA L4")


def test_torch_itself_is_asked_in_a_process_of_its_own() -> None:
    pytest.importorskip("torch")
    name = devices._ask()
    assert name is None or isinstance(name, str)


def test_a_session_without_torch_runs_on_the_cpu(asked: list[str | None], settings: Settings) -> None:
    """Nobody is asked about a GPU that no session could use."""
    (run,) = run_sessions([session_of("import numpy as np\nprint(np.ones(2).sum())")], settings)
    assert (run.environment.device, run.snippets[0].output.stdout) == ("cpu", "2.0\n")
    assert asked == []


def test_what_fails_on_the_gpu_and_passes_on_the_cpu_is_said_so(asked: list[str | None], settings: Settings) -> None:
    """Where there is no GPU after all, whatever is asked of it fails: the case of a snippet for the CPU only."""
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("the GPU would do it")
    asked.extend(["NVIDIA of no such machine"] * 2)
    (run,) = run_sessions([session_of("import torch\nprint(torch.ones(2).numpy())", "1 + 1")], settings)
    assert [s.verdict for s in run.snippets] == ["cpu-only", "cpu-only"]
    assert run.snippets[0].output.stdout == "[1. 1.]\n"
    assert run.snippets[1].output.value == "2"
    assert run.environment.device == "cpu"
    assert run.snippets[0].message != ""
