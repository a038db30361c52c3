"""Snippets that mean harm, or do it by mistake, and the verdicts of a deck of them between two good notes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from build_deck.execute import Settings, run_sessions
from build_deck.model import Session
from execute.denied import DENIED, REACH, READ, SOCKET, START, WRITE
from execute.sessions import session_of


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
    language: str = "python"


SHORT = {"timeout": 0.5}
NOT_PERMITTED = "The snippet raised PermissionError: [Errno 1] Operation not permitted"
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
    "fork bomb": Hostile("import os\nwhile True:\n    os.fork()", "error", START.format("")),
    "fork bomb where processes are allowed": Hostile(
        "import os\nwhile True:\n    os.fork()",
        "error",
        "The snippet started more than 64 processes.",
        options={"processes": True, "timeout": 20},
    ),
    "subprocess": Hostile("import subprocess\nsubprocess.run(['/bin/true'])", "error", START.format(" (true)")),
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
        "import os\nos.write(1, b'a\\x00b\\xff\\x1b[1m\\n') and None", "ok", prints="a\\x00b\\xff\n"
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
        landlock="The snippet made more than 4096 files and folders.",
    ),
    "write outside": Hostile(
        "from pathlib import Path\nPath('/tmp/build-deck-was-here').write_text('x')",
        "error",
        WRITE.format("/tmp/build-deck-was-here"),
    ),
    "chmod outside": Hostile(
        "import os\nos.chmod(os.environ['VICTIM'], 0o777)",
        "error",
        WRITE.format("{victim}"),
    ),
    "secrets in the environment": Hostile(
        "import os\nprint('SECRET_TOKEN' in os.environ, b'hunter2' in open('/proc/self/environ', 'rb').read())",
        "ok",
        prints="False False\n",
    ),
    "secrets in the parent": Hostile(
        "import os\nopen(f'/proc/{os.getppid()}/environ').read()", "error", "The snippet tried to read /proc/"
    ),
    "secrets at home": Hostile("import os\nopen(os.environ['VICTIM']).read()", "error", READ.format("{victim}")),
    "password file": Hostile("open('/etc/passwd').read()", "error", READ.format("/etc/passwd")),
    "TCP": Hostile("import socket\nsocket.create_connection(('127.0.0.1', 80))", "error", REACH.format(" (127.0.0.1)")),
    "UDP": Hostile("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "error", REACH.format("")),
    "Unix socket": Hostile("import socket\nsocket.socket(socket.AF_UNIX)", "error", SOCKET),
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
    "System V and POSIX queues": Hostile(
        f"{SYSCALLS}\n"
        "for name in 'shmget semget msgget'.split():\n    attempt(name, 1, 4096, 0o1600)\n"
        "for name in 'shmat shmctl shmdt semop semctl msgsnd msgrcv msgctl'.split():\n    attempt(name, 0, 0, 0, 0, 0)\n"
        "attempt('mq_open', b'/queue', 66, 0o600, None)\nattempt('mq_unlink', b'/queue')",
        "ok",
        prints="".join(
            f"{name} -1 EPERM\n"
            for name in (
                *("shmget", "semget", "msgget", "shmat", "shmctl", "shmdt", "semop", "semctl", "msgsnd", "msgrcv"),
                *("msgctl", "mq_open"),
            )
        )
        + "mq_unlink -1 EACCES\n",  # as glibc calls it
    ),
    "pair of datagram sockets": Hostile(
        "import socket\nsocket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)", "error", SOCKET
    ),
    "calls with impossible arguments": Hostile(
        f"{SYSCALLS}\nfor name in 'chmod fchmod flock utimensat fchmodat'.split():\n"
        "    for wild in (-1, 2**63 - 1, -(2**63)):\n"
        "        wild = ctypes.c_long(wild)\n"
        "        getattr(libc, name)(wild, wild, wild, wild)\n"
        "import struct\nopen('own', 'w').close()\n"
        "libc.utimensat(-100, b'own', struct.pack('4q', 2**62, 5, -(2**62), 5), 0)\n"
        "for _ in range(3):\n    libc.openat(-100, ctypes.c_long(-1), 65)",
        "ok",
    ),
    "calls that are told without end": Hostile(
        "import ctypes\nlibc = ctypes.CDLL(None)\nwhile True:\n    libc.socket(1, 1, 0)", "timeout", LATE, options=SHORT
    ),
    "watches of folders": Hostile(
        f"{SYSCALLS}\nattempt('inotify_init')\nattempt('inotify_init1', 0)",
        "ok",
        prints="inotify_init -1 EPERM\ninotify_init1 -1 EPERM\n",
    ),
    "lease": Hostile(
        "import fcntl, numpy\nfcntl.fcntl(open(numpy.__file__), fcntl.F_SETLEASE, fcntl.F_WRLCK)",
        "error",
        NOT_PERMITTED,
    ),
    "lock of a package": Hostile(
        "import fcntl, numpy\nfcntl.flock(open(numpy.__file__), fcntl.LOCK_EX | fcntl.LOCK_NB)", "error", NOT_PERMITTED
    ),
    "flags of a package": Hostile(
        "import array, fcntl, numpy\nfcntl.ioctl(open(numpy.__file__), 0x40086602, array.array('l', [64]))",
        "error",
        "The snippet raised OSError: [Errno 25] Inappropriate ioctl for device",
    ),
    "processors of the parent": Hostile("import os\nos.sched_setaffinity(os.getppid(), {0})", "error", NOT_PERMITTED),
    "thousands of small threads": Hostile(
        "import threading, time\nthreading.stack_size(32768)\n"
        "for _ in range(20_000):\n    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "time.sleep(600)",
        "error|memory",  # the memory of their stacks may end first
        options={"timeout": 60},
    ),
    "namespaces where processes are allowed": Hostile(
        f"{SYSCALLS}\nimport platform\n"
        "clone, clone3 = {'x86_64': (56, 435), 'aarch64': (220, 435)}[platform.machine()]\n"
        "for flag in (0x20000, 0x10000000, 0x20000000, 0x40000000):\n    attempt('syscall', clone, flag | 17, 0, 0, 0, 0)\n"
        "attempt('syscall', clone3, bytes(88), 88)\nattempt('unshare', 0x10000000)",
        "ok",
        prints="syscall -1 EPERM\n" * 4 + "syscall -1 ENOSYS\nunshare -1 EPERM\n",
        options={"processes": True},
    ),
    "folders in folders": Hostile(
        "import os\nfor _ in range(1500):\n    os.mkdir('deep')\n    os.chdir('deep')\nos.mkdir('locked', 0)",
        "ok|error",
    ),
    "reports of nothing": Hostile(
        "import os\nwhile True:\n    os.write(200, b'{}\\n' * 20_000)",
        "output-limit",
        "The session sent more than 10000 lines that say nothing.",
        options={"timeout": 20},
    ),
    "report of many empty objects": Hostile(
        "import os\nos.write(200, b'{\"value\": [' + b'{},' * 5_000_000)\nwhile True:\n    os.write(200, b'{}]}\\n')",
        "output-limit",
        "The session sent more than 10000 lines that say nothing.",
        options={"timeout": 20},
    ),
    "ready again and again": Hostile(
        "import os\nwhile True:\n    os.write(200, b'\\n' * 60_000)",
        "output-limit",
        "The session sent more than 10000 lines that say nothing.",
        options={"timeout": 20},
    ),
    "forged value": Hostile(
        "import json, os\nreport = dict(status='ok', value='x' * 9_000_000, html=None, error=None, figures=[], "
        "truncated=False, message='', path='', line=0, missing='', ended=False)\n"
        "os.write(200, json.dumps(report).encode() + b'\\n')",
        "output-limit",
        "The snippet printed more than 65536 bytes.",
        options={"timeout": 20},
    ),
    "text that lies about its length": Hostile(
        "class Text(str):\n    def __len__(self):\n        return 0\n    def __str__(self):\n        return self\n"
        "class Value:\n    def __repr__(self):\n        return Text('x' * 9_000_000)\nValue()",
        "output-limit",
        "The repr of the last expression has 9000000 characters.",
        options={"timeout": 20},
    ),
}

KINDS = SNIPPETS | {f"denied: {name}": Hostile(code, "error", says) for name, (code, says, _) in DENIED.items()}
"""All of them, with what `test_denials` looks at more closely."""

GOOD = "import os\nprint(sorted(os.listdir()), 2 + 2)"


_QUOTES = {"c": '"{}"', "javascript": "'{}'", "python": "{!r}", "bash": "{}"}


def deck(kinds: Mapping[str, Hostile], victim: str) -> list[Session]:
    """A good session, the hostile ones, a good session."""
    return [
        session_of(GOOD, name="first good note"),
        *(_session(name, each, victim) for name, each in kinds.items()),
        session_of(GOOD, name="last good note"),
    ]


def _session(name: str, each: Hostile, victim: str) -> Session:
    code = each.code.replace("os.environ['VICTIM']", _QUOTES[each.language].format(victim))
    return session_of(code, name=name, language=each.language, **each.options)


def verdicts(kinds: Mapping[str, Hostile], tier: str, victim: str) -> dict[str, dict[str, str]]:
    """What the engine says of each, in one run."""
    settings = Settings(jobs=2, isolation=tier)  # type: ignore[arg-type]
    os.environ["SECRET_TOKEN"] = "hunter2"
    return {
        run.session.name: {
            "verdict": str(run.snippets[0].verdict),
            "says": run.snippets[0].message.partition("\n")[0],
            "message": run.snippets[0].message,
            "prints": run.snippets[0].output.stdout,
            "isolation": run.environment.isolation,
        }
        for run in run_sessions(deck(kinds, victim), settings)
    }
