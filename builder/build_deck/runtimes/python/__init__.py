"""Python's row: it runs in the session's own process (`execute/inside/python`)."""

import platform
import site
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from build_deck.model import Example, Snippet
from build_deck.runtimes.row import Commands, Console, Finding, Needs, Runtime, Transcript

_DISTRIBUTIONS: Mapping[str, str] = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""Distributions whose name is not the module's."""


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _build() -> str:
    return f"{sys.implementation.name} {platform.python_version()} {platform.machine()}"


def _needs(snippets: Sequence[Snippet], import_paths: Sequence[Path]) -> Needs:
    from build_deck.runtimes.python.imports import needs

    return needs([piece for snippet in snippets for piece in snippet.pieces], import_paths)


def _packages(needs: Needs) -> Mapping[str, str]:
    from build_deck.runtimes.distributions import packages

    return packages(needs.top_level)


def _requirements(needs: Needs) -> Mapping[str, str]:
    from build_deck.runtimes.distributions import with_requirements

    return with_requirements(needs.top_level)


def _install(module: str) -> str:
    name = module.partition(".")[0]
    return f"Install it where build-deck is installed: pip install {_DISTRIBUTIONS.get(name, name)}"


def _environment(hash_seed: int) -> Mapping[str, str]:
    user = {"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}
    return {"PYTHONHASHSEED": str(hash_seed), "MPLBACKEND": "Agg", **user}


def _read(text: str) -> Transcript:
    from build_deck.runtimes.python.transcripts import read

    return read(text)


def _answer(printed: str, error: str | None) -> str:
    from build_deck.runtimes.python.transcripts import answer

    return answer(printed, error)


def _rewrite(text: str, answers: Mapping[Example, str]) -> str:
    from build_deck.runtimes.python.transcripts import rewrite

    return rewrite(text, answers)


def _check(snippets: Sequence[Snippet]) -> Iterator[Finding]:
    from build_deck.runtimes.python.check import check

    return check(snippets)


def _recognises(code: str) -> bool:
    from build_deck.runtimes.python.recognise import recognises

    return recognises(code)


def _commands(code: str) -> Commands:
    from build_deck.runtimes.python.notebook import commands

    return commands(code)


PYTHON = Runtime(
    name="python",
    title="Python",
    aliases=("py", "python3", "py3"),
    suffixes=(".py",),
    console=Console(("pycon", "python-console"), ">>>", _read, _answer, _rewrite),
    version=_version,
    build=_build,
    needs=_needs,
    packages=_packages,
    requirements=_requirements,
    install=_install,
    environment=_environment,
    check=_check,
    recognises=_recognises,
    commands=_commands,
)
