"""Where ctypes finds shared libraries: it asks programs, which a snippet may not start; the loader has a list of them.

The list is glibc's (sysdeps/generic/dl-cache.h): a header of 48 bytes, an entry of 24 bytes a library, and their names.
"""

import contextlib
import os
import platform
import struct
from typing import Any

_CACHE = "/etc/ld.so.cache"
_MAGIC = b"glibc-ld.so.cache1.1"
_HEADER, _ENTRY = 48, struct.Struct("=iIIIQ")
_KIND = {"x86_64": 0x303, "aarch64": 0xA03}
"""How the entries of this machine's own libraries are marked."""


def watch(util: Any) -> None:
    """Let `ctypes.util.find_library` look here first."""
    ask = getattr(util, "_findSoname_ldconfig", None)
    if ask is not None:
        util._findSoname_ldconfig = lambda name: soname(name) or ask(name)  # noqa: SLF001 - there is no public way


def soname(name: str) -> str | None:
    """The file name under which the loader knows a library (`m`: `libm.so.6`), None where it does not."""
    with contextlib.suppress(OSError, struct.error):
        with open(_CACHE, "rb") as file:
            data = file.read()
        start = data.find(_MAGIC)
        (count,) = struct.unpack_from("=I", data, start + len(_MAGIC))
        for entry in range(count if start >= 0 else 0):
            kind, key, *_ = _ENTRY.unpack_from(data, start + _HEADER + entry * _ENTRY.size)
            found = data[start + key : data.find(b"\0", start + key)]
            if kind == _KIND.get(platform.machine()) and found.startswith(f"lib{name}.".encode()):
                return os.fsdecode(found)
    return None
