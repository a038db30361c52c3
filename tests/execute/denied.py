"""What snippets try that the sandbox denies, what is said of it, and the line that is blamed."""

PROCESSES = "Write `processes` on its fence to let it, or run=false."
START = f"The snippet tried to start a process{{}}, which it may not. {PROCESSES}"
REACH = (
    "The snippet tried to reach the network{}, and snippets have no network. "
    "Put what it needs into a file under `data:` in deck.yaml, or write run=false."
)
SOCKET = f"The snippet tried to open a Unix socket, which it may not. {PROCESSES}"
READ = (
    "The snippet tried to read {}, which is none of its own files, of installed packages' or of the deck's data. "
    "Name the file under `data:` in deck.yaml, or write run=false."
)
WRITE = (
    "The snippet tried to write {}, and it may only write into its working folder and the one for temporary files. "
    "Write there, or write run=false."
)

DENIED: dict[str, tuple[str, str, int]] = {
    # a name: the code, what is said, the line of the code that is blamed
    "os.system": ("import os\nprint(os.system('echo hi'))", START.format(" (echo)"), 2),
    "subprocess": ("import subprocess\nsubprocess.run(['/bin/echo', 'hi'])", START.format(" (echo)"), 2),
    "subprocess in a shell": ("import subprocess\nsubprocess.getoutput('echo hi; ls')", START.format(" (echo)"), 2),
    "os.popen": ("import os\nos.popen('echo hi').read()", START.format(" (echo)"), 2),
    "os.fork": ("import os\nos.fork()", START.format(""), 2),
    "os.posix_spawn": ("import os\nos.posix_spawn('/bin/true', ['true'], {})", START.format(" (true)"), 2),
    "os.execv": ("import os\nos.execv('/bin/echo', ['echo', 'hi'])", START.format(" (echo)"), 2),
    "pty": ("import pty\npty.fork()", START.format(""), 2),
    "asyncio": (
        "import asyncio\nasync def main():\n    await asyncio.create_subprocess_exec('echo')\nasyncio.run(main())",
        START.format(" (echo)"),
        3,
    ),
    "from C": ("import ctypes\nctypes.CDLL(None).system(b'echo hi')", START.format(""), 0),
    "from a thread": (
        "import os, threading\nthread = threading.Thread(target=os.system, args=('echo',))\nthread.start()\nthread.join()",
        START.format(" (echo)"),
        0,
    ),
    "a page": (
        "import urllib.request\nurllib.request.urlopen('https://example.com').read()",
        REACH.format(" (example.com)"),
        2,
    ),
    "a page, by a library": ("import requests\nrequests.get('http://example.com')", REACH.format(" (example.com)"), 2),
    "a name": ("import socket\nsocket.gethostbyname('example.com')", REACH.format(" (example.com)"), 2),
    "an address": (
        "import socket\nsocket.create_connection(('127.0.0.1', 80))",
        REACH.format(" (127.0.0.1)"),
        2,
    ),
    "a datagram": ("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)", REACH.format(""), 2),
    "a server": ("import http.server\nhttp.server.HTTPServer(('', 0), None)", REACH.format(""), 2),
    "from C, the network": ("import ctypes\nctypes.CDLL(None).socket(2, 1, 0)", REACH.format(""), 0),
    "a Unix socket": ("import socket\nsocket.socket(socket.AF_UNIX)", SOCKET, 2),
    "a secret": ("open('/etc/passwd').read()", READ.format("/etc/passwd"), 1),
    "a secret by another name": ("open('/usr/../etc/passwd').read()", READ.format("/etc/passwd"), 1),
    "a secret by a link": (
        "import os\nos.symlink('/etc/passwd', 'here')\nopen('here').read()",
        READ.format("/etc/passwd"),
        3,
    ),
    "a folder": ("import os\nos.listdir('/etc')", READ.format("/etc"), 2),
    "a walk": ("import os\nprint(list(os.walk('/etc')))", READ.format("/etc"), 2),
    "a table": ("import pandas\npandas.read_csv('/etc/passwd')", READ.format("/etc/passwd"), 2),
    "a file made": ("open('/tmp/made', 'w')", WRITE.format("/tmp/made"), 1),
    "a file made once": ("open('/tmp/made', 'x')", WRITE.format("/tmp/made"), 1),
    "a folder made": ("import os\nos.makedirs('/tmp/made/here')", WRITE.format("/tmp/made"), 2),
    "a file removed": ("import os\nos.remove('/etc/passwd')", WRITE.format("/etc/passwd"), 2),
    "a file moved out": (
        "import os\nopen('a', 'w').close()\nos.rename('a', '/tmp/made')",
        WRITE.format("/tmp/made"),
        3,
    ),
    "a package changed": (
        "import numpy\nopen(numpy.__file__, 'a')",
        "The snippet tried to write ",
        2,
    ),
    "a database": ("import sqlite3\nsqlite3.connect('/tmp/made.db')", WRITE.format("/tmp/made.db"), 2),
}
