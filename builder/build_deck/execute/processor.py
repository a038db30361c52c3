"""The processor that sessions run on: what it is called, and the instructions that libraries choose their code by."""

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_TELLING = ("sse4_2", "avx", "avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve", "sve2")
"""Flags of Linux: ATen, oneDNN, MKL and OpenBLAS have code of their own for each."""
_NAMES = ("model name", "Processor", "cpu model")


@cache
def processor() -> str:
    """`AMD EPYC 7B13 25.1 (avx avx2 sse4_2)`; without what the system does not tell, empty if nothing."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return platform.processor() or platform.machine()
    return described(told) or platform.machine()


def described(told: str) -> str:
    """The processor of a /proc/cpuinfo, by its first core."""
    facts: dict[str, str] = {}
    for line in told.partition("\n\n")[0].splitlines():
        name, _, value = line.partition(":")
        facts[name.strip()] = value.strip()
    name = next((facts[key] for key in _NAMES if facts.get(key)), platform.machine())
    flags = (facts.get("flags") or facts.get("Features", "")).split()
    return " ".join([name, *_generation(facts), *_listed(sorted(set(flags) & {*_TELLING}))])


def _generation(facts: Mapping[str, str]) -> list[str]:
    """Family and model: clouds give one name to several, which have other caches and so add in other blocks."""
    numbers = [facts[key] for key in ("cpu family", "model", "CPU part") if facts.get(key)]
    return [".".join(numbers)] if numbers else []


def _listed(flags: Iterable[str]) -> list[str]:
    listing = " ".join(flags)
    return [f"({listing})"] if listing else []
