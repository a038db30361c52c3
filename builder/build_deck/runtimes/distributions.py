"""Which installed distributions an import means, and their versions, without importing anything."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installed distribution says of itself."""

    name: str
    version: str
    requires: tuple[str, ...]
    """Names of the distributions it needs, extras aside."""


@cache
def installed(name: str) -> Installed | None:
    """The distribution of this name; None when it is not installed."""
    try:
        found = metadata.distribution(name).metadata
    except (metadata.PackageNotFoundError, ValueError):
        return None
    lines = [line for line in found.get_all("Requires-Dist") or () if "extra ==" not in line]
    names = [_NAME.match(line) for line in lines]
    return Installed(found["Name"], found["Version"], tuple(match[0] for match in names if match))


def version(name: str) -> str | None:
    """The installed version of a distribution, None when there is none."""
    found = installed(name)
    return found.version if found else None


@cache
def distributions(module: str) -> tuple[str, ...]:
    """The names of the distributions that provide a top-level module; empty when it is not installed."""
    found = installed(module)
    return (found.name,) if found else tuple(dict.fromkeys(_all_packages().get(module, ())))


@cache
def _all_packages() -> Mapping[str, list[str]]:
    """Costs tenths of a second, so it is asked only about modules that are not named as their distribution."""
    return metadata.packages_distributions()


def packages(modules: Iterable[str]) -> dict[str, str]:
    """Distribution name to version, sorted, of what provides these top-level modules."""
    names = {name for module in modules for name in distributions(module)}
    return {found.name: found.version for name in sorted(names) if (found := installed(name))}


def with_requirements(modules: Iterable[str]) -> dict[str, str]:
    """Like `packages`, with all that those distributions require in turn: any of them can change what comes out."""
    found: dict[str, str] = {}
    waiting = [name for module in modules for name in distributions(module)]
    while waiting:
        name = waiting.pop()
        if name not in found and (each := installed(name)):
            found[name] = each.version
            waiting += each.requires
    return dict(sorted(found.items()))
