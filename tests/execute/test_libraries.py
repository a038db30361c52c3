import ctypes.util
import subprocess
import sys

import pytest
from build_deck.execute.inside.python.libraries import soname
from execute.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the list is that of Linux's loader")


def test_the_list_says_what_the_program_says() -> None:
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    names = {
        line.split()[0][3:].partition(".")[0] for line in listed.splitlines()[1:] if line.strip().startswith("lib")
    }
    assert len(names) > 5
    ask = ctypes.util._findSoname_ldconfig  # type: ignore[attr-defined]
    assert {name: soname(name) for name in names} == {name: ask(name) for name in names}
    assert soname("no-such-library") is None


def test_a_snippet_finds_libraries_without_starting_a_program(run: Run) -> None:
    code = (
        "import ctypes, ctypes.util\nlibrary = ctypes.CDLL(ctypes.util.find_library('m'))\n"
        "library.cos.restype = ctypes.c_double\nprint(library.cos(ctypes.c_double(0)), ctypes.util.find_library('none'))"
    )
    assert run(code).snippets[0].output.stdout == "1.0 None\n"
