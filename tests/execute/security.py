"""The table of SECURITY.md: how each kind of hostile snippet ends, in each tier, for root and another user.

`python -m execute.security` (`make security`) writes it anew; the tests hold their column against it.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from execute.hostile import KINDS, Hostile, verdicts
from execute.other_user import ROOT, run_as_nobody

PAGE = ROOT / "SECURITY.md"
BEGIN, END = "<!-- table: made by `make security` -->\n", "<!-- end of the table -->\n"
TIERS: Mapping[str, str] = {"auto": "namespaces", "landlock": "Landlock only"}
USERS = ("root", "another user")

_DENIED = "The snippet tried to "
_ENDS: Mapping[str, str] = {
    "memory": "ended at its limit",
    "output-limit": "ended at its limit",
    "timeout": "ended at its deadline",
    "killed": "ends itself",
    "ok": "harmless",
}
_LIMITS = ("The snippet wrote more", "The snippet made more", "The snippet started more", "File too large", "No space")

Said = Mapping[str, Mapping[str, str]]


def cell(kind: Hostile, found: Mapping[str, str]) -> str:
    """How a snippet of that kind ended, in a few words."""
    if "|" in kind.verdict:
        return "ended"
    if found["verdict"] != "error":
        return _ENDS[found["verdict"]]
    if found["says"].startswith(_DENIED):
        return "denied"
    if any(words in found["says"] for words in _LIMITS):
        return "ended at its limit"
    return "refused" if any(number in found["says"] for number in ("[Errno 1]", "[Errno 25]")) else "fails"


def column(said: Said) -> dict[str, str]:
    """The cells of one tier and user, by kind."""
    return {name: cell(kind, said[name]) for name, kind in KINDS.items()}


def written() -> dict[tuple[str, str], dict[str, str]]:
    """The columns as the page has them, by tier and user."""
    lines = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
    _, _, *rows = ([each.strip() for each in line.strip("|").split("|")] for line in lines)
    keys = [(tier, user) for tier in TIERS for user in USERS]
    return {key: {row[0]: row[1 + number] for row in rows} for number, key in enumerate(keys)}


def table(columns: Mapping[tuple[str, str], Mapping[str, str]]) -> str:
    """The table as Markdown."""
    heads = [f"{tier}, {user}" for tier in TIERS.values() for user in USERS]
    rows = [[name, *(columns[tier, user][name] for tier in TIERS for user in USERS)] for name in KINDS]
    lines = [["what the snippet does", *heads], ["---"] * (1 + len(heads)), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_root(tier: str, folder: Path) -> tuple[Said, str]:
    """What this process's user finds in that tier, and the path of the file that no snippet may touch."""
    victim = folder / "secret"
    victim.write_text("hunter2", "utf-8")
    victim.chmod(0o600)
    return verdicts(tier, str(victim)), str(victim)


def as_another(tier: str, folder: Path) -> tuple[Said, str]:
    """The same for a user without rights."""
    done = run_as_nobody(str(Path(__file__).with_name("hostile.py")), tier, folder=folder)
    if done.stderr:
        raise RuntimeError(done.stderr)
    said = json.loads(done.stdout)
    return said["verdicts"], said["victim"]


def main() -> None:
    """Write the table anew."""
    columns = {}
    for tier in TIERS:
        for user, ask in zip(USERS, (as_root, as_another), strict=True):
            with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # a user without rights must get there
                columns[tier, user] = column(ask(tier, Path(folder))[0])
    before, begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{begin}{table(columns)}{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
