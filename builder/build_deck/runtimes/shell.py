"""Bash's row: one shell a note, in which its fences run one after another."""

from build_deck.runtimes.prompts import SHELL
from build_deck.runtimes.row import Runtime, Tool
from build_deck.runtimes.tools import find


def _tool() -> Tool:
    return find("bash")


BASH = Runtime(
    name="bash",
    title="Bash",
    version=lambda: _tool().version,
    build=lambda: _tool().build,
    aliases=("sh", "shell"),
    suffixes=(".sh", ".bash"),
    console=SHELL,
    command=("{tool}", "--noprofile", "--norc", "-c", "{driver}", "bash", "{seed}"),
    driver="driver.bash",
    processes=True,
    tool=_tool,
    file=lambda _code: "snippet.sh",
    install=lambda _program: "Install it (Debian: apt install bash), write run=false, or build with --no-run.",
)
