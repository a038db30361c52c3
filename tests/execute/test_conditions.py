import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest
from build_deck.execute import STANDARD, VARIED, Settings, run_under
from build_deck.execute.settings import CAUSES, vary
from build_deck.model import Verdict
from execute.sessions import session_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="conditions are set for forked sessions")

CHANCE = "again"
SUM = "x = torch.rand(300_000) * 1e4\nprint(float(x @ x), float(x.double().std()))"
TORCH = "import torch\ntorch.manual_seed(0)\n"
BITS = "(lambda x: x.contiguous().view(torch.int32).sum().item())"
OLD = {"instructions"}
KINDS: Mapping[str, tuple[str, set[str]]] = {
    # what a snippet prints, and which conditions must each change it by themselves
    "time": ("import time\nprint(time.time())", {CHANCE}),
    "a timer": ("import time\nprint(time.perf_counter())", {CHANCE}),
    "now": ("import datetime\nprint(datetime.datetime.now())", {CHANCE}),
    "today": ("import datetime\nprint(datetime.date.today())", {"another_day"}),
    "an address": ("print(object())", {"hash_seed"}),
    "an id": ("x = [1]\nprint(id(x))", {"hash_seed"}),
    "a hash": ("print(hash('text'))", {"hash_seed"}),
    "the order of a set": ("print({'one', 'two', 'three', 'four', 'five', 'six'})", {"hash_seed"}),
    "a UUID": ("import uuid\nprint(uuid.uuid4())", {CHANCE}),
    "entropy": ("import os\nprint(os.urandom(4))", {CHANCE}),
    "a secret": ("import secrets\nprint(secrets.token_hex(4))", {CHANCE}),
    "random": ("import random\nprint(random.random())", {"seed"}),
    "numpy": ("import numpy as np\nprint(np.random.rand())", {"seed"}),
    "a fresh generator": ("import numpy as np\nprint(np.random.default_rng().random())", {CHANCE}),
    "torch": ("import torch\nprint(torch.rand(1).item())", {"seed"}),
    "a sum over threads": (f"import torch\ntorch.manual_seed(0)\n{SUM}", {"threads"}),
    "a product by MKL or OpenBLAS": (f"{TORCH}a = torch.randint(-99, 99, (96, 96)) / 7\nprint({BITS}(a @ a))", OLD),
    "a convolution by oneDNN": (
        f"{TORCH}a = torch.randint(-9, 9, (4, 16, 32, 32)) / 7\nb = torch.randint(-9, 9, (32, 16, 3, 3)) / 7\n"
        f"print({BITS}(torch.nn.functional.conv2d(a, b)))",
        OLD,
    ),
    "a softmax by ATen": (f"{TORCH}a = torch.randint(-9, 9, (64, 64)) / 7\nprint({BITS}(a.softmax(-1)))", OLD),
    "a logarithm by NumPy": (
        "import numpy as np\nprint(np.log(np.arange(1, 1000, dtype=np.float32) / np.float32(7)).view(np.int32).sum())",
        OLD,
    ),
    "a product by NumPy's BLAS": (
        "import numpy as np\na = (np.arange(96 * 96) % 89).reshape(96, 96) / 7\nprint((a @ a).view(np.int64).sum())",
        OLD,
    ),
    "a factorisation by SciPy's BLAS": (
        "import numpy as np, scipy.linalg\na = (np.arange(96 * 96) % 89).reshape(96, 96) / 7 + np.eye(96)\n"
        "print(scipy.linalg.svdvals(a).view(np.int64).sum())",
        OLD,
    ),
    "the working folder": ("import os\nprint(os.getcwd())", {"folder"}),
    "the terminal": ("import shutil\nprint(shutil.get_terminal_size().columns)", {"columns"}),
    "a temporary name": ("import tempfile\nprint(tempfile.mkdtemp())", {CHANCE}),
    "the process id": ("import os\nprint(os.getpid())", {"process_ids"}),
    "the order of a folder": (
        "import os\nfor n in 'abc':\n    open(n, 'w').close()\nprint(os.listdir())",
        {"reversed_listing"},
    ),
}
STEADY = (
    "import datetime, random, sys\nimport numpy as np\nimport torch\n"
    "random.seed(1)\nnp.random.seed(1)\ntorch.manual_seed(1)\n"
    "print(random.random(), np.random.rand(), np.random.default_rng(1).random(), torch.rand(1).item())\n"
    "print(sorted({'one', 'two', 'three'}), datetime.date(2024, 1, 1), torch.nn.Linear(2, 2).weight.sum().item())"
)
GIVEN = (
    "import random\nimport numpy as np\nimport torch\nprint(random.random(), np.random.rand(), torch.rand(1).item())"
)

BY_CHANCE_TOO = {name for name, (_, wanted) in KINDS.items() if CHANCE in wanted} | {
    *("an address", "an id", "the process id"),  # of a next session in the same zygote
    *("today",),  # at midnight
}

BY_PROCESSOR = {"a sum over threads": OLD}
"""What some processors make of a kind, for they add in wider steps than others."""

Outputs = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def outputs() -> Outputs:
    """What each kind prints under the standard conditions, again, under the varied ones, and with each one varied."""
    sessions = [session_of(code, name=name) for name, (code, _) in KINDS.items()]
    sessions += [session_of(STEADY, name="steady"), session_of(GIVEN, name="given seed", seed=3)]
    conditions = (STANDARD, replace(STANDARD, name=CHANCE), VARIED, *(vary(name) for name in CAUSES))
    found: dict[str, dict[str, str]] = {session.name: {} for session in sessions}
    for each, run in run_under(sessions, Settings(jobs=1), conditions):
        assert run.snippets[0].verdict is Verdict.OK, run.snippets[0].message
        found[run.session.name][each.name] = run.snippets[0].output.stdout
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_two_runs_under_different_conditions_catch_it(kind: str, outputs: Outputs) -> None:
    assert outputs[kind]["standard"] != outputs[kind]["varied"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_condition_at_a_time_names_what_did_it(kind: str, outputs: Outputs) -> None:
    printed = outputs[kind]
    changed = {name for name in printed if name != "varied" and printed[name] != printed["standard"]}
    wanted = KINDS[kind][1]
    another_zygote = {"hash_seed", "instructions"}  # it has another temporary folder
    changed -= another_zygote if kind == "the working folder" else set()
    if kind in BY_CHANCE_TOO:
        assert wanted <= changed
    else:
        assert wanted <= changed <= wanted | BY_PROCESSOR.get(kind, set())


def test_a_seeded_snippet_is_the_same_under_all(outputs: Outputs) -> None:
    assert len(set(outputs["steady"].values())) == 1
    assert len(set(outputs["given seed"].values())) == 1


def test_every_condition_is_varied_and_named() -> None:
    fields = set(STANDARD.__slots__) - {"name", "sample"}
    assert set(CAUSES) == fields
    assert all(getattr(STANDARD, name) != getattr(VARIED, name) for name in fields)
