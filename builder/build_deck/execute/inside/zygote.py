"""The zygote: a process that has imported what sessions import, and forks a slot for each that may run at once.

It never computes and never touches CUDA: a process that only imported can be forked safely. Above it stands its
guard, which has imported nothing and so can always act: when the command is gone (however it went) or the zygote is,
it ends whatever is left and removes the temporary folder.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable

from . import folders
from .confinement import Tier, seccomp_works
from .protocol import Zygote, encode
from .python import preload, shared
from .sandbox import calls, landlock, namespaces
from .slot import Slot

_PATIENCE = 5.0
"""Seconds in which what was killed must be gone."""


def main(setup: Zygote) -> None:
    """Guard a zygote until the command hangs up or asks to end; never returns."""
    control = socket.socket(fileno=setup["control"])
    zygotes: list[int] = []

    def end(*_: object) -> None:
        _end(zygotes, setup["root"])

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls.die_with_parent(signal.SIGTERM)
    calls.adopt_orphans()
    try:
        tier = _reach(setup)
        zygotes.append(_become(lambda: _zygote(setup, tier), in_namespaces=tier.namespaces))
        for descriptor in setup["slots"]:
            os.close(descriptor)
        poll = select.poll()
        for descriptor in (control.fileno(), os.pidfd_open(zygotes[0])):
            poll.register(descriptor, select.POLLIN)
        poll.poll()
    except Exception:
        _say_why()
    finally:
        end()


def _reach(setup: Zygote) -> Tier:
    """The best isolation that can be had here, up to what is asked for; this process is in its namespaces already."""
    sandbox = setup["sandbox"]
    return Tier(
        namespaces=setup["namespaces"] and namespaces.available() and namespaces.enter(),
        read_only=False,
        sandbox=sandbox,
        landlock=max(0, landlock.abi()) if sandbox else 0,
        seccomp=sandbox and seccomp_works(),
    )


def _become(what: Callable[[], None], *, in_namespaces: bool) -> int:
    """The pid of a new process that does only this; process 1 of a pid namespace where that can be had."""
    pid = namespaces.fork_as_init() if in_namespaces else os.fork()
    if pid:
        return pid
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        calls.die_with_parent(signal.SIGKILL)
        what()
    except (BrokenPipeError, ConnectionResetError):
        pass  # the command is gone, and the guard sees to the rest
    except BaseException:
        _say_why()
    finally:
        os._exit(1)


def _say_why() -> None:
    traceback.print_exc()
    sys.stderr.flush()


def _zygote(setup: Zygote, tier: Tier) -> None:
    os.close(setup["control"])
    if not tier.namespaces:
        calls.adopt_orphans()
        shared.prepare()
    preload.load(setup["preload"], optimizer=setup["optimizer"])
    connections = [socket.socket(fileno=descriptor) for descriptor in setup["slots"]]

    def fork(number: int) -> int:
        root = f"{setup['root']}/{number}"
        os.makedirs(root, mode=0o700, exist_ok=True)
        return _become(lambda: Slot(connections[number], root, tier).serve(), in_namespaces=tier.namespaces)

    slots = {fork(number): number for number in range(len(connections))}
    while True:
        pid = os.waitpid(-1, 0)[0]
        if pid not in slots:
            continue
        for orphan in _children() - set(slots):
            with contextlib.suppress(OSError):
                os.kill(orphan, signal.SIGKILL)
        number = slots.pop(pid)
        connections[number].sendall(b"\n" + encode({"event": "lost"}))
        slots[fork(number)] = number


def _end(zygotes: list[int], root: str) -> None:
    """Kill everything below, remove the folder, and leave."""
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        for pid in {*zygotes, *_children()}:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.002)
        except ChildProcessError:
            break
    folders.remove(root)
    os._exit(0)


def _children() -> set[int]:
    try:
        with open("/proc/thread-self/children") as file:
            return {int(pid) for pid in file.read().split()}
    except OSError:
        return set()
