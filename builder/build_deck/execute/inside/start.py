"""The program of a fresh interpreter: loads this folder as the package `_build_deck` and calls one of its modules.

`python start.py zygote '{…}'` or `python start.py plain '{…}'`; the JSON is the module's `main` argument.
"""

import importlib.util
import json
import sys

_PACKAGE = "_build_deck"


def _load(module: str) -> None:
    folder = __file__.rpartition("/")[0] or __file__.rpartition("\\")[0]
    spec = importlib.util.spec_from_file_location(
        _PACKAGE, f"{folder}/__init__.py", submodule_search_locations=[folder]
    )
    if spec is None or spec.loader is None:
        raise ImportError(folder)
    package = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = package
    spec.loader.exec_module(package)
    importlib.import_module(f"{_PACKAGE}.{module}").main(json.loads(sys.argv[2]))


if __name__ == "__main__":
    _load(sys.argv[1])
