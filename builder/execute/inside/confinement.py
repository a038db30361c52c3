"""What one session may touch, and how surely: the tiers of isolation put together."""

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sandbox import landlock, limits, seccomp
from .sandbox.namespaces import succeeds

if TYPE_CHECKING:
    from .protocol import Job
    from .session import Scratch

_SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/usr/local/cuda", "/opt/rocm"),
    *("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/alternatives", "/etc/mime.types"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/devices"),
    *("/proc/driver/nvidia", "/proc/modules", "/sys/devices/system", "/sys/fs/cgroup"),
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random")
_PROGRAMS = ("/usr/bin", "/bin", "/usr/local/bin")
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

    def describe(self) -> str:
        """As the report shows it: `namespaces, landlock 7, seccomp`."""
        parts = {"namespaces": self.namespaces, f"landlock {self.landlock}": self.landlock, "seccomp": self.seccomp}
        return ", ".join(name for name, reached in parts.items() if reached) or "none"


def seccomp_works() -> bool:
    """Whether this system lets a process filter its system calls; tried out in a throw-away process."""
    return succeeds(lambda: limits.drop_privileges() and seccomp.confine(seccomp.Rights()))


def confine(job: "Job", scratch: "Scratch", tier: Tier) -> None:
    """Give up for good what the session does not need; raises OSError where a promised part cannot be had."""
    device = job["device"] == "cuda"
    seconds = sum(snippet["timeout"] for snippet in job["snippets"])
    limits.confine(memory=job["memory"], seconds=seconds + 60, disk=job["disk"], device=device)
    if not tier.sandbox:
        return
    limits.drop_privileges()
    if tier.landlock and not landlock.confine(_access(job, scratch, tier)):
        raise OSError("Landlock refused its rules")
    signals = job["processes"] and (tier.namespaces or tier.landlock >= landlock.SCOPED_SIGNALS)
    rights = seccomp.Rights(job["processes"], signals, tier.read_only, device)
    if tier.seccomp and not seccomp.confine(rights):
        raise OSError("seccomp refused its filter")


def _access(job: "Job", scratch: "Scratch", tier: Tier) -> landlock.Access:
    device = job["device"] == "cuda"
    fonts = os.environ.get("MPLCONFIGDIR", "")
    own = (
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *([fonts] if fonts else []),
        *(path for path in sys.path if _is_library(path)),
    )
    shared_memory = ("/dev/shm",) if job["processes"] and tier.namespaces else ()
    return landlock.Access(
        read=(*_SYSTEM, *own, *job["import_paths"], *job["data"], *job["readable"], *(_GPU_READ if device else ())),
        write=(scratch.top, *shared_memory),
        devices=(*_DEVICES, *(_gpu_nodes() if device else ())),
        execute=(*_PROGRAMS, *own, "/usr/lib", "/lib", "/lib64") if job["processes"] else (),
    )


def _is_library(path: str) -> bool:
    """Whether an entry of sys.path is Python's own or installed, not a project that happens to be importable."""
    return path.startswith((sys.prefix, sys.base_prefix)) or "site-packages" in path or "dist-packages" in path


def _gpu_nodes() -> tuple[str, ...]:
    names = sorted(name for name in os.listdir("/dev") if name.startswith(("nvidia", "kfd", "dri", "dxg")))
    return tuple(f"/dev/{name}" for name in names)
