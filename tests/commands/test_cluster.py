"""`verify --cluster`: the report of this machine, from real schedulers and workers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client
from support import SOURCE_ROOT, deck_files, environment_of, run_command, write_files

PATIENCE = 120
"""Seconds in which a scheduler and its workers must be there."""
HELPED = {
    "deck/deck.yaml": deck_files("verified")["deck/deck.yaml"] + "data: [numbers.csv]\n",
    "deck/numbers.csv": "1,2,3\n",
    "snippets/helper.py": "def refused():\n    raise ValueError('no')\n",
    "snippets/total.py": "import helper\nprint(open('numbers.csv').read())\nhelper.refused()\n",
}


@contextmanager
def started(kind: str, folder: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or a worker that others find by a file in the folder, ended with all that it started."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(folder / "scheduler.json")]
    process = subprocess.Popen(
        [*command, *arguments],
        env=environment_of(**more),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def cluster(folder: Path, *workers: Mapping[str, str]) -> Iterator[tuple[str, Client, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address, a client of its own, and its workers' processes."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        stack.enter_context(started("scheduler", folder, "--port", "0", "--no-dashboard"))
        own = ("--nthreads", "1", "--no-dashboard", "--no-nanny")
        processes = [stack.enter_context(started("worker", folder, *own, **more)) for more in workers]
        until((folder / "scheduler.json").exists)
        client = Client(scheduler_file=str(folder / "scheduler.json"), set_as_default=False, timeout=PATIENCE)
        stack.enter_context(client)
        if workers:
            client.wait_for_workers(len(workers), timeout=PATIENCE)
        yield json.loads((folder / "scheduler.json").read_text())["address"], client, processes


def busy_of(client: Any) -> Mapping[str, Any]:
    """What each worker has been given."""
    found: Mapping[str, Any] = client.processing()
    return found


def until(condition: Any) -> None:
    """Return once it holds; the suite's own deadline ends what never does."""
    while not condition():
        time.sleep(0.05)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster of two workers."""
    with cluster(tmp_path_factory.mktemp("cluster"), {}, {}) as (found, _, _):
        yield found


@pytest.fixture(autouse=True)
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, deck_files("verified"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The status and the rows of a verification, without what no two runs have in common."""
    result = run_command("verify", "-q", "--json", "report.json", *arguments)
    report = json.loads(Path("report.json").read_text("utf-8"))
    return result.status, [{**row, "seconds": 0} for row in report["snippets"]]


def test_a_good_deck_is_good_there_too(address: str) -> None:
    assert run_command("-q").status == 0
    status, there = rows("--cluster", address)
    assert (status, {row["verdict"] for row in there}) == (0, {"ok"})
    assert (status, there) == rows()


def test_what_fails_fails_alike_with_the_files_of_the_deck(address: str, deck: Path) -> None:
    """Modules and data are read there as they are here, and lines are named by their places here."""
    write_files(deck, HELPED)
    status, there = rows("--cluster", address)
    assert status == 1
    assert (status, there) == rows()
    assert any("helper.py" in row["message"] and "no" in row["message"] for row in there)


def test_a_lost_workers_batch_runs_elsewhere(tmp_path_factory: pytest.TempPathFactory, deck: Path) -> None:
    for path in deck.glob("deck/*/01.md"):
        path.write_text(
            path.read_text("utf-8").replace("print(2 * 3)", "import time; time.sleep(3); print(6)"), "utf-8"
        )
    assert run_command("-q").status == 0
    with cluster(tmp_path_factory.mktemp("cluster"), {}, {}) as (found, client, workers):
        command = [sys.executable, "-m", "build_deck", "verify", "-q", "--cluster", found, "--note", "product"]
        verifying = subprocess.Popen(command, env=environment_of(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pids = client.run(os.getpid)
        until(lambda: any(busy_of(client).values()) or verifying.poll() is not None)
        busy = next((name for name, tasks in busy_of(client).items() if tasks), next(iter(pids)))
        next(each for each in workers if each.pid == pids[busy]).kill()
        output, errors = verifying.communicate(timeout=200)
    assert (verifying.returncode, errors) == (0, b"")
    assert b"snippets: 4 ok" in output


def test_a_worker_that_has_something_else_installed_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(SOURCE_ROOT / "build_deck", other / "build_deck", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "build_deck/execute/pool.py").open("a", encoding="utf-8") as file:
        file.write("# other\n")
    with cluster(tmp_path_factory.mktemp("cluster"), {"PYTHONPATH": str(other)}) as (found, _, _):
        result = run_command("verify", "-q", "--cluster", found)
    assert result.status == 1
    assert "error[cluster-failed]: The worker tcp://127.0.0.1:" in result.stderr or "The worker tcp://" in result.stderr
    assert " has build-deck " in result.stderr
    assert "Install there what is installed here." in result.stderr


def test_a_cluster_without_workers_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with cluster(tmp_path_factory.mktemp("cluster")) as (found, _, _):
        result = run_command("verify", "-q", "--cluster", found)
    assert result.status == 1
    assert result.stderr.startswith(
        f"error[cluster-failed]: The cluster at {found} has no worker. Start some: `dask worker {found}`.\n"
    )


def test_what_is_no_address_is_told() -> None:
    result = run_command("verify", "--cluster", "nonsense")
    assert (result.status, result.stderr) == (
        2,
        "error[cluster-failed]: `nonsense` is no address of a scheduler. "
        "Write it as `dask scheduler` prints it: tcp://HOST:PORT.\n",
    )


def test_nobody_answers() -> None:
    result = run_command("verify", "-q", "--cluster", "127.0.0.1:1")
    assert result.status == 1
    assert result.stderr.startswith("error[cluster-failed]: No scheduler answers at 127.0.0.1:1: ")


def test_without_the_package_it_says_what_to_install() -> None:
    script = "import sys; sys.modules['distributed'] = None\nfrom build_deck.cli import main; main(['verify', '--cluster', 'h:1'])"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment_of(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        2,
        "error[no-cluster]: A cluster takes the package distributed, which is not installed. "
        "Install it: `pip install 'build-deck[cluster]'`.\n",
    )
