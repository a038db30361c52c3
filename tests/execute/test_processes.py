"""What people start where a snippet may start processes: it works as at home, or says why it cannot."""

import sys
from dataclasses import replace

import pytest
from build_deck.execute import Settings, run_sessions
from build_deck.model import Verdict
from execute.sessions import session_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine a process")

EVERYWHERE: dict[str, tuple[str, str]] = {
    "subprocess": (
        "import subprocess\nprint(subprocess.run(['echo', 'hi'], capture_output=True, text=True).stdout, end='')",
        "hi\n",
    ),
    "a shell": ("import os\nprint(os.popen('echo hi | cat').read(), end='')", "hi\n"),
    "fork": ("import os\npid = os.fork()\nif not pid:\n    os._exit(3)\nprint(os.waitpid(pid, 0)[1] >> 8)", "3\n"),
    "asyncio": (
        "import asyncio\nasync def main():\n"
        "    process = await asyncio.create_subprocess_exec('echo', 'hi', stdout=asyncio.subprocess.PIPE)\n"
        "    print((await process.communicate())[0])\nasyncio.run(main())",
        "b'hi\\n'\n",
    ),
    "pool": (
        "from multiprocessing import Pool\ndef square(x):\n    return x * x\n"
        "with Pool(2) as pool:\n    print(pool.map(square, range(4)))",
        "[0, 1, 4, 9]\n",
    ),
    "pool of futures": (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [-1, -2])))",
        "[1, 2]\n",
    ),
    "queue": (
        "from multiprocessing import Process, Queue\nqueue = Queue(2)\n"
        "def put():\n    for n in range(5):\n        queue.put(n)\n"
        "process = Process(target=put)\nprocess.start()\nprint([queue.get() for _ in range(5)])\nprocess.join()",
        "[0, 1, 2, 3, 4]\n",
    ),
    "pipe": (
        "from multiprocessing import Pipe, Process\nhere, there = Pipe()\n"
        "process = Process(target=lambda: there.send('hi'))\nprocess.start()\nprint(here.recv())\nprocess.join()",
        "hi\n",
    ),
    "locks": (
        "import multiprocessing as mp\n"
        "lock, again, few, event, barrier = mp.Lock(), mp.RLock(), mp.BoundedSemaphore(2), mp.Event(), mp.Barrier(3)\n"
        "total = mp.Value('i', 0)\n"
        "def work():\n"
        "    for _ in range(200):\n        with lock:\n            total.value += 1\n"
        "    with again, again, few:\n        pass\n"
        "    event.wait()\n    barrier.wait()\n"
        "workers = [mp.Process(target=work) for _ in range(2)]\n"
        "for worker in workers:\n    worker.start()\n"
        "event.set()\nbarrier.wait()\n"
        "for worker in workers:\n    worker.join()\n"
        "print(total.value, lock.acquire(timeout=1), lock.acquire(block=False), lock.acquire(timeout=0.01))\n"
        "lock.release()\nfew.acquire()\nprint(few.get_value())\nfew.release()\n"
        "for release in (lock.release, again.release, few.release):\n"
        "    try:\n        release()\n    except (ValueError, AssertionError) as error:\n        print(error)",
        "400 True False False\n1\n"
        "semaphore or lock released too many times\nattempt to release recursive lock not owned by thread\n"
        "semaphore or lock released too many times\n",
    ),
    "array": (
        "from multiprocessing import Array, Process\nnumbers = Array('d', 3)\n"
        "def fill():\n    numbers[:] = [1, 2, 3]\n"
        "process = Process(target=fill)\nprocess.start()\nprocess.join()\nprint(numbers[:])",
        "[1.0, 2.0, 3.0]\n",
    ),
    "shared memory": (
        "from multiprocessing import Process, shared_memory\n"
        "memory = shared_memory.SharedMemory(create=True, size=16)\n"
        "def write():\n    same = shared_memory.SharedMemory(memory.name)\n    same.buf[0] = 7\n    same.close()\n"
        "process = Process(target=write)\nprocess.start()\nprocess.join()\n"
        "print(memory.buf[0])\nmemory.close()\nmemory.unlink()",
        "7\n",
    ),
    "condition": (
        "import multiprocessing as mp\ncondition, said = mp.Condition(), mp.Value('i', 0)\n"
        "def say():\n    with condition:\n        said.value = 1\n        condition.notify_all()\n"
        "with condition:\n    process = mp.Process(target=say)\n    process.start()\n"
        "    print(condition.wait_for(lambda: said.value, timeout=60))\nprocess.join()",
        "1\n",
    ),
    "a program of its own": (
        "import os, subprocess\nwith open('own', 'w') as file:\n    file.write('#!/bin/sh\\necho own\\n')\n"
        "os.chmod('own', 0o700)\nprint(subprocess.run(['./own'], capture_output=True, text=True).stdout, end='')",
        "own\n",
    ),
}
BY_SOCKETS: dict[str, tuple[str, str]] = {
    "DataLoader": (
        "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
        "for (batch,) in DataLoader(TensorDataset(torch.arange(4)), batch_size=2, num_workers=2):\n    print(batch)",
        "tensor([0, 1])\ntensor([2, 3])\n",
    ),
    "manager": (
        "from multiprocessing import Manager\nwith Manager() as manager:\n"
        "    shared = manager.dict(a=1)\n    shared['b'] = 2\n    print(dict(shared))",
        "{'a': 1, 'b': 2}\n",
    ),
    "Unix sockets": (
        "import socket, tempfile\nname = tempfile.mktemp()\nserver = socket.socket(socket.AF_UNIX)\n"
        "server.bind(name)\nserver.listen()\nclient = socket.socket(socket.AF_UNIX)\nclient.connect(name)\n"
        "client.send(b'hi')\nprint(server.accept()[0].recv(2))",
        "b'hi'\n",
    ),
    "asyncio server": (
        "import asyncio\nasync def main():\n"
        "    async def echo(reader, writer):\n        writer.write(await reader.readline())\n        writer.close()\n"
        "    async with await asyncio.start_unix_server(echo, 'echo'):\n"
        "        reader, writer = await asyncio.open_unix_connection('echo')\n"
        "        writer.write(b'hi\\n')\n        print(await reader.readline())\n        writer.close()\nasyncio.run(main())",
        "b'hi\\n'\n",
    ),
}


