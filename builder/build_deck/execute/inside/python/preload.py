"""What a zygote imports before it forks sessions: what they import, once for all of them."""

import contextlib
import gc
import importlib
import sys
import weakref
from typing import Any


def load(modules: list[list[str]], *, optimizer: bool) -> None:
    """Import what sessions import; what cannot be imported fails in the session that wants it, with its traceback.

    Nothing that an import raises, SystemExit included, ends the process that all sessions are forked from.
    """
    for name, *attributes in modules:
        with contextlib.suppress(BaseException):
            module = importlib.import_module(name)
            for attribute in attributes:
                getattr(module, attribute, None)
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        with contextlib.suppress(BaseException):
            importlib.import_module("torch._subclasses.schema_check_mode")  # by the first tensor that is printed
            if optimizer:
                torch.optim.SGD([torch.nn.Parameter(torch.empty(1))], lr=0.1)  # the first imports 800 modules
                importlib.import_module("torch.profiler._cupti_monitor")  # by the first step
    for finalizer in tuple(weakref.finalize._registry):  # type: ignore[attr-defined]  # noqa: SLF001
        finalizer.atexit = False  # what torch would tidy up at its end costs each session 130 ms
    gc.collect()
    gc.freeze()
