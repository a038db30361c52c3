"""Snippets that mean harm, or do it by mistake; as a program, the verdicts of a deck of them between two good notes."""

import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from execute.sessions import session_of

from builder.execute import Settings, run_sessions
from builder.model import Session


@dataclass(frozen=True)
class Hostile:
    """A snippet, and what must become of it."""

    code: str
    verdict: str
    says: str = ""
    """The first line of the message; with `prints`, nothing else is said."""
    prints: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    landlock: str | None = None
    """The message where there are no namespaces, if it is another."""


SHORT = {"timeout": 0.5}
NOT_PERMITTED = "The snippet raised PermissionError: [Errno 1] Operation not permitted"
DENIED = "The snippet raised PermissionError: [Errno 13] Permission denied"
LATE = "The snippet did not end within 0.5 s."
SYSCALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, *arguments):
    returned = getattr(libc, name)(*arguments)
    print(name, returned, errno.errorcode.get(ctypes.get_errno()))
"""

SNIPPETS: dict[str, Hostile] = {
    "endless loop": Hostile("while True:\n    pass", "timeout", LATE, options=SHORT),
    "endless print": Hostile(
        "while True:\n    print('x' * 99)", "output-limit", "The snippet printed more than 65536 bytes."
    ),
    "100 GB tensor": Hostile(
        "import torch\ntorch.zeros(25_000_000_000)",
        "memory",
        "The snippet raised RuntimeError: [enforce fail at alloc_cpu.cpp",
        options={"timeout": 20},
    ),
    "shared mmap": Hostile(
        "import mmap\nmmap.mmap(-1, 64 << 30)",
        "memory",
        "The snippet raised OSError: [Errno 12] Cannot allocate memory",
    ),
    "slow memory eater": Hostile(
        "eaten = []\nwhile True:\n    eaten.append(bytearray(16 << 20))",
        "memory",
        "The snippet raised MemoryError",
        options={"memory": 512, "timeout": 20},
    ),
    "fork bomb": Hostile("import os\nwhile True:\n    os.fork()", "error", NOT_PERMITTED),
    "fork bomb where processes are allowed": Hostile(
        "import os\nwhile True:\n    os.fork()",
        "error",
        "The snippet started more than 64 processes.",
        options={"processes": True, "timeout": 20},
    ),
    "subprocess": Hostile("import subprocess\nsubprocess.run(['/bin/true'])", "error", NOT_PERMITTED),
    "daemon that holds stdout": Hostile(
        "import os, sys, time\n"
        "print('parent', flush=True)\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(600)\n"
        "    os._exit(0)\n"
        "os.wait() and None",
        "ok",
        prints="parent\n",
        options={"processes": True},
    ),
    "thread bomb": Hostile(
        "import threading, time\n"
        "while True:\n"
        "    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
        "memory",
        "The snippet raised RuntimeError: can't start new thread",
        options={"memory": 1024, "timeout": 20},
    ),
    "threads that never end": Hostile(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\nprint('main')",
        "timeout",
        LATE,
        "main\n",
        options=SHORT,
    ),
    "os._exit half-way": Hostile(
        "import os\nprint('half')\nos._exit(0)\nprint('whole')",
        "error",
        "The process ended with exit status 0 before the snippet was done.",
        "half\n",
    ),
    "sys.exit(3)": Hostile("import sys\nsys.exit(3)", "error", "The snippet ended with exit status 3."),
    "segfault": Hostile(
        "import ctypes\nprint('before')\nctypes.string_at(0)",
        "killed",
        "The process was ended by SIGSEGV.",
        "before\n",
    ),
    "abort": Hostile("import os\nos.abort()", "killed", "The process was ended by SIGABRT."),
    "raise in atexit": Hostile(
        "import atexit\n@atexit.register\ndef late():\n    print('late')\n    raise ValueError('late')",
        "ok",
        prints="late\n",
    ),
    "SIGTERM ignored": Hostile(
        "import signal\n"
        "for number in signal.valid_signals() - {9, 19}:\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "while True:\n"
        "    pass",
        "timeout",
        LATE,
        options=SHORT,
    ),
    "SIGSTOP to itself": Hostile(
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "timeout", LATE, options=SHORT
    ),
    "closed stdout": Hostile(
        "import os\nos.close(1)\nprint('lost')", "error", "The snippet raised OSError: [Errno 9] Bad file descriptor"
    ),
    "every descriptor closed": Hostile(
        "import os\nos.closerange(0, 4096)",
        "error",
        "The process ended with exit status 70 before the snippet was done.",
    ),
    "raw writes": Hostile("import os\nos.write(1, b'raw\\n') and None", "ok", prints="raw\n"),
    "lone surrogate": Hostile(
        "print('\\udc80')",
        "error",
        "The snippet raised UnicodeEncodeError: 'utf-8' codec can't encode character '\\udc80' in position 0: "
        "surrogates not allowed",
    ),
    "NUL and invalid UTF-8": Hostile(
        "import os\nos.write(1, b'a\\x00b\\xff\\x1b[1m\\n') and None", "ok", prints="a\\x00b\\xff\\x1b[1m\n"
    ),
    "five million items": Hostile(
        "list(range(5_000_000))",
        "output-limit",
        "The repr of the last expression has 43888890 characters.",
        options={"timeout": 20},
    ),
    "repr that never returns": Hostile(
        "class Slow:\n    def __repr__(self):\n        while True:\n            pass\nSlow()",
        "timeout",
        LATE,
        options=SHORT,
    ),
    "raised recursion limit": Hostile(
        "import sys\nsys.setrecursionlimit(10**9)\ndef deep(n):\n    return deep(n + 1)\ndeep(0)",
        "error|killed|memory|timeout",  # Python's own unwinding gives another end at almost every run
        options={"memory": 256, "timeout": 2},
    ),
    "big file": Hostile(
        "with open('big', 'wb') as file:\n    for _ in range(1024):\n        file.write(bytes(1 << 20))",
        "error",
        "The snippet raised OSError: [Errno 27] File too large",
    ),
    "many big files": Hostile(
        "for n in range(64):\n    with open(f'{n}', 'wb') as file:\n        file.write(bytes(8 << 20))\n"
        "while True:\n    pass",
        "error",
        "The snippet raised OSError: [Errno 28] No space left on device",
        landlock="The snippet wrote more than 64 MiB.",
    ),
    "many files": Hostile(
        "import time\nfor n in range(100_000):\n    open(f'{n}', 'w').close()",
        "error",
        "The snippet raised OSError: [Errno 28] No space left on device: '4092'",
        landlock="The snippet wrote more than 64 MiB.",
    ),
    "write outside": Hostile(
        "from pathlib import Path\nPath('/tmp/build-deck-was-here').write_text('x')",
        "error",
        "The snippet raised OSError: [Errno 30] Read-only file system: '/tmp/build-deck-was-here'",
        landlock=f"{DENIED}: '/tmp/build-deck-was-here'",
    ),
    "chmod outside": Hostile(
        "import os\nos.chmod(os.environ['VICTIM'], 0o777)",
        "error",
        "The snippet raised OSError: [Errno 30] Read-only file system: '{victim}'",
        landlock=f"{NOT_PERMITTED}: '{{victim}}'",
    ),
    "secrets in the environment": Hostile(
        "import os\nprint('SECRET_TOKEN' in os.environ, b'hunter2' in open('/proc/self/environ', 'rb').read())",
        "ok",
        prints="False False\n",
    ),
    "secrets in the parent": Hostile("import os\nopen(f'/proc/{os.getppid()}/environ').read()", "error", DENIED),
    "secrets at home": Hostile("import os\nopen(os.environ['VICTIM']).read()", "error", f"{DENIED}: '{{victim}}'"),
    "password file": Hostile("open('/etc/passwd').read()", "error", f"{DENIED}: '/etc/passwd'"),
    "TCP": Hostile("import socket\nsocket.create_connection(('127.0.0.1', 80))", "error", NOT_PERMITTED),
    "UDP": Hostile("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "error", NOT_PERMITTED),
    "Unix socket": Hostile("import socket\nsocket.socket(socket.AF_UNIX)", "error", NOT_PERMITTED),
    "input": Hostile("input('name? ')", "error", "The snippet raised EOFError: EOF when reading a line", "name? "),
    "print patched": Hostile("import builtins\nbuiltins.print = None\nbuiltins.repr = None", "ok"),
    "json and os patched": Hostile(
        "import json, os, sys\njson.dumps = None\nos.write = None\nsys.stdout = None\nsys.modules.clear()", "ok"
    ),
    "own folder deleted": Hostile("import os, shutil\nshutil.rmtree(os.getcwd())", "ok"),
    "locked folder left": Hostile("import os\nos.mkdir('locked', 0)", "ok"),
    "chdir": Hostile("import os\nos.chdir('/')", "ok"),
    "kill parent": Hostile("import os\nos.kill(os.getppid(), 9)", "error", NOT_PERMITTED),
    "kill 1": Hostile("import os\nos.kill(1, 9)", "error", NOT_PERMITTED),
    "kill -1": Hostile("import os\nos.kill(-1, 9)", "error", NOT_PERMITTED),
    "kill parent where processes are allowed": Hostile(
        "import os\nos.kill(os.getppid(), 15)", "error", NOT_PERMITTED, options={"processes": True}
    ),
    "signal by ownership": Hostile(
        "import fcntl, os\nfcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())", "error", NOT_PERMITTED
    ),
    "limits of the parent": Hostile(
        "import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))", "error", NOT_PERMITTED
    ),
    "unshare, mount, chroot, ptrace": Hostile(
        f"{SYSCALLS}\nattempt('unshare', 0x10000000)\nattempt('mount', None, b'/', None, 16384, None)\n"
        "attempt('chroot', b'/tmp')\nattempt('ptrace', 16, 1, 0, 0)\nattempt('setns', 0, 0)",
        "ok",
        prints="unshare -1 EPERM\nmount -1 EPERM\nchroot -1 EPERM\nptrace -1 EPERM\nsetns -1 EPERM\n",
    ),
    "forged report": Hostile(
        'import os\nos.write(200, b\'{"status": "ok", "value": 1}\\n\' * 9)\n[] + {}',
        "error",
        'The snippet raised TypeError: can only concatenate list (not "dict") to list',
    ),
    "nested report": Hostile("import os\nos.write(200, b'[' * 9_000_000 + b'\\n') and None", "ok"),
    "endless report": Hostile(
        "import os\nwhile True:\n    os.write(200, b'x' * 65536)",
        "output-limit",
        "The figures and values have more than 16 MiB.",
        options={"timeout": 20},
    ),
    "stderr flood": Hostile(
        "import sys\nwhile True:\n    sys.stderr.write('x' * 9999)",
        "output-limit",
        "The snippet printed more than 65536 bytes.",
    ),
}

GOOD = "import os\nprint(sorted(os.listdir()), 2 + 2)"


def deck(victim: str) -> list[Session]:
    """A good session, the hostile ones, a good session."""
    return [
        session_of(GOOD, name="first good note"),
        *(
            session_of(each.code.replace("os.environ['VICTIM']", repr(victim)), name=name, **each.options)
            for name, each in SNIPPETS.items()
        ),
        session_of(GOOD, name="last good note"),
    ]


def verdicts(tier: str, victim: str) -> dict[str, dict[str, str]]:
    """What the engine says of each, in one run."""
    settings = Settings(jobs=2, isolation=tier)  # type: ignore[arg-type]
    os.environ["SECRET_TOKEN"] = "hunter2"
    return {
        run.session.name: {
            "verdict": str(run.snippets[0].verdict),
            "says": run.snippets[0].message.partition("\n")[0],
            "prints": run.snippets[0].output.stdout,
            "isolation": run.environment.isolation,
        }
        for run in run_sessions(deck(victim), settings)
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder, "secret")
        secret.write_text("hunter2", "utf-8")
        json.dump({"victim": str(secret), "verdicts": verdicts(sys.argv[1], str(secret))}, sys.stdout)
