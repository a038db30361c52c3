import pytest

from builder.execute.distributions import packages, with_requirements
from builder.execute.imports import Import, imports


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


def test_versions_are_those_of_the_distributions() -> None:
    assert sorted(name.lower() for name in packages(["yaml", "numpy", "json"])) == ["numpy", "pyyaml"]
    assert {"pandas", "numpy", "python-dateutil"} <= set(with_requirements(["pandas"]))
    assert packages(["no_such_module"]) == {}
