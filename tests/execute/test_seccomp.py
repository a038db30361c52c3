"""The filter's decisions, worked out as the kernel would: also for machines other than this one."""

import errno
import struct
from collections.abc import Iterable

import pytest
from build_deck.execute.inside.sandbox import syscalls
from build_deck.execute.inside.sandbox.seccomp import Rights, program, telling

ALLOW, ERRNO, KILL, TELL = 0x7FFF0000, 0x00050000, 0x80000000, 0x7FC00000
MACHINES = ("x86_64", "aarch64")
OWN = 4321


def decide(machine: str, number: int, arguments: Iterable[int] = (), rights: Rights = Rights(), arch: int = 0) -> int:  # noqa: B008
    """What the filter returns for one call."""
    return evaluate(program(machine, OWN, rights), machine, number, arguments, arch)


def told(machine: str, number: int, arguments: Iterable[int] = (), rights: Rights = Rights()) -> int:  # noqa: B008
    """What two filters return for one call where there is a listener: the stricter wins."""
    found = [
        evaluate(code, machine, number, arguments)
        for code in (telling(machine, rights), program(machine, OWN, rights, told=True))
    ]
    return min(found, key=(KILL, ERRNO | errno.EPERM, ERRNO | errno.ENOSYS, ERRNO | errno.ENOTTY, TELL, ALLOW).index)


def evaluate(code: bytes, machine: str, number: int, arguments: Iterable[int] = (), arch: int = 0) -> int:
    """Classic BPF, the few instructions that the filter uses."""
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
        if operation == 0x54:
            accumulator &= value
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
    for name, number in numbers(syscalls.MEMORY_FILES, machine).items():
        assert decide(machine, number) == ERRNO | errno.ENOSYS, name
        assert decide(machine, number, rights=Rights(device=True)) == ALLOW, name


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
@pytest.mark.parametrize("namespace", [17, 25, 26, 27, 28, 29, 30])
def test_no_process_gets_namespaces_of_its_own(machine: str, namespace: int) -> None:
    """Not even where it may start processes, whose flags `clone3` would hide."""
    for rights in (Rights(), Rights(processes=True)):
        for flags in (17 | 1 << namespace, 0x3D0F00 | 1 << namespace):
            assert decide(machine, getattr(syscalls.CLONE, machine), (flags,), rights) == ERRNO | errno.EPERM
            assert told(machine, getattr(syscalls.CLONE, machine), (flags,), rights) == ERRNO | errno.EPERM
        assert decide(machine, getattr(syscalls.CLONE3, machine), (), rights) == ERRNO | errno.ENOSYS
    sibling = 17 | 0x8000
    assert decide(machine, getattr(syscalls.CLONE, machine), (sibling,), Rights(processes=True)) == ERRNO | errno.EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_snippet_is_likely_to_try_is_told(machine: str) -> None:
    clone, socket = getattr(syscalls.CLONE, machine), getattr(syscalls.SOCKET, machine)
    for name, number in numbers(syscalls.PROCESSES, machine).items():
        assert told(machine, number) == TELL, name
        assert told(machine, number, rights=Rights(processes=True)) == ALLOW, name
    assert [told(machine, clone, (17,)), told(machine, clone, (0x3D0F00,))] == [TELL, ALLOW]
    unix, internet = 1, 2
    assert [told(machine, socket, (family,)) for family in (unix, internet)] == [TELL, TELL]
    assert [told(machine, socket, (family,), Rights(sockets=True)) for family in (unix, internet)] == [ALLOW, TELL]
    flock = getattr(syscalls.FLOCK, machine)
    assert [told(machine, flock, (3, operation)) for operation in (1, 2, 6, 8, 12)] == [TELL, TELL, TELL, ALLOW, ALLOW]
    for name, number in numbers({name: syscalls.METADATA[name] for name in syscalls.DONE_FOR}, machine).items():
        assert told(machine, number) == TELL, name
        assert told(machine, number, rights=Rights(metadata=True)) == ALLOW, name
    openat, write_only, create = getattr(syscalls.OPENAT, machine), 1, 0o100
    assert told(machine, openat, (0, 0, write_only), Rights(apart=True)) == ALLOW
    assert told(machine, openat, (0, 0, write_only | create), Rights(apart=True)) == TELL
    assert decide(machine, openat, (0, 0, write_only | create), Rights(apart=True)) == ALLOW
    assert told(machine, getattr(syscalls.CLONE3, machine)) == ERRNO | errno.ENOSYS
    for name, number in numbers(syscalls.DENIED, machine).items():
        assert told(machine, number) == ERRNO | errno.EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
def test_sockets_come_in_connected_pairs_alone(machine: str) -> None:
    """A datagram can be sent to any path; the ends of a stream have no other peer than each other."""
    pair = getattr(syscalls.SOCKETPAIR, machine)
    stream, datagram, raw, sequence, nonblocking, cloexec = 1, 2, 3, 5, 0o4000, 0o2000000
    good = (stream, sequence, stream | nonblocking | cloexec)
    assert [decide(machine, pair, (1, kind)) for kind in good] == [ALLOW] * 3
    bad = (datagram, raw, datagram | cloexec)
    assert [decide(machine, pair, (1, kind)) for kind in bad] == [ERRNO | errno.EPERM] * 3
    assert [told(machine, pair, (1, kind)) for kind in (*good, *bad)] == [ALLOW] * 3 + [TELL] * 3
    assert decide(machine, pair, (1, datagram), Rights(sockets=True)) == ALLOW
    for name, number in numbers(syscalls.CONNECTING, machine).items():
        assert decide(machine, number) == ERRNO | errno.EPERM, name
        assert decide(machine, number, rights=Rights(sockets=True)) == ALLOW, name


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_processors_and_descriptors_of_others_are_out_of_reach(machine: str) -> None:
    fcntl = getattr(syscalls.FCNTL, machine)
    for number in (getattr(syscalls.PRLIMIT, machine), getattr(syscalls.AFFINITY, machine)):
        assert [decide(machine, number, (pid,)) for pid in (0, OWN)] == [ALLOW, ALLOW]
        assert decide(machine, number, (1,)) == ERRNO | errno.EPERM
    setown, setown_ex, setlease, notify, pipe_size = 8, 15, 1024, 1026, 1031
    for command in (setown, setown_ex, setlease, notify, pipe_size):
        assert decide(machine, fcntl, (0, command)) == ERRNO | errno.EPERM, command
    assert [decide(machine, fcntl, (0, command)) for command in (0, 2, 4, 6, 1030)] == [ALLOW] * 5


@pytest.mark.parametrize("machine", MACHINES)
def test_the_flags_of_files_stay(machine: str) -> None:
    """Also through a descriptor that can only read, and also where a GPU may be talked to."""
    ioctl = getattr(syscalls.IOCTL, machine)
    set_flags, set_attributes, verity, clone, gpu = 0x40086602, 0x401C5820, 0x40806685, 0x40049409, 0xC00846D6
    for command in (set_flags, set_attributes, verity, clone):
        for rights in (Rights(), Rights(device=True)):
            assert decide(machine, ioctl, (3, command), rights) == ERRNO | errno.ENOTTY, hex(command)
    assert [decide(machine, ioctl, (3, gpu), Rights(device=device)) for device in (False, True)] == [
        ERRNO | errno.ENOTTY,
        ALLOW,
    ]
    is_terminal, close_on_exec, bytes_waiting = 0x5401, 0x5451, 0x541B
    for command in (is_terminal, close_on_exec, bytes_waiting):
        assert decide(machine, ioctl, (3, command)) == ALLOW, hex(command)


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
