"""A recording read from its file, or what is wrong with it."""

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_deck.disk.bounds import Bounds
from build_deck.disk.files import display_path, read_file
from build_deck.errors import BuildDeckError, Location, Problem
from build_deck.model import Environment, Output
from build_deck.recordings.recording import FORMAT, TEXTS, Imprint, Recording, SnippetImprint, checksum

_LONGEST = 10_000_000
"""Seconds that a session may have taken."""
_RESTORE = "Restore it from version control, or build with `--update` and review what that writes."


def path_of(folder: Path, name: str) -> Path:
    """The file of that session's recording."""
    return folder / f"{name}.yaml"


def load(folder: Path, name: str) -> Recording | None:
    """The recording of that session, None where there is none; raises BuildDeckError where it cannot be trusted."""
    path = path_of(folder, name)
    try:
        text = _text(path)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        what = f"The recording cannot be read: {error.strerror if isinstance(error, OSError) else error}."
        raise _problem(path, 1, "unreadable-recording", what, _RESTORE) from error
    _refuse_conflict(path, text)
    data = _parse(path, text)
    try:
        recording = _recording(folder, name, data)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"The recording lacks what format {data['format']} has, or has it in another form ({error})."
        raise _problem(path, 1, "invalid-recording", what, _RESTORE) from error
    if data.get("checksum") != checksum(recording):
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.startswith("checksum:")), 1)
        what = "The recording was changed by hand: its checksum is that of other outputs."
        raise _problem(path, line, "edited-recording", what, _RESTORE)
    return recording


def _text(path: Path) -> str:
    """The file's text; raises OSError where it leads out of its folder, is none, or is larger than any of ours."""
    if not Bounds((path.parent.resolve(),)).hold(path):
        raise OSError(errno.EINVAL, "it leads out of its folder")
    return read_file(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _problem(path: Path, line: int, code: str, what: str, remedy: str) -> BuildDeckError:
    return BuildDeckError(Problem(code, Location(display_path(path), line), what, remedy))


def _refuse_conflict(path: Path, text: str) -> None:
    """Raise where git left its markers: all text of ours is indented, so that they stand out."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ", "||||||| ")) or line == "=======":
            what = "The recording has merge-conflict markers."
            remedy = "Take either side, then build with `--update` and review what that writes."
            raise _problem(path, number, "recording-conflict", what, remedy)


def _parse(path: Path, text: str) -> dict[str, Any]:
    """The file's mapping, of a format that this version reads."""
    from build_deck.syntax.strict_yaml import Fault, plain

    try:
        data = plain(text)
    except Fault as fault:
        what = f"The recording is not YAML: {fault.why}."
        raise _problem(path, fault.line, "invalid-recording", what, _RESTORE) from fault
    form = data.get("format") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(form, int):
        what = "The recording has no format number."
        raise _problem(path, 1, "invalid-recording", what, _RESTORE)
    if form > FORMAT:
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.startswith("format:")), 1)
        what = f"The recording has format {form}, and this version reads up to {FORMAT}."
        raise _problem(path, line, "newer-recording", what, "Upgrade build-deck.")
    return data


def _recording(folder: Path, name: str, data: Mapping[str, Any]) -> Recording:
    packages = data.get("packages", {})
    return Recording(
        session=name,
        source=str(data["source"]),
        environment=Environment(
            languages=_languages(data),
            packages={str(key): str(value) for key, value in packages.items()},
            device=str(data["device"]),
            processor=str(data.get("processor", "")),
        ),
        seconds=_seconds(data["seconds"]),
        outputs=tuple(_read_output(folder, path_of(folder, name), row) for row in data["outputs"]),
        imprint=_imprint(data) if "code" in data else None,
    )


def _seconds(value: Any) -> float:  # noqa: ANN401 - whatever the file says
    if not isinstance(value, int | float) or not 0 <= value <= _LONGEST:
        raise ValueError("seconds that are none")
    return float(value)


def _imprint(data: Mapping[str, Any]) -> Imprint:
    return Imprint(
        tuple(SnippetImprint(tuple(str(row["lines"]).split()), str(row.get("options", ""))) for row in data["code"]),
        {str(name): str(digits) for name, digits in data.get("modules", {}).items()},
    )


def _languages(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Name to version: what is no other key of the file is a language."""
    found = {str(name): str(version) for name, version in data.items() if name not in _KEYS}
    if not found:
        raise KeyError("no language")
    return found


_KEYS = frozenset(
    ("format", "source", "device", "processor", "packages", "seconds", "outputs", "code", "modules", "checksum")
)


def _read_output(folder: Path, path: Path, row: Mapping[str, Any]) -> Output:
    unknown = sorted(set(row) - {*TEXTS, "figures", "truncated"})
    if unknown:
        raise ValueError(f"it has a key `{unknown[0]}`")
    texts = {name: row[name] for name in TEXTS if name in row}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("an output that is not text")
    figures = tuple(_read_figure(folder, path, str(name)) for name in row.get("figures", ()))
    return Output(**texts, figures=figures, truncated=bool(row.get("truncated", False)))


def _read_figure(folder: Path, path: Path, name: str) -> str:
    if Path(name).name != name:
        raise ValueError(f"a figure outside the folder, `{name}`")
    try:
        return _text(folder / name)
    except (OSError, UnicodeDecodeError) as error:
        what = f"The recording's figure `{name}` is missing or cannot be read."
        raise _problem(path, 1, "missing-figure", what, _RESTORE) from error
