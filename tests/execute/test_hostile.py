import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from execute.hostile import SNIPPETS, verdicts
from execute.other_user import run_as_nobody

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")

TIERS = ("auto", "landlock")


@pytest.mark.parametrize("tier", TIERS)
def test_a_deck_of_hostile_snippets_between_two_good_notes(tier: str, tmp_path: Path) -> None:
    victim = tmp_path / "secret"
    victim.write_text("hunter2", "utf-8")
    victim.chmod(0o600)
    began = time.monotonic()
    check(verdicts(tier, str(victim)), tier, str(victim))
    assert time.monotonic() - began < 120
    assert victim.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("tier", TIERS)
def test_the_same_as_another_user(tier: str) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # pytest's own is root's alone
        own = Path(folder)
        done = run_as_nobody(str(Path(__file__).with_name("hostile.py")), tier, folder=own)
        assert done.stderr == ""
        said = json.loads(done.stdout)
        check(said["verdicts"], tier, said["victim"])
        assert [path.name for path in own.iterdir()] == [".cache"]  # where matplotlib keeps its fonts


def check(said: dict[str, Any], tier: str, victim: str) -> None:
    """Every verdict and message as the table has it, the good notes unharmed, the tier reported."""
    for name in ("first good note", "last good note"):
        assert (said[name]["verdict"], said[name]["prints"]) == ("ok", "[] 4\n")
    for name, each in SNIPPETS.items():
        found = said[name]
        assert found["verdict"] in each.verdict.split("|"), (name, found)
        if "|" not in each.verdict:
            says = each.landlock if each.landlock and "namespaces" not in found["isolation"] else each.says
            assert begins(found["says"], says.replace("{victim}", victim)), (name, found)
        if found["verdict"] != "output-limit":
            assert found["prints"] == each.prints, (name, found)
    tiers = {found["isolation"].split(",")[0].split()[0] for found in said.values()}
    assert tiers == ({"landlock"} if tier == "landlock" else {"namespaces"})


def begins(text: str, beginning: str) -> bool:
    return text.startswith(beginning) if beginning else text == ""
