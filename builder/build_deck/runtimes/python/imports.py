"""What Python code imports, read from its source: local files, installed modules, nothing executed."""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from build_deck.disk.files import read_file
from build_deck.runtimes.row import Import, Needs

_LARGEST = 8 << 20
"""Bytes of a module."""

_OPTIMIZER = re.compile(r"\boptim\b")
_SEEDS = re.compile(
    r"[sS]eed|SEED|random_state|\b(?:default_rng|RandomState|Random|MT19937|PCG64(?:DXSM)?|Philox|SFC64)\b"
)


def needs(codes: Iterable[str], import_paths: Sequence[Path]) -> Needs:
    """What these pieces of code need, local imports followed to their end."""
    local: dict[Path, None] = {}
    modules: set[Import] = set()
    sources = [(code, "") for code in codes]
    optimizer = seeds = False
    while sources:
        code, package = sources.pop()
        optimizer = optimizer or _OPTIMIZER.search(code) is not None
        seeds = seeds or _SEEDS.search(code) is not None
        for each in imports(code, package):
            files = list(_files(each, import_paths))
            for file in files:
                if file not in local:
                    local[file] = None
                    sources.append((_text(file), _package(file, import_paths)))
            if not files and each.module.partition(".")[0] not in sys.stdlib_module_names:
                modules.add(each)
    return Needs(tuple(sorted(local)), tuple(sorted(modules)), optimizer, seeds)


@lru_cache(maxsize=4096)
def imports(code: str, package: str = "") -> tuple[Import, ...]:
    """Every import in the code, in functions too; relative ones as of a module in `package`.

    Code that cannot be read has none, and what is no dotted name (`__import__("/")`) is no import.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(
        dict.fromkeys(found for node in ast.walk(tree) for found in _imported(node, package) if _is_name(found))
    )


def _is_name(found: Import) -> bool:
    return all(part.isidentifier() for part in found.module.split("."))


def _imported(node: ast.AST, package: str) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            yield from (Import(alias.name) for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            name = ".".join(filter(None, (_parent(package, level) if level else "", module)))
            if name:
                yield Import(name, tuple(alias.name for alias in names if alias.name != "*"))
        case ast.Call(func=ast.Name(id="__import__"), args=[ast.Constant(value=str(name)), *_]):
            yield Import(name)
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
            yield Import(name.lstrip("."))
        case _:
            return


def _parent(package: str, level: int) -> str:
    return ".".join(package.split(".")[: len(package.split(".")) - level + 1])


def _files(wanted: Import, import_paths: Sequence[Path]) -> Iterator[Path]:
    """The local files that importing this executes: its packages, itself, and submodules among its names."""
    parts = wanted.module.split(".")
    for folder in import_paths:
        found = [file for end in range(1, len(parts) + 1) for file in _module(folder.joinpath(*parts[:end]))]
        beneath = folder.joinpath(*parts)
        submodules = [file for name in wanted.names for file in _module(beneath / name)]
        if found or submodules:
            yield from (*found, *submodules)
            return


def _module(stem: Path) -> Iterator[Path]:
    for file in (stem / "__init__.py", stem.with_name(f"{stem.name}.py")):
        if os.path.isfile(file):  # noqa: PTH113 - Path's own raises for a name that is too long for a file
            yield file
            return


def _package(file: Path, import_paths: Sequence[Path]) -> str:
    """The package that relative imports in `file` start from."""
    folder = next(folder for folder in import_paths if file.is_relative_to(folder))
    return ".".join(file.parent.relative_to(folder).parts)


def _text(file: Path) -> str:
    """The module's text; empty where it cannot be read, of which the session that imports it tells."""
    try:
        return read_file(file, _LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
