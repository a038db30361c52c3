"""What one session may touch, and how surely: the tiers of isolation put together."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from .programs.starting import Grants
from .protocol import Job
from .sandbox import landlock, limits, root, seccomp
from .sandbox.namespaces import succeeds
from .scratch import Scratch
from .walls import Walls

_SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/usr/local/cuda", "/opt/rocm"),
    *("/usr/include", "/usr/libexec", "/usr/local/include", "/usr/local/libexec"),
    *("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives", "/etc/mime.types"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/devices"),
    *("/proc/driver/nvidia", "/proc/modules", "/sys/devices/system", "/sys/fs/cgroup"),
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random")
_PROGRAMS = ("/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin")
_OWN_ROOT = "/session"
"""Where a session with a root of its own has its folders: near the top, since the path of a Unix socket is short."""
_GPU_READ = ("/sys/bus/pci", "/sys/devices", "/sys/module", "/proc/sys", "/etc/nvidia", "/etc/vulkan", "/sys/class")


@dataclass(frozen=True, slots=True)
class Tier:
    """How far isolation goes here."""

    namespaces: bool
    """Whether the slot is process 1 of its own namespaces."""
    read_only: bool
    """Whether every mount but the scratch folder is read-only."""
    sandbox: bool
    """Whether privileges are dropped and the next two used."""
    landlock: int
    """The version of Landlock in force, 0 for none."""
    seccomp: bool
    shared: bool = False
    """Whether /dev/shm is the session's own."""
    rooted: bool | None = None
    """Whether a session can have a root of its own; None where that has not been tried."""

    def describe(self) -> str:
        """As the report shows it: `namespaces, landlock 7, seccomp`."""
        parts = {"namespaces": self.namespaces, f"landlock {self.landlock}": self.landlock, "seccomp": self.seccomp}
        return ", ".join(name for name, reached in parts.items() if reached) or "none"


def seccomp_works() -> bool:
    """Whether this system lets a process filter its system calls; tried out in a throw-away process."""
    return succeeds(lambda: limits.drop_privileges() and seccomp.confine(seccomp.Rights()))


@dataclass(frozen=True, slots=True)
class Room:
    """What a session is confined to."""

    job: Job
    scratch: Scratch
    """As the session sees it."""
    tier: Tier
    rooted: bool
    """Whether no other path is in its reach, not even that of a socket."""


def enter(job: Job, scratch: Scratch, tier: Tier, stage: str) -> Room:
    """The room, in which this process is now: in a root of its own where it may start processes, which open sockets.

    Raises OSError where that fails midway.
    """
    if not (tier.rooted and tier.read_only and tier.seccomp and job["processes"]):
        return Room(job, scratch, tier, rooted=False)
    outside = [path for path in _access(job, scratch, tier, programs=True).all() if path != scratch.top]
    decks = map(os.path.realpath, (*job["import_paths"], *job["data"]))
    if not root.change(stage, outside, decks, scratch.top, _OWN_ROOT):
        raise OSError("no root of its own")
    return Room(job, Scratch.beneath(_OWN_ROOT, job["conditions"]["folder"]), tier, rooted=True)


def confine(room: Room, send: Callable[[int], None]) -> Walls:
    """Give up for good what the session does not need, and say what that is.

    `send` is given the descriptor on which the kernel tells what is tried. Raises OSError where a promised part cannot
    be had.
    """
    access = _access(room.job, room.scratch, room.tier)
    _confine(room, send, access, None)
    return _walls(room, access) if room.tier.sandbox else Walls()


def confine_program(room: Room, send: Callable[[int], None], grants: Grants) -> None:
    """The same for a process that is about to become a program."""
    _confine(room, send, _access(room.job, room.scratch, room.tier, programs=True), grants)


def _confine(room: Room, send: Callable[[int], None], access: landlock.Access, grants: Grants | None) -> None:
    job, tier = room.job, room.tier
    seconds = sum(snippet["timeout"] for snippet in job["snippets"])
    limits.confine(
        memory=job["memory"],
        seconds=seconds + 60,
        disk=job["disk"],
        device=job["device"] == "cuda",
        reserves=grants is not None,
    )
    if not tier.sandbox:
        return
    limits.drop_privileges()
    if tier.landlock and not landlock.confine(access):
        raise OSError("Landlock refused its rules")
    if tier.seccomp:
        _filter(room, send, grants)


def _filter(room: Room, send: Callable[[int], None], grants: Grants | None) -> None:
    tier = room.tier
    processes = grants.processes if grants else room.job["processes"]
    rights = seccomp.Rights(
        processes=processes,
        programs=grants is not None,
        asks=grants is not None and grants.asks,
        sockets=room.rooted and processes,
        signals=processes and (tier.namespaces or tier.landlock >= landlock.SCOPED_SIGNALS),
        apart=not tier.shared,
        metadata=tier.read_only,
        device=room.job["device"] == "cuda",
    )
    listener = seccomp.tell(rights)
    if listener is not None:
        send(listener)
    if not seccomp.confine(rights, told=listener is not None):
        raise OSError("seccomp refused its filter")


def _walls(room: Room, access: landlock.Access) -> Walls:
    """What is refused."""
    refused = {"network"} if room.tier.seccomp else set()
    if room.tier.seccomp and not room.job["processes"]:
        refused.add("process")
    if room.tier.seccomp and not room.rooted:
        refused.add("socket")
    if not room.tier.landlock:
        return Walls(frozenset(refused))
    if not room.tier.shared:
        refused.add("memory")
    return Walls(
        frozenset(refused),
        readable=(
            os.path.realpath("/proc/self"),
            *access.read,
            *access.execute,
        ),  # processes that it starts have others
        writable=(*access.write, *access.devices),
        hidden=access.hidden,
        always=access.always,
    )


def _access(job: Job, scratch: Scratch, tier: Tier, *, programs: bool = False) -> landlock.Access:
    device = job["device"] == "cuda"
    fonts = os.environ.get("MPLCONFIGDIR", "")
    own = (
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *(path for path in sys.path if _is_library(path)),
    )
    starts = programs or job["processes"]
    execute = (*_PROGRAMS, *own, "/usr/lib", "/lib", "/lib64", scratch.top, *job["tools"]) if starts else ()
    family = ("/proc",) if starts and tier.namespaces else ()  # nobody else's processes are in there
    return landlock.Access(
        read=(
            *_SYSTEM,
            *own,
            *job["import_paths"],
            *job["data"],
            *job["readable"],
            *(_GPU_READ if device else ()),
            *family,
        ),
        write=(scratch.top, *(("/dev/shm",) if tier.shared else ())),
        devices=(*_DEVICES, *(_gpu_nodes() if device else ())),
        execute=execute,
        hidden=tuple(job["hidden"]),
        always=(fonts,) if fonts else (),
    )


def _is_library(path: str) -> bool:
    """Whether an entry of sys.path is Python's own or installed, not a project that happens to be importable."""
    return path.startswith((sys.prefix, sys.base_prefix)) or "site-packages" in path or "dist-packages" in path


def _gpu_nodes() -> tuple[str, ...]:
    names = sorted(name for name in os.listdir("/dev") if name.startswith(("nvidia", "kfd", "dri", "dxg")))
    return tuple(f"/dev/{name}" for name in names)
