"""What a session's code imports, read from its source: local files, installed modules, nothing executed."""

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from builder.model import Session

_OPTIMIZER = re.compile(r"\boptim\b")


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One imported module and the names fetched from it."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a session's code needs from elsewhere."""

    local: tuple[Path, ...]
    """Files of the import paths that it imports, directly or through one another."""
    modules: tuple[Import, ...]
    """Modules that are neither local nor Python's own."""
    optimizer: bool
    """Whether it mentions `optim`: the first optimizer of torch costs a second of imports."""

    @property
    def top_level(self) -> tuple[str, ...]:
        """The names of the packages it imports."""
        return tuple(sorted({each.module.partition(".")[0] for each in self.modules}))


def folders(session: Session, import_paths: Iterable[Path]) -> tuple[Path, ...]:
    """Where a session finds local modules: beside its snippet files, as Python has it, and in the import paths."""
    beside = [Path(snippet.origin.path).parent for snippet in session.snippets if snippet.options.file]
    return tuple(dict.fromkeys(path.resolve() for path in (*beside, *import_paths)))


def needs(session: Session, import_paths: Iterable[Path]) -> Needs:
    """What the snippets of a session need, local imports followed to their end."""
    import_paths = folders(session, import_paths)
    local: dict[Path, None] = {}
    modules: set[Import] = set()
    sources = [(snippet.code, "") for snippet in session.snippets]
    optimizer = False
    while sources:
        code, package = sources.pop()
        optimizer = optimizer or _OPTIMIZER.search(code) is not None
        for each in imports(code, package):
            files = list(_files(each, import_paths))
            for file in files:
                if file not in local:
                    local[file] = None
                    sources.append((_text(file), _package(file, import_paths)))
            if not files and each.module.partition(".")[0] not in sys.stdlib_module_names:
                modules.add(each)
    return Needs(tuple(sorted(local)), tuple(sorted(modules)), optimizer)


def local_digests(files: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Name and content hash of each file."""
    return tuple((file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files)


@lru_cache(maxsize=4096)
def imports(code: str, package: str = "") -> tuple[Import, ...]:
    """Every import in the code, in functions too; relative ones as of a module in `package`.

    Code that cannot be read has none.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(dict.fromkeys(found for node in ast.walk(tree) for found in _imported(node, package)))


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
        if file.is_file():
            yield file
            return


def _package(file: Path, import_paths: Sequence[Path]) -> str:
    """The package that relative imports in `file` start from."""
    folder = next(folder for folder in import_paths if file.is_relative_to(folder))
    return ".".join(file.parent.relative_to(folder).parts)


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")
