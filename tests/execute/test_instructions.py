"""What libraries are told so that they compute as on an older processor."""

import os
import platform
import subprocess
import sys

import pytest
from build_deck.execute import STANDARD, Settings, instructions, run_under
from build_deck.execute.settings import vary
from build_deck.model import Verdict
from execute.sessions import session_of

X86_VARIABLES = {
    *("ATEN_CPU_CAPABILITY", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE"),
}


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        ("x86_64", X86_VARIABLES),
        ("AMD64", X86_VARIABLES),
        ("arm64", {"ATEN_CPU_CAPABILITY", "OPENBLAS_CORETYPE"}),
        ("riscv64", set()),
    ],
)
def test_a_library_is_told_only_what_it_knows_there(
    machine: str, told: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """NumPy is asked itself, so that what it is told depends on its version and this processor."""
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert set(instructions.older()) - {"NPY_DISABLE_CPU_FEATURES"} == told


def test_no_library_complains_of_what_it_is_told() -> None:
    """NumPy warns of a feature that it does not dispatch by, and refuses to start without one that it was built for."""
    for module in ("numpy", "torch"):
        pytest.importorskip(module)
        told = subprocess.run(
            [sys.executable, "-W", "default", "-c", f"import {module}; {module}.ones(4) @ {module}.ones(4)"],
            env={**os.environ, **instructions.older()},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="conditions are set for forked sessions")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the kernels that are named are those of x86")
def test_libraries_take_the_kernels_of_an_older_processor() -> None:
    code = (
        "import numpy as np, torch\n"
        "umath = np._core._multiarray_umath\n"
        "print(torch.backends.cpu.get_cpu_capability(), [f for f in umath.__cpu_dispatch__ if umath.__cpu_features__[f]])"
    )
    settings = Settings(jobs=1)
    printed = {}
    for conditions, run in run_under([session_of(code)], settings, (STANDARD, vary("instructions"))):
        assert run.snippets[0].verdict is Verdict.OK, run.snippets[0].message
        printed[conditions.name] = run.snippets[0].output.stdout
    assert printed["instructions"] == "DEFAULT []\n"
    assert printed["standard"] != printed["instructions"]
