"""Which installed distributions an import means, and their versions, without importing anything."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@cache
def distributions(module: str) -> tuple[str, ...]:
    """The names of the distributions that provide a top-level module; empty when it is not installed."""
    try:
        return (metadata.distribution(module).name,)
    except (metadata.PackageNotFoundError, ValueError):
        return tuple(dict.fromkeys(_all_packages().get(module, ())))


@cache
def _all_packages() -> Mapping[str, list[str]]:
    """Costs tenths of a second, so it is asked only about modules that are not named as their distribution."""
    return metadata.packages_distributions()


@cache
def version(distribution: str) -> str | None:
    """The installed version, None when there is none."""
    try:
        return metadata.version(distribution)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def packages(modules: Iterable[str]) -> dict[str, str]:
    """Distribution name to version, sorted, of what provides these top-level modules."""
    names = {name for module in modules for name in distributions(module)}
    return {name: found for name in sorted(names) if (found := version(name)) is not None}


def with_requirements(modules: Iterable[str]) -> dict[str, str]:
    """Like `packages`, with all that those distributions require in turn: any of them can change what comes out."""
    found: dict[str, str] = {}
    waiting = [name for module in modules for name in distributions(module)]
    while waiting:
        name = waiting.pop()
        if name not in found and (installed := version(name)) is not None:
            found[name] = installed
            waiting += _required(name)
    return dict(sorted(found.items()))


@cache
def _required(distribution: str) -> tuple[str, ...]:
    required = metadata.requires(distribution) or []
    names = [_NAME.match(line) for line in required if "extra ==" not in line]
    return tuple(name[0] for name in names if name)
