"""A slot: one after another, forks a session's process, watches it, and cleans up to the last process and file.

In the best tier the slot is process 1 of its own pid namespace: `kill(-1)` then ends exactly what the session left.
Otherwise it adopts orphans and kills until none is left.
"""

import _thread
import contextlib
import dataclasses
import os
import signal
import socket
import time

from . import child, confinement, folders, forked, usage
from .protocol import Job, decode, encode
from .sandbox import calls, namespaces
from .scratch import Scratch
from .watch import Watch

_SURVIVORS = 75
"""The exit status of a slot that could not end its session; its namespace ends with it."""
_PATIENCE = 10.0


class Slot:
    """One place where a session can run."""

    def __init__(self, connection: socket.socket, root: str, tier: confinement.Tier) -> None:
        self._connection = connection
        self._top, self._stage = f"{root}/scratch", f"{root}/stage"
        for folder in (self._top, self._stage):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        self._tier = tier
        if tier.namespaces:
            self._tier = dataclasses.replace(tier, read_only=namespaces.own_mounts())
        else:
            calls.adopt_orphans()

    def serve(self) -> None:
        """Run the sessions that come in, until the command hangs up."""
        self._send({"event": "ready"})
        with self._connection.makefile("rb") as jobs:
            for line in jobs:
                job: Job = decode(line)  # type: ignore[assignment]  # the command's own message
                self._run(job)

    def _run(self, job: Job) -> None:
        scratch = self._prepare(job)
        _use_up_process_ids(job["conditions"]["process_ids"])
        tier = self._tier_for(job, scratch)
        session = forked.start(lambda ends: child.run(job, ends, scratch, tier, self._stage))
        try:
            Watch(session, job, scratch.top, self._send).until_done()
        finally:
            self._end_all(session.pid)
            session.close()
            self._remove(scratch)
        self._connection.sendall(encode({"event": "done", "isolation": self._tier.describe()}))

    def _tier_for(self, job: Job, scratch: Scratch) -> confinement.Tier:
        """The tier, once it has been tried out whether a session that needs one can have a root of its own."""
        if job["processes"] and self._tier.rooted is None:

            def enter() -> bool:
                return confinement.enter(job, scratch, dataclasses.replace(self._tier, rooted=True), self._stage).rooted

            self._tier = dataclasses.replace(self._tier, rooted=self._tier.namespaces and namespaces.succeeds(enter))
        return self._tier

    def _send(self, message: dict[str, object]) -> None:
        self._connection.sendall(encode(message))

    def _prepare(self, job: Job) -> Scratch:
        top = self._top
        if self._tier.namespaces:
            namespaces.mount_scratch(top, job["disk"])
            shared = namespaces.mount_scratch("/dev/shm", job["disk"])
            self._tier = dataclasses.replace(self._tier, shared=shared)
        else:
            os.makedirs(top, mode=0o700, exist_ok=True)
        scratch = Scratch.beneath(top, job["conditions"]["folder"])
        scratch.create(job["data"])
        return scratch

    def _remove(self, scratch: Scratch) -> None:
        if self._tier.namespaces:
            namespaces.unmount_scratch(scratch.top)
            namespaces.unmount_scratch("/dev/shm")
        else:
            folders.remove(scratch.top)

    def _end_all(self, session: int) -> None:
        """Kill whatever the session left; a slot that cannot ends itself."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL) if self._tier.namespaces else os.killpg(session, signal.SIGKILL)
            if not self._tier.namespaces:
                for orphan in usage.descendants(os.getpid()):
                    with contextlib.suppress(OSError):
                        os.kill(orphan, signal.SIGKILL)
            if _all_reaped():
                return
            time.sleep(0.002)
        os._exit(_SURVIVORS)


def _all_reaped() -> bool:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def _use_up_process_ids(count: int) -> None:
    """Let the session have another process id than it would have had: threads take their ids from the same row."""
    for _ in range(count):
        done = _thread.allocate_lock()
        done.acquire()
        _thread.start_new_thread(done.release, ())
        done.acquire()
