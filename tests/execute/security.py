"""The tables of SECURITY.md: how each kind of hostile snippet ends, in each tier, for root and another user.

`python -m execute.security` (`make security`) writes them anew; the tests hold their column against it.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from execute.hostile import KINDS, Hostile, verdicts
from execute.hostile_programs import PROGRAMS
from execute.other_user import ROOT, run_as_nobody

PAGE = ROOT / "SECURITY.md"
ALL: Mapping[str, Mapping[str, Hostile]] = {"table": KINDS, "programs": PROGRAMS}
"""The tables by the names of their marks."""
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
_REFUSED = ("[Errno 1]", "[Errno 25]")
_PROGRAMS_REFUSED = ("ermission denied", "not permitted", "Read-only", "EACCES", "EPERM", "EROFS")
_PROGRAMS_LIMITS = (*_LIMITS, "exit status 153", "ENOSPC", "EFBIG")

Said = Mapping[str, Mapping[str, str]]


def cell(kind: Hostile, found: Mapping[str, str]) -> str:
    """How a snippet of that kind ended, in a few words."""
    if "|" in kind.verdict:
        return "ended"
    if found["verdict"] != "error":
        return _ENDS[found["verdict"]]
    if found["says"].startswith(_DENIED):
        return "denied"
    own = kind.language == "python"
    said, limits, refused = (
        (found["says"], _LIMITS, _REFUSED) if own else (found["message"], _PROGRAMS_LIMITS, _PROGRAMS_REFUSED)
    )
    if any(words in said for words in limits):
        return "ended at its limit"
    return "refused" if any(words in said for words in refused) else "fails"


def marks(name: str) -> tuple[str, str]:
    """What stands around a table."""
    return f"<!-- {name}: made by `make security` -->\n", f"<!-- end of the {name} -->\n"


def column(name: str, said: Said) -> dict[str, str]:
    """The cells of one tier and user, by kind."""
    return {kind: cell(each, said[kind]) for kind, each in ALL[name].items()}


def written(name: str) -> dict[tuple[str, str], dict[str, str]]:
    """The columns as the page has them, by tier and user."""
    begin, end = marks(name)
    lines = PAGE.read_text("utf-8").partition(begin)[2].partition(end)[0].splitlines()
    _, _, *rows = ([each.strip() for each in line.strip("|").split("|")] for line in lines)
    keys = [(tier, user) for tier in TIERS for user in USERS]
    return {key: {row[0]: row[1 + number] for row in rows} for number, key in enumerate(keys)}


def table(name: str, columns: Mapping[tuple[str, str], Mapping[str, str]]) -> str:
    """The table as Markdown."""
    heads = [f"{tier}, {user}" for tier in TIERS.values() for user in USERS]
    rows = [[kind, *(columns[tier, user][kind] for tier in TIERS for user in USERS)] for kind in ALL[name]]
    lines = [["what the snippet does", *heads], ["---"] * (1 + len(heads)), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_root(name: str, tier: str, folder: Path) -> tuple[Said, str]:
    """What this process's user finds in that tier, and the path of the file that no snippet may touch."""
    victim = folder / "secret"
    victim.write_text("hunter2", "utf-8")
    victim.chmod(0o600)
    return verdicts(ALL[name], tier, str(victim)), str(victim)


def as_another(name: str, tier: str, folder: Path) -> tuple[Said, str]:
    """The same for a user without rights."""
    done = run_as_nobody(str(Path(__file__).with_name("hostile_run.py")), tier, name, folder=folder)
    if done.stderr:
        raise RuntimeError(done.stderr)
    said = json.loads(done.stdout)
    return said["verdicts"], said["victim"]


def main() -> None:
    """Write the tables anew."""
    for name in ALL:
        columns = {}
        for tier in TIERS:
            for user, ask in zip(USERS, (as_root, as_another), strict=True):
                with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # a user without rights must get there
                    columns[tier, user] = column(name, ask(name, tier, Path(folder))[0])
        begin, end = marks(name)
        before, begin, rest = PAGE.read_text("utf-8").partition(begin)
        PAGE.write_text(f"{before}{begin}{table(name, columns)}{end}{rest.partition(end)[2]}", "utf-8")


if __name__ == "__main__":
    main()
