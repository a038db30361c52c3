"""JavaScript's row: one Node a note, in whose scope its fences run one after another."""

from collections.abc import Mapping

from build_deck.runtimes.row import Runtime, Tool
from build_deck.runtimes.tools import find


def _tool() -> Tool:
    return find("node", "nodejs", version=r"v(\d+)")


def _variables(locale: str) -> Mapping[str, str]:
    return {"LC_ALL": locale, "NODE_NO_WARNINGS": "1", "OPENSSL_CONF": "/dev/null"}  # its own no session reads


_GET = "Install Node.js (Debian: apt install nodejs; else https://nodejs.org), write run=false, or build with --no-run."

JAVASCRIPT = Runtime(
    name="javascript",
    title="Node.js",
    version=lambda: _tool().version,
    build=lambda: _tool().build,
    aliases=("js", "node", "mjs", "cjs"),
    suffixes=(".js", ".mjs", ".cjs"),
    command=(
        "{tool}",
        "--expose-internals",
        "--random-seed={seed}",
        "--max-old-space-size={memory}",
        "-e",
        "{driver}",
    ),
    driver="driver.js",
    tool=_tool,
    file=lambda _code: "snippet.js",
    variables=_variables,
    install=lambda _program: _GET,
)
