import os
import socket
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from build_deck.execute import Settings, run_sessions
from execute.security import ALL, TIERS, Said, as_another, as_root, column, table, written
from execute.sessions import session_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("tier", TIERS)
def test_a_deck_of_hostile_snippets_between_two_good_notes(tier: str, name: str, tmp_path: Path) -> None:
    said, victim = as_root(name, tier, tmp_path)
    check(name, said, tier, victim)
    assert Path(victim).stat().st_mode & 0o777 == 0o600
    if os.getuid() == 0:
        assert column(name, said) == written(name)[tier, "root"]


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("tier", TIERS)
def test_the_same_as_another_user(tier: str, name: str) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # pytest's own is root's alone
        own = Path(folder)
        said, victim = as_another(name, tier, own)
        check(name, said, tier, victim)
        assert column(name, said) == written(name)[tier, "another user"]
        assert [path.name for path in own.iterdir()] == [".cache"]  # where matplotlib keeps its fonts


@pytest.mark.parametrize("name", ALL)
def test_the_tables_of_security_are_as_they_are_made(name: str) -> None:
    assert table(name, written(name)) in Path(__file__).parents[2].joinpath("SECURITY.md").read_text("utf-8")


def check(name: str, said: Said, tier: str, victim: str) -> None:
    """Every verdict and message as the table has it, the good notes unharmed, the tier reported."""
    for good in ("first good note", "last good note"):
        assert (said[good]["verdict"], said[good]["prints"]) == ("ok", "[] 4\n")
    for kind, each in ALL[name].items():
        found = said[kind]
        assert found["verdict"] in each.verdict.split("|"), (kind, found)
        if "|" not in each.verdict and (each.says or each.language == "python"):
            says = each.landlock if each.landlock and "namespaces" not in found["isolation"] else each.says
            assert begins(found["says"], says.replace("{victim}", victim)), (kind, found)
        cut = found["verdict"] == "output-limit" or found["says"].startswith("The snippet tried")
        if each.prints or (each.language == "python" and not cut):
            assert found["prints"] == each.prints, (kind, found)
    tiers = {found["isolation"].split(",")[0].split()[0] for found in said.values()}
    assert tiers == ({"landlock"} if tier == "landlock" else {"namespaces"})


def begins(text: str, beginning: str) -> bool:
    return text.startswith(beginning) if beginning else text == ""


REACHING = """
import ctypes, os, socket
path, kind = {path!r}, getattr(socket, {kind!r})
def attempt(what):
    try:
        what()
    except OSError as error:
        pass
{first}
for end in ends:
    attempt(lambda: end.connect(path))
    attempt(lambda: end.sendto(b'reached', path))
    attempt(lambda: end.sendmsg([b'reached'], [], 0, path))
    attempt(lambda: end.send(b'reached'))
"""
ENDS = {
    "pair": "ends = socket.socketpair(socket.AF_UNIX, kind)",
    "socket": "ends = [socket.socket(socket.AF_UNIX, kind)]",
    "from C": (
        "number = ctypes.CDLL(None).socket(1, int(kind), 0)\n"
        "ends = [socket.socket(socket.AF_UNIX, kind, fileno=number)] if number >= 0 else []"
    ),
}


@pytest.mark.parametrize("where", ["in a folder", "without a path", "in the deck"])
@pytest.mark.parametrize("tier", TIERS)
def test_nothing_reaches_a_socket_outside(tier: str, where: str) -> None:
    """No datagram, no connection: by a pair's end or a socket of its own, with `processes` and without."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own is too long for a socket's path
        name = f"\0{folder}" if where == "without a path" else f"{folder}/socket"
        settings = Settings(jobs=2, import_paths=(Path(folder),) if where == "in the deck" else ())
        outside = [socket.socket(socket.AF_UNIX, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)]
        for each, suffix in zip(outside, ("datagram", "stream"), strict=True):
            each.bind(f"{name}-{suffix}")
            each.settimeout(0)
        outside[1].listen()
        sessions = [
            session_of(
                REACHING.format(path=f"{name}-{suffix}", kind=kind, first=first), name=label, processes=processes
            )
            for kind, suffix in (("SOCK_DGRAM", "datagram"), ("SOCK_STREAM", "stream"), ("SOCK_SEQPACKET", "datagram"))
            for label, first in ENDS.items()
            for processes in (False, True)
        ]
        runs = list(run_sessions(sessions, replace(settings, isolation=tier)))  # type: ignore[arg-type]
        assert len(runs) == len(sessions)
        with pytest.raises(BlockingIOError):
            outside[0].recv(10)
        with pytest.raises(BlockingIOError):
            outside[1].accept()
        for each in outside:
            each.close()
