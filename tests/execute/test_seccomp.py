"""The filter's decisions, worked out as the kernel would: also for machines other than this one."""

import errno
import struct
from collections.abc import Iterable

import pytest

from builder.execute.inside.sandbox import syscalls
from builder.execute.inside.sandbox.seccomp import Rights, program

ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
MACHINES = ("x86_64", "aarch64")
OWN = 4321


def decide(machine: str, number: int, arguments: Iterable[int] = (), rights: Rights = Rights(), arch: int = 0) -> int:  # noqa: B008
    """What the filter returns for one call: classic BPF, the few instructions that the filter uses."""
    code = program(machine, OWN, rights)
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    arch = arch or getattr(syscalls.AUDIT_ARCH, machine)
    data = struct.pack("=IIQ6Q", number, arch, 0, *(value & 0xFFFFFFFFFFFFFFFF for value in padded))
    accumulator, position = 0, 0
    while True:
        operation, if_true, if_false, value = struct.unpack_from("HBBI", code, 8 * position)
        position += 1
        if operation == 0x06:
            return int(value)
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
            continue
        holds = {0x15: accumulator == value, 0x45: bool(accumulator & value), 0x35: accumulator >= value}[operation]
        position += if_true if holds else if_false


def numbers(table: dict[str, syscalls.Call], machine: str) -> dict[str, int]:
    return {name: getattr(call, machine) for name, call in table.items() if getattr(call, machine) is not None}


@pytest.mark.parametrize("machine", MACHINES)
def test_every_listed_call_is_refused(machine: str) -> None:
    for name, number in numbers(syscalls.DENIED | syscalls.PROCESSES | syscalls.METADATA, machine).items():
        assert decide(machine, number) == ERRNO | errno.EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
def test_rights_let_calls_through(machine: str) -> None:
    for table, rights in ((syscalls.PROCESSES, Rights(processes=True)), (syscalls.METADATA, Rights(metadata=True))):
        for name, number in numbers(table, machine).items():
            assert decide(machine, number, rights=rights) == ALLOW, name
    for name, number in numbers(syscalls.SIGNALS, machine).items():
        assert decide(machine, number, (1, 9), Rights(signals=True)) == ALLOW, name
    assert decide(machine, getattr(syscalls.MEMFD, machine), rights=Rights(device=True)) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_signals_reach_oneself_alone(machine: str) -> None:
    for name, number in numbers(syscalls.SIGNALS, machine).items():
        assert decide(machine, number, (OWN, 9)) == ALLOW, name
        for other in (1, -1, -OWN, OWN + 1):
            assert decide(machine, number, (other, 9)) == ERRNO | errno.EPERM, (name, other)
    assert decide(machine, getattr(syscalls.SIGNALS["kill"], machine), (0, 9)) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_may_start_and_processes_not(machine: str) -> None:
    clone = getattr(syscalls.CLONE, machine)
    assert decide(machine, clone, (0x3D0F00,)) == ALLOW
    assert decide(machine, clone, (17,)) == ERRNO | errno.EPERM
    assert decide(machine, clone, (17,), Rights(processes=True)) == ALLOW
    assert decide(machine, getattr(syscalls.CLONE3, machine)) == ERRNO | errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_and_descriptors_of_others_are_out_of_reach(machine: str) -> None:
    prlimit, fcntl = getattr(syscalls.PRLIMIT, machine), getattr(syscalls.FCNTL, machine)
    assert [decide(machine, prlimit, (pid,)) for pid in (0, OWN)] == [ALLOW, ALLOW]
    assert decide(machine, prlimit, (1,)) == ERRNO | errno.EPERM
    assert [decide(machine, fcntl, (0, command)) for command in (8, 15)] == [ERRNO | errno.EPERM] * 2
    assert decide(machine, fcntl, (0, 4)) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_ordinary_calls_pass_and_unknown_ones_do_not_exist(machine: str) -> None:
    ordinary = {"x86_64": (0, 1, 2, 9, 202, 257), "aarch64": (56, 57, 63, 64, 98, 222)}[machine]
    assert [decide(machine, number) for number in ordinary] == [ALLOW] * 6
    assert decide(machine, syscalls.LAST_KNOWN + 1) == ERRNO | errno.ENOSYS
    assert decide(machine, 0, arch=0x40000003) == KILL


def test_the_x32_table_is_closed() -> None:
    assert decide("x86_64", 0x40000000 | 41) == ERRNO | errno.ENOSYS


def test_no_call_is_listed_twice() -> None:
    tables = syscalls.DENIED | syscalls.PROCESSES | syscalls.METADATA | syscalls.SIGNALS
    assert len(tables) == sum(map(len, (syscalls.DENIED, syscalls.PROCESSES, syscalls.METADATA, syscalls.SIGNALS)))
    for machine in MACHINES:
        listed = list(numbers(tables, machine).values())
        assert len(listed) == len(set(listed))
