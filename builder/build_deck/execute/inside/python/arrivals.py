"""What is set up in a library as soon as a session has it: seeds, threads, device, how figures are shown.

The zygote has usually imported the library already; where a snippet's own import brings it, a finder sets it up right
after the import.
"""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..protocol import ConditionsJob
from . import libraries
from .figures import Figures
from .shifting import Shift


class Arrivals:
    """The libraries of one session."""

    def __init__(self, conditions: ConditionsJob, device: str, figures: Figures) -> None:
        self._conditions = conditions
        self._device = device
        self._seed = conditions["seed"]
        self._shift = Shift(conditions["sample"])
        self._on_arrival: Mapping[str, Callable[[Any], None]] = {
            "numpy.random": self._numpy,
            "torch": self._torch,
            "matplotlib.pyplot": figures.watch,
            "ctypes.util": libraries.watch,
        }

    def set_up(self) -> None:
        """Set up what is loaded, and what will be."""
        if self._shift:
            self._shift.python()
        self.seed(self._seed)
        for name, act in self._on_arrival.items():
            if name in sys.modules:
                act(sys.modules[name])
        absent = {name: act for name, act in self._on_arrival.items() if name not in sys.modules}
        if absent:
            sys.meta_path.insert(0, _Watcher(absent))

    def seed(self, seed: int) -> None:
        """Seed every generator that is shared by default."""
        self._seed = seed
        random.seed(seed)
        for name, call in (("numpy.random", "seed"), ("torch", "manual_seed")):
            if name in sys.modules and hasattr(sys.modules[name], call):
                getattr(sys.modules[name], call)(seed)

    def _numpy(self, module: Any) -> None:
        if self._shift:
            self._shift.numpy(module)
        module.seed(self._seed)

    def _torch(self, module: Any) -> None:
        module.set_num_threads(self._conditions["threads"])
        if self._device == "cuda":
            from .randomness import use_cuda  # imports torch

            use_cuda()
        if self._shift:
            self._shift.torch(module)
        module.manual_seed(self._seed)


class _Watcher:
    """A finder that finds nothing itself, and acts once the real one's module has been executed."""

    def __init__(self, on_arrival: dict[str, Callable[[Any], None]]) -> None:
        self._on_arrival = on_arrival

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        act = self._on_arrival.pop(name, None)
        if act is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                _after_execution(spec.loader, act)
                return spec
        return None


def _after_execution(loader: Any, act: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        act(module)

    loader.exec_module = exec_module
