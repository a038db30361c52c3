"""A root of a session's own: a tree that holds what it may open and nothing else, so that no other path is in reach.

A Unix socket is reached by its path, and neither Landlock nor a filter can tell whose it is.
"""

import contextlib
import itertools
import os
import platform
import stat
from collections.abc import Iterable, Iterator

from .calls import call, mount, unmount
from .namespaces import private_mounts, read_only

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_BIND, _RECURSIVE, _NOSUID = 1 << 12, 1 << 14, 2
_MOST_LINKS = 40
_MOST_LOOKED_AT = 10_000


def change(stage: str, paths: Iterable[str], decks: Iterable[str], scratch: str, own: str) -> bool:
    """Whether this process now sees the paths alone, read-only, and the scratch folder as `own`.

    `decks` are those of the paths that may hold anything: there no socket is to be seen. `stage` is an empty folder to
    build on. Where it fails midway, the process must end.
    """
    if not (private_mounts() and mount("tmpfs", stage, "tmpfs", _NOSUID, "size=1m,mode=0755")):
        return False
    tree = _Tree(stage)
    try:
        for path in ("/proc", *sorted(paths)):
            tree.show(path)
        for path in decks:
            tree.hide_sockets(path)
        tree.bind(scratch, own)
        if os.path.isdir("/dev/shm"):
            tree.bind("/dev/shm", "/dev/shm")
    except OSError:
        return False
    return read_only(stage) and _turn_to(stage)


class _Tree:
    """The tree as far as it is built."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._bound: list[str] = []

    def show(self, path: str, links: int = 0) -> None:
        """Let the path lead where it leads outside, through the same links; nothing where it leads nowhere."""
        here, rest = "", path.strip("/").split("/")
        while rest:
            here += f"/{rest.pop(0)}"
            if any(here == top or here.startswith(f"{top}/") for top in self._bound):
                return
            if os.path.islink(here):
                target = os.readlink(here)
                os.makedirs(os.path.dirname(f"{self._stage}{here}"), exist_ok=True)
                with contextlib.suppress(FileExistsError):
                    os.symlink(target, f"{self._stage}{here}")
                if links < _MOST_LINKS:
                    self.show(os.path.normpath(os.path.join(os.path.dirname(here), target, *rest)), links + 1)
                return
        if os.path.lexists(here):
            self.bind(here, here)
            self._bound.append(here)

    def hide_sockets(self, path: str) -> None:
        """Let what is a socket of somebody's be nothing, as far as it is found."""
        for socket in itertools.islice(_below(path), _MOST_LOOKED_AT):
            with contextlib.suppress(OSError):  # gone meanwhile
                if stat.S_ISSOCK(os.lstat(socket).st_mode):
                    mount("/dev/null", f"{self._stage}{socket}", None, _BIND)

    def bind(self, outside: str, inside: str) -> None:
        """Let a path of the tree be one of outside; raises OSError where that cannot be."""
        there = f"{self._stage}{inside}"
        if os.path.isdir(outside):
            os.makedirs(there, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(there), exist_ok=True)
            with open(there, "a"):
                pass
        if not mount(outside, there, None, _BIND | _RECURSIVE):
            raise OSError(f"{inside} cannot be shown")


def _below(path: str) -> Iterator[str]:
    yield path
    for top, _, names in os.walk(path):
        yield from (os.path.join(top, name) for name in names)


def _turn_to(stage: str) -> bool:
    """Whether the stage is the root now, and the old one gone."""
    number = _PIVOT_ROOT.get(platform.machine())
    if number is None:
        return False
    os.chdir(stage)
    turned = call(number, b".", b".") == 0 and unmount(".")
    os.chdir("/")
    return turned
