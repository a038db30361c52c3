"""Every seed of a session is shifted, whatever seeds, and nothing else changes."""

import sys
from collections.abc import Mapping

import pytest
from build_deck.execute import STANDARD, Settings, run_under
from build_deck.execute.settings import samples
from build_deck.model import Verdict
from build_deck.runtimes.needs import needs
from execute.sessions import session_of

pytest.importorskip("torch")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sessions that are forked are cheaper")

NUMPY = "import numpy as np\n"
TORCH = "import torch\n"
SEEDED: Mapping[str, str] = {
    "random.seed": "import random\nrandom.seed(0)\nprint(random.random())",
    "a name of random.seed": "from random import seed, random\nseed(0)\nprint(random())",
    "random.Random": "import random\nprint(random.Random(0).random(), random.Random('a').random())",
    "a Random seeded again": "import random\nr = random.Random()\nr.seed(1.5)\nprint(r.random())",
    "a seed of bytes": "import random\nrandom.seed(b'a')\nprint(random.random())",
    "np.random.seed": f"{NUMPY}np.random.seed(0)\nprint(np.random.rand())",
    "default_rng": f"{NUMPY}print(np.random.default_rng(0).random())",
    "a name of default_rng": "from numpy.random import default_rng\nprint(default_rng(seed=0).random())",
    "default_rng of several": f"{NUMPY}print(np.random.default_rng([1, 2]).random())",
    "RandomState": f"{NUMPY}print(np.random.RandomState(0).rand(), np.random.RandomState(seed=1).rand())",
    "a RandomState seeded again": f"{NUMPY}r = np.random.RandomState()\nr.seed(0)\nprint(r.rand())",
    "PCG64": f"{NUMPY}print(np.random.Generator(np.random.PCG64(0)).random())",
    "Philox": f"{NUMPY}print(np.random.Generator(np.random.Philox(seed=0)).random())",
    "SeedSequence": f"{NUMPY}print(np.random.default_rng(np.random.SeedSequence(0).spawn(2)[1]).random())",
    "torch.manual_seed": f"{TORCH}torch.manual_seed(0)\nprint(torch.rand(1).item())",
    "torch.random.manual_seed": f"{TORCH}torch.random.manual_seed(0)\nprint(torch.randn(1).item())",
    "Generator.manual_seed": f"{TORCH}g = torch.Generator().manual_seed(0)\nprint(torch.rand(1, generator=g).item())",
    "a Generator of a device": (
        f"{TORCH}g = torch.Generator(device='cpu')\ng.manual_seed(0)\nprint(torch.randperm(99, generator=g).tolist())"
    ),
    "a DataLoader": (
        f"{TORCH}from torch.utils.data import DataLoader\n"
        "g = torch.Generator().manual_seed(0)\nprint([*map(int, DataLoader(range(50), shuffle=True, generator=g))])"
    ),
    "pandas": "import pandas as pd\nprint(pd.Series(range(99)).sample(5, random_state=0).tolist())",
    "scipy": "import scipy.stats\nprint(scipy.stats.norm.rvs(random_state=0))",
}
STEADY: Mapping[str, str] = {
    "same seed, same numbers": (
        f"{TORCH}{NUMPY}import random\n"
        "def draw():\n"
        "    random.seed(1); np.random.seed(1); torch.manual_seed(1)\n"
        "    g, r = torch.Generator().manual_seed(2), np.random.default_rng(3)\n"
        "    return random.random(), np.random.rand(), torch.rand(1).item(), torch.rand(1, generator=g).item(), r.random()\n"
        "print(draw() == draw())"
    ),
    "other seeds, other numbers": f"{NUMPY}print(len({{np.random.default_rng(n).random() for n in range(9)}}))",
    "the seed itself": f"{TORCH}torch.manual_seed(7)\nprint(torch.initial_seed())",
    "names": (
        f"{TORCH}{NUMPY}print(np.random.RandomState.__name__, torch.Generator.__qualname__, np.random.PCG64.__module__)\n"
        "print(np.random.default_rng.__name__, np.random.default_rng(0), np.random.RandomState(0).__class__)"
    ),
    "types": (
        f"{TORCH}{NUMPY}print(isinstance(torch.default_generator, torch.Generator), isinstance(np.random.mtrand._rand,"
        " np.random.RandomState), isinstance(np.random.default_rng(0).bit_generator, np.random.PCG64))\n"
        "print(issubclass(np.random.PCG64, np.random.BitGenerator), type(torch.Generator()) is torch.Generator)"
    ),
    "a bad seed": (
        f"{NUMPY}for make in (np.random.seed, np.random.default_rng, np.random.RandomState):\n"
        "    try:\n        make(-1)\n    except ValueError as error:\n        print(error)"
    ),
    "a state that is kept": (
        f"{TORCH}import random\nstate, kept = random.getstate(), torch.get_rng_state()\n"
        "a = random.random(), torch.rand(1)\nrandom.setstate(state); torch.set_rng_state(kept)\n"
        "print(a == (random.random(), torch.rand(1)))"
    ),
    "a copy": (
        f"{NUMPY}import copy, pickle\nr = np.random.RandomState(0)\n"
        "print(copy.deepcopy(r).rand() == pickle.loads(pickle.dumps(r)).rand() == r.rand())"
    ),
}

Outputs = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def outputs() -> Outputs:
    """What each prints with its own seeds, with them once more, and in two samples."""
    sessions = [session_of(code, name=name) for name, code in {**SEEDED, **STEADY}.items()]
    sessions.append(session_of("import random\nprint(random.random())", name="seed=", seed=3))
    found: dict[str, dict[str, str]] = {session.name: {} for session in sessions}
    for conditions, run in run_under(sessions, Settings(jobs=1), (STANDARD, *samples(2))):
        assert run.snippets[0].verdict is Verdict.OK, run.snippets[0].message
        found[run.session.name][conditions.name] = run.snippets[0].output.stdout
    return found


@pytest.mark.parametrize("name", [*SEEDED, "seed="])
def test_each_sample_draws_other_numbers(name: str, outputs: Outputs) -> None:
    assert len(set(outputs[name].values())) == 3


@pytest.mark.parametrize("name", STEADY)
def test_nothing_else_changes(name: str, outputs: Outputs) -> None:
    assert len(set(outputs[name].values())) == 1


@pytest.mark.parametrize("name", SEEDED)
def test_what_seeds_is_known_by_its_code(name: str) -> None:
    assert needs(session_of(SEEDED[name]), ()).seeds


def test_what_seeds_nothing_is_known_too() -> None:
    assert not needs(session_of("import torch, random\nprint(random.random(), torch.rand(1))"), ()).seeds
