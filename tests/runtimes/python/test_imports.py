from pathlib import Path

import pytest
from build_deck.runtimes import Import
from build_deck.runtimes.python.imports import imports, needs


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import a.b as c, d", (Import("a.b"), Import("d"))),
        ("from a.b import c, d", (Import("a.b", ("c", "d")),)),
        ("from a import *", (Import("a"),)),
        ("def f():\n    import lazy", (Import("lazy"),)),
        ("if TYPE:\n    import maybe", (Import("maybe"),)),
        ("__import__('dynamic')", (Import("dynamic"),)),
        ("import importlib\nimportlib.import_module('found')", (Import("importlib"), Import("found"))),
        ("from . import x", ()),
        ("this is not python", ()),
        ("__import__('/')\n__import__('../x')\n__import__('a b')\n__import__('')\n__import__('a..b')", ()),
        ("import importlib\nimportlib.import_module('/etc/x')", (Import("importlib"),)),
        ("x = 1", ()),
    ],
)
def test_imports_are_read_without_running(code: str, found: tuple[Import, ...]) -> None:
    assert imports(code) == found


def test_relative_imports_are_those_of_the_package() -> None:
    assert imports("from . import a\nfrom .b import c\nfrom ..d import e", "top.sub") == (
        Import("top.sub", ("a",)),
        Import("top.sub.b", ("c",)),
        Import("top.d", ("e",)),
    )


def test_a_name_too_long_for_a_file_is_no_local_module(tmp_path: Path) -> None:
    name = "x" * 300
    code = f"import {name}\nfrom {name} import y\nfrom y import {name}"
    assert needs([code], [tmp_path]).local == ()
