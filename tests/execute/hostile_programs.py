"""Snippets in other languages that mean harm, or do it by mistake, and what must become of each."""

from typing import Any

from execute.denied import REACH, START
from execute.hostile import Hostile

_MORE = "The snippet printed more than 65536 bytes."
_STATUS = "The snippet ended with exit status {}."
SHORT: dict[str, Any] = {"timeout": 0.2}
LATE = "The snippet did not end within 0.2 s."
_SMALL: dict[str, Any] = {"memory": 256, "timeout": 20}
_EATEN = "The snippet and its processes use more than 256 MiB of memory."


def bash(code: str, verdict: str, says: str = "", prints: str = "", **options: Any) -> Hostile:
    """A snippet for a shell."""
    return Hostile(code, verdict, says, prints, options, language="bash")


def js(code: str, verdict: str, says: str = "", prints: str = "", **options: Any) -> Hostile:
    """A snippet for Node."""
    return Hostile(code, verdict, says, prints, options, language="javascript")


_HEAD = """#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
"""


def c(code: str, verdict: str, says: str = "", prints: str = "", **options: Any) -> Hostile:
    """Statements of a program in C."""
    return Hostile(f"{_HEAD}int main(void) {{\n{code}\n}}", verdict, says, prints, options, language="c")


PROGRAMS: dict[str, Hostile] = {
    # ---- a shell, which may start processes
    "Bash: endless loop": bash("while :; do :; done", "timeout", LATE, **SHORT),
    "Bash: endless print": bash("yes", "output-limit", _MORE),
    "Bash: memory eater": bash("a=x; while :; do a=$a$a; done", "memory", **_SMALL),
    "Bash: processes without end": bash(
        "while :; do sleep 600 & done", "error", "The snippet started more than 64 processes.", timeout=20
    ),
    "Bash: daemon that holds stdout": bash("(setsid sleep 600 &)\necho parent", "ok", prints="parent\n"),
    "Bash: ended by its own signal": bash("kill -SEGV $$", "killed", "The process was ended by SIGSEGV."),
    "Bash: SIGTERM ignored": bash("trap '' TERM INT HUP\nwhile :; do :; done", "timeout", LATE, **SHORT),
    "Bash: SIGSTOP to itself": bash("kill -STOP $$", "timeout", LATE, **SHORT),
    "Bash: closed stdout": bash("exec 1>&-\necho lost", "error", _STATUS.format(1)),
    "Bash: every descriptor closed": bash('for n in {0..255}; do eval "exec $n>&-"; done', "error|killed|ok"),
    "Bash: NUL and invalid UTF-8": bash(r"printf 'a\0b\xff\n'", "ok", prints="a\\x00b\\xff\n"),
    "Bash: big file": bash("head -c 200M /dev/zero > big", "error"),
    "Bash: many files": bash("touch {1..5000}; sleep 1; false", "error"),
    "Bash: write outside": bash("echo x > /etc/outside", "error", _STATUS.format(1)),
    "Bash: chmod outside": bash("chmod 666 os.environ['VICTIM']", "error", _STATUS.format(1)),
    "Bash: secrets in the environment": bash("echo $SECRET_TOKEN; env | grep -c hunter2 || true", "ok", prints="\n0\n"),
    "Bash: secrets in the parent": bash("cat /proc/$PPID/environ", "error", _STATUS.format(1)),
    "Bash: secrets at home": bash("cat os.environ['VICTIM']", "error", _STATUS.format(1)),
    "Bash: password file": bash("cat /etc/passwd", "error", _STATUS.format(1)),
    "Bash: TCP": bash("exec 3<>/dev/tcp/127.0.0.1/80", "error", REACH.format("")),
    "Bash: TCP, by a program": bash("python3 -c 'import socket; socket.socket()'", "error", REACH.format("")),
    "Bash: input": bash('read line; echo "[$line] $?"', "ok", prints="[] 1\n"),
    "Bash: own folder deleted": bash('rm -rf "$PWD" "$HOME" "$TMPDIR"\necho gone', "ok", prints="gone\n"),
    "Bash: kill parent": bash("kill -9 $PPID", "error", _STATUS.format(1)),
    "Bash: kill 1": bash("kill -9 1", "error", _STATUS.format(1)),
    "Bash: kill -1": bash("kill -9 -1; echo alive", "ok|killed"),
    "Bash: unshare and mount": bash("unshare -r true; mount -t tmpfs none /mnt", "error"),
    "Bash: forged answers": bash("yes 0 >&211", "timeout|ok", **SHORT),
    # ---- Node
    "JavaScript: endless loop": js("for (;;);", "timeout", LATE, **SHORT),
    "JavaScript: promises without end": js("(function f() { Promise.resolve().then(f); })()", "timeout", LATE, **SHORT),
    "JavaScript: endless print": js("for (;;) console.log('x'.repeat(99));", "output-limit", _MORE),
    "JavaScript: memory eater": js("const a = []; for (;;) a.push(Buffer.alloc(16 << 20, 1));", "memory", **_SMALL),
    "JavaScript: heap eater": js("const a = []; for (;;) a.push([a.length, {}]);", "memory|killed", **_SMALL),
    "JavaScript: subprocess": js("require('child_process').execSync('true')", "error", START.format("")),
    "JavaScript: workers without end": js(
        "const { Worker } = require('worker_threads');\n"
        "setInterval(() => new Worker('setInterval(() => {}, 9)', { eval: true }), 1)",
        "error|memory|killed|timeout",
        timeout=5,
        memory=256,
    ),
    "JavaScript: abort": js("process.abort()", "killed", "The process was ended by SIGABRT."),
    "JavaScript: SIGTERM ignored": js("process.on('SIGTERM', () => {}); for (;;);", "timeout", LATE, **SHORT),
    "JavaScript: every descriptor closed": js(
        "const fs = require('fs');\nfor (let n = 0; n < 256; n++) try { fs.closeSync(n); } catch {}", "error|killed|timeout", **SHORT
    ),
    "JavaScript: lone surrogate": js("console.log('\\ud800')", "ok", prints="\ufffd\n"),
    "JavaScript: text that never ends": js(
        "({ [require('util').inspect.custom]() { for (;;); } })", "timeout", LATE, **SHORT
    ),
    "JavaScript: endless recursion": js("(function f() { f(); })()", "error", "The snippet raised RangeError: Maximum call stack"),
    "JavaScript: big file": js("require('fs').writeFileSync('big', Buffer.alloc(200 << 20))", "error|killed"),
    "JavaScript: write outside": js("require('fs').writeFileSync('/etc/outside', 'x')", "error", "The snippet raised Error: E"),
    "JavaScript: chmod outside": js("require('fs').chmodSync(os.environ['VICTIM'], 0o666)", "error", "The snippet raised Error: E"),
    "JavaScript: secrets in the environment": js("process.env.SECRET_TOKEN", "ok"),
    "JavaScript: secrets in the parent": js(
        "require('fs').readFileSync(`/proc/${process.ppid}/environ`)", "error", "The snippet raised Error: E"
    ),
    "JavaScript: secrets at home": js("require('fs').readFileSync(os.environ['VICTIM'])", "error", "The snippet raised Error: EACCES"),
    "JavaScript: TCP": js("require('net').connect(80, '127.0.0.1')", "error", REACH.format("")),
    "JavaScript: UDP": js("require('dgram').createSocket('udp4').bind(9)", "error"),
    "JavaScript: a page": js("await fetch('http://127.0.0.1/')", "error", REACH.format("")),
    "JavaScript: Unix socket": js("require('net').createServer().listen('socket')", "error", "The snippet raised Error: listen EPERM"),
    "JavaScript: JSON and process patched": js(
        "JSON.stringify = JSON.parse = () => 'x'; process.emit = process.on = () => {}; console.log('here')", "ok", prints="here\n"
    ),
    "JavaScript: kill parent": js("process.kill(process.ppid, 9)", "error", "The snippet raised Error: kill EPERM"),
    "JavaScript: kill 1": js("process.kill(1, 9)", "error", "The snippet raised Error: kill EPERM"),
    "JavaScript: kill -1": js("process.kill(-1, 9)", "error", "The snippet raised Error: kill EPERM"),
    "JavaScript: forged answers": js(
        "const fs = require('fs'); for (;;) fs.writeSync(211, '{\"status\":\"ok\",\"value\":\"' + 'x'.repeat(99999) + '\"}\\n')",
        "output-limit|timeout|ok", **SHORT
    ),
    # ---- what is compiled
    "C: endless loop": c("for (volatile int i = 0;; i++);", "timeout", LATE, **SHORT),
    "C: endless print": c('for (;;) puts("xxxxxxxxxxxxxxxxxxxxxxxx");', "output-limit", _MORE),
    "C: memory eater": c(
        'for (;;) { void *p = malloc(16 << 20); if (!p) { perror("malloc"); return 1; } memset(p, 1, 16 << 20); }', "memory", **_SMALL
    ),
    "C: shared memory eater": c(
        "char *p = mmap(0, 2L << 30, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\nif (p == MAP_FAILED) return 1;\n"
        "for (long i = 0;; i += 4096) { p[i] = 1; if (i % (64 << 20) == 0) usleep(20000); }",
        "memory", _EATEN, **_SMALL
    ),
    "C: fork": c("for (;;) fork();", "error", START.format("")),
    "C: fork bomb where processes are allowed": c(
        "for (;;) { if (fork() == 0) { sleep(600); _exit(0); } }", "error", "The snippet started more than 64 processes.",
        processes=True, timeout=20
    ),
    "C: becomes a shell": c('execl("/bin/sh", "sh", "-c", "echo became; ls /etc/ssl 2>/dev/null | wc -l; (true)", NULL);', "error", START.format("")),
    "C: thread bomb": c(
        'pthread_t t; for (;;) if (pthread_create(&t, 0, (void *(*)(void *))pause, 0)) { perror("thread"); return 1; }',
        "error|memory", timeout=20
    ),
    "C: segfault": c("*(volatile int *)0 = 1;", "killed", "The process was ended by SIGSEGV."),
    "C: exit half-way": c('puts("half"); fflush(stdout); _exit(3);', "error", _STATUS.format(3), "half\n"),
    "C: every descriptor closed": c('for (int n = 0; n < 4096; n++) close(n);\nreturn puts("x") < 0;', "error|ok"),
    "C: big file": c('int f = open("big", O_CREAT | O_WRONLY, 0600); char b[1 << 20] = {1};\nfor (int i = 0; i < 200; i++) if (write(f, b, sizeof b) < 0) { perror("write"); return 1; }', "error|killed"),
    "C: secrets at home": c("int f = open(os.environ['VICTIM'], O_RDONLY); if (f < 0) { perror(\"open\"); return 1; }", "error", _STATUS.format(1)),
    "C: secrets included": Hostile("#include os.environ['VICTIM']\nint main(void) { }", "error", "The snippet does not compile.", language="c"),
    "C: endless source": Hostile('#include "/dev/zero"\nint main(void) { }', "error|memory", options=_SMALL, language="c"),
    "C: endless program": Hostile("char much[1L << 33] = {1};\nint main(void) { }", "error|memory", options=_SMALL, language="c"),
    "C: write outside": c('int f = open("/etc/outside", O_CREAT | O_WRONLY, 0600); if (f < 0) { perror("open"); return 1; }', "error", _STATUS.format(1)),
    "C: TCP": c("socket(AF_INET, SOCK_STREAM, 0);", "error", REACH.format("")),
    "C: Unix socket": c('printf("%d\\n", socket(AF_UNIX, SOCK_STREAM, 0));', "ok", prints="-1\n"),
    "C: kill parent, 1 and -1": c('printf("%d %d %d\\n", kill(getppid(), 9), kill(1, 9), kill(-1, 9));', "ok", prints="-1 -1 -1\n"),
    "C: unshare, mount, chroot, ptrace": c(
        'printf("%d %d %d %d\\n", unshare(CLONE_NEWUSER), mount("none", "/mnt", "tmpfs", 0, 0), chroot("."), '
        "(int)ptrace(PTRACE_ATTACH, getppid(), 0, 0));",
        "ok", prints="-1 -1 -1 -1\n"
    ),
}  # fmt: skip
"""By language and kind: the list of `hostile`, as far as each language can do it."""
