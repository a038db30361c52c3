"""Zygotes as the command sees them: started, given sessions, heard, restarted, and gone without a trace."""

import contextlib
import json
import selectors
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build_deck.execute import interpreter
from build_deck.execute.inside.protocol import Zygote as Setup
from build_deck.execute.inside.protocol import decode, encode
from build_deck.execute.jobs import Kind, Task
from build_deck.execute.settings import Isolation
from build_deck.execute.temporary import Temporary

_GRACE = 0.6
"""Seconds that a zygote has to end its slots and remove its folder."""


@dataclass(slots=True, eq=False)
class Slot:
    """The command's end of one slot."""

    connection: socket.socket
    zygote: "Zygote"
    ready: bool = False
    """Whether its zygote has imported what sessions need, so that a session sent to it begins at once."""
    task: Task | None = None
    heard: bytearray = field(default_factory=bytearray)
    deadline: float = 0.0

    def send(self, task: Task) -> None:
        """Give the slot a session to run."""
        self.task = task
        with contextlib.suppress(OSError):  # a dead zygote is noticed when it is listened to
            self.connection.sendall(encode(task.job))

    def messages(self) -> list[dict[str, Any]] | None:
        """What the slot has said since the last call; None when its zygote is gone."""
        try:
            data = self.connection.recv(1 << 20)
        except OSError:
            return None
        if not data:
            return None
        self.heard += data
        *lines, rest = bytes(self.heard).split(b"\n")
        self.heard = bytearray(rest)
        return [message for line in lines if (message := decode(line))]


class Zygote:
    """A running zygote and its slots."""

    def __init__(self, kind: Kind, slots: int, isolation: Isolation, fonts: Path | None) -> None:
        self.kind = kind
        self.begun = time.monotonic()
        self._temporary = Temporary()
        self.root = self._temporary.path
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the zygote
        own, theirs = zip(*(socket.socketpair() for _ in range(slots + 1)), strict=True)
        self._control: socket.socket = own[0]
        self.slots = [Slot(connection, self) for connection in own[1:]]
        setup = Setup(
            slots=[end.fileno() for end in theirs[1:]],
            control=theirs[0].fileno(),
            root=str(self.root),
            preload=[list(each) for each in kind.preload],
            optimizer=kind.optimizer,
            namespaces=isolation == "auto",
            sandbox=isolation != "none",
            device=kind.device,
        )
        self._process = subprocess.Popen(
            interpreter.command(str(interpreter.START), "zygote", json.dumps(setup)),
            env=interpreter.environment(self.root, kind.hash_seed, dict(kind.environment), fonts),
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            pass_fds=[*(end.fileno() for end in theirs), self._temporary.lock],
            start_new_session=True,
        )
        for end in theirs:
            end.close()

    def register(self, selector: selectors.BaseSelector) -> None:
        """Have the slots listened to."""
        for slot in self.slots:
            selector.register(slot.connection, selectors.EVENT_READ, slot)

    def last_words(self) -> str:
        """What it wrote before it died."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")[-4000:]

    def close(self, selector: selectors.BaseSelector) -> None:
        """End it with everything below it, and leave no folder."""
        for slot in self.slots:
            with contextlib.suppress(KeyError, ValueError):
                selector.unregister(slot.connection)
            slot.connection.close()
        self._control.close()
        try:
            self._process.terminate()
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        finally:
            self._log.close()
            self._temporary.remove()