@pytest.mark.parametrize("tier", ["auto", "landlock"])
def test_what_works_in_every_tier(tier: str, settings: Settings) -> None:
    good(EVERYWHERE, replace(settings, isolation=tier))  # type: ignore[arg-type]


def test_what_needs_sockets_works_in_namespaces(settings: Settings) -> None:
    good(BY_SOCKETS, settings)


def good(table: dict[str, tuple[str, str]], settings: Settings) -> None:
    sessions = [session_of(code, name=name, processes=True, timeout=60) for name, (code, _) in table.items()]
    found = {run.session.name: run.snippets[0] for run in run_sessions(sessions, settings)}
    said = {name: (each.message, each.output.stdout.replace("\n\n", "\n")) for name, each in found.items()}
    assert said == {name: ("", printed) for name, (_, printed) in table.items()}


def test_what_needs_sockets_is_told_where_there_are_none(settings: Settings) -> None:
    """At once, and not at the deadline, though it is a worker that is denied; so are locks for programs started anew."""
    own = replace(settings, isolation="landlock")
    codes = {name: code for name, (code, _) in BY_SOCKETS.items()}
    codes["spawn"] = "import multiprocessing\nmultiprocessing.get_context('spawn').Lock()"
    sessions = [session_of(code, name=name, processes=True, timeout=60) for name, code in codes.items()]
    for run in run_sessions(sessions, own):
        (found,) = run.snippets
        assert found.verdict is Verdict.ERROR
        assert "and here nobody may, since this system grants no user namespaces" in found.message


@pytest.mark.parametrize("tier", ["auto", "landlock"])
def test_without_processes_all_of_it_names_the_remedy(tier: str, settings: Settings) -> None:
    """Where it starts none, as with sockets alone, too."""
    table = EVERYWHERE | BY_SOCKETS
    sessions = [session_of(code, name=name, timeout=60) for name, (code, _) in table.items()]
    for run in run_sessions(sessions, replace(settings, isolation=tier)):  # type: ignore[arg-type]
        (found,) = run.snippets
        assert (run.session.name, found.verdict) == (run.session.name, Verdict.ERROR)
        assert found.message.endswith("Write `processes` on its fence to let it, or run=false."), run.session.name


@pytest.mark.parametrize("tier", ["auto", "landlock"])
def test_what_a_worker_says_is_kept_at_the_deadline(tier: str, settings: Settings) -> None:
    code = (
        "import os, sys, time\nif os.fork() == 0:\n    print('the worker is lost', file=sys.stderr)\n    os._exit(1)\n"
        "time.sleep(600)"
    )
    (run,) = run_sessions([session_of(code, processes=True, timeout=2)], replace(settings, isolation=tier))  # type: ignore[arg-type]
    (found,) = run.snippets
    assert found.verdict is Verdict.TIMEOUT
    assert found.output.stderr == "the worker is lost\n"
    assert "the worker is lost" in found.message
