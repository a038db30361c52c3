"""Recordings: the reviewed outputs of a session, one readable YAML file each, its figures as SVG files beside it.

PyYAML reads the file but does not write it: its emitter gives up literal blocks for one trailing space or tab, and
then a reviewer reads escapes.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from builder.errors import BuilderError, Location, Problem
from builder.files import shown, write_all
from builder.model import Environment, Output

FORMAT = 1
"""Of the file; a reader refuses what is newer than itself."""

_HEADER = "# What the snippets printed, for review. `build-deck` writes this file; edits by hand are refused.\n"
_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
"""The durations that are told apart: enough to balance shards by, too coarse to change from run to run."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is on file of a session."""

    session: str
    """Its name, the stem of the file."""
    source: str
    """The hash of what ran."""
    environment: Environment
    seconds: float
    outputs: tuple[Output, ...]
    """One for each snippet of the session that runs and has no pin, in order."""


def load(folder: Path, name: str) -> Recording | None:
    """The recording of that session, None where there is none; raises BuilderError where it cannot be trusted."""
    path = _path(folder, name)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, 1, "unreadable-recording", f"The recording cannot be read: {error}.", _RESTORE) from error
    _refuse_conflict(path, text)
    data = _parse(path, text)
    try:
        recording = _recording(folder, name, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"The recording lacks what format {FORMAT} has, or has it in another form ({error})."
        raise _problem(path, 1, "invalid-recording", what, _RESTORE) from error
    if data.get("checksum") != _checksum(recording):
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.startswith("checksum:")), 1)
        what = "The recording was changed by hand: its checksum is that of other outputs."
        raise _problem(path, line, "edited-recording", what, _RESTORE)
    return recording


def save(folder: Path, recording: Recording) -> None:
    """Put the recording on file, figures beside it; files that hold it already are not touched."""
    write_all(contents(folder, recording))
    remove_old_figures(folder, recording)


def contents(folder: Path, recording: Recording) -> Mapping[Path, bytes]:
    """The files that hold the recording, for a driver that writes them with others or not at all."""
    figures = {folder / name: svg.encode("utf-8") for name, svg in _figure_files(recording)}
    return {**figures, _path(folder, recording.session): dump(recording).encode("utf-8")}


def remove_old_figures(folder: Path, recording: Recording) -> None:
    """Take figures off file that an earlier recording of the session had and this one has not."""
    kept = {name for name, _ in _figure_files(recording)}
    for old in set(_figures_on_disk(folder, recording.session)) - kept:
        (folder / old).unlink(missing_ok=True)


def delete(folder: Path, name: str) -> None:
    """Take the recording and its figures off file."""
    for file in (f"{name}.yaml", *_figures_on_disk(folder, name)):
        (folder / file).unlink(missing_ok=True)


def names(folder: Path) -> tuple[str, ...]:
    """The names of all sessions that have a recording, sorted."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.glob("*.yaml") if not p.name.startswith(".")))


def renewed(old: Recording | None, new: Recording, unchanged: Sequence[bool]) -> Recording:
    """The recording to save: old outputs stay where they say the same, so that a diff shows what changed and no more.

    `unchanged` holds, for each output of `new`, whether the comparison found it to be that of `old`.
    """
    if old is None or len(old.outputs) != len(new.outputs):
        return new
    if all(unchanged):
        return replace(old, source=new.source)
    kept = zip(old.outputs, new.outputs, unchanged, strict=True)
    return replace(new, outputs=tuple(was if same else now for was, now, same in kept))


def dump(recording: Recording) -> str:
    """The text of the file."""
    return "".join(_lines(recording))


# ---- writing ---------------------------------------------------------------------------------------------------------


def _lines(recording: Recording) -> Iterator[str]:
    environment = recording.environment
    yield _HEADER
    yield f"format: {FORMAT}\n"
    yield f"source: {_quoted(recording.source)}\n"
    yield f"python: {_quoted(environment.python)}\n"
    yield f"device: {_quoted(environment.device)}\n"
    if environment.packages:
        yield "packages:\n"
        for name, version in sorted(environment.packages.items()):
            yield f"  {_quoted(name)}: {_quoted(version)}\n"
    yield f"seconds: {_coarse(recording.seconds):g}\n"
    yield "outputs:\n" if recording.outputs else "outputs: []\n"
    number = 0
    for output in recording.outputs:
        yield from _output(recording.session, output, number)
        number += len(output.figures)
    yield f"checksum: {_quoted(_checksum(recording))}\n"


_TEXTS = ("stdout", "stderr", "value", "html", "error")


def _output(session: str, output: Output, figures_before: int) -> Iterator[str]:
    mark = "- "
    for name in _TEXTS:
        text = getattr(output, name)
        if text or (text is not None and name not in ("stdout", "stderr")):
            yield f"{mark}{name}: {_block(text)}\n"
            mark = "  "
    if output.figures:
        yield f"{mark}figures:\n"
        for number, _ in enumerate(output.figures, figures_before + 1):
            yield f"  - {_quoted(_figure_name(session, number))}\n"
        mark = "  "
    if output.truncated:
        yield f"{mark}truncated: true\n"
        mark = "  "
    if mark == "- ":
        yield "- {}\n"


_LITERAL = re.compile("[\\t\\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
"""What YAML prints and does not take for a line break of its own (YAML 1.1, 5.1 and 5.4)."""


def _block(text: str) -> str:
    """The text as a literal block, or quoted where a block would not bring it back."""
    text = _clean(text)
    lines = text.rstrip("\n").split("\n")
    if not _LITERAL.fullmatch(text) or not text.strip("\n"):
        return _quoted(text, always=True)
    # An indicator is needed where the first line that is not empty begins with white space, and harmless elsewhere.
    indent = "2" if next(line for line in lines if line)[0] in " \t" else ""
    end = len(text) - len(text.rstrip("\n"))
    chomping = "-" if end == 0 else "" if end == 1 else "+"
    body = "".join(f"\n    {line}" if line else "\n" for line in lines)
    return f"|{indent}{chomping}{body}" + "\n" * max(end - 1, 0)


_PLAIN = re.compile(r"[A-Za-z][\w.:/-]*[\w.]", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


def _quoted(text: str, *, always: bool = False) -> str:
    text = _clean(text)
    if not always and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return '"' + _ESCAPED.sub(lambda m: f"\\U{ord(m.group()):08x}", escaped[1:-1]) + '"'


_ESCAPED = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    """The text as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= c <= "\udfff" for c in text) else text


def _coarse(seconds: float) -> float:
    return min(_SECONDS, key=lambda step: abs(step - seconds))


# ---- reading ---------------------------------------------------------------------------------------------------------

_RESTORE = "Restore it from version control, or build with `--update` and review what that writes."


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.yaml"


def _problem(path: Path, line: int, code: str, what: str, remedy: str) -> BuilderError:
    return BuilderError(Problem(code, Location(shown(path), line), what, remedy))


def _refuse_conflict(path: Path, text: str) -> None:
    """Raise where git left its markers: all text of ours is indented, so that they stand out."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ", "||||||| ")) or line == "=======":
            what = "The recording has merge-conflict markers."
            remedy = "Take either side, then build with `--update` and review what that writes."
            raise _problem(path, number, "recording-conflict", what, remedy)


def _parse(path: Path, text: str) -> dict[str, Any]:
    """The file's mapping, of a format that this version reads."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, loader)  # noqa: S506, both are safe loaders
    except RecursionError as error:
        raise _problem(path, 1, "invalid-recording", "The recording nests too deeply.", _RESTORE) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it has characters that YAML refuses"
        line = mark.line + 1 if mark else 1
        raise _problem(path, line, "invalid-recording", f"The recording is not YAML: {why}.", _RESTORE) from error
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
            python=str(data["python"]),
            packages={str(key): str(value) for key, value in packages.items()},
            device=str(data["device"]),
        ),
        seconds=float(data["seconds"]),
        outputs=tuple(_read_output(folder, _path(folder, name), row) for row in data["outputs"]),
    )


def _read_output(folder: Path, path: Path, row: Mapping[str, Any]) -> Output:
    unknown = sorted(set(row) - {*_TEXTS, "figures", "truncated"})
    if unknown:
        raise ValueError(f"it has a key `{unknown[0]}`")
    texts = {name: row[name] for name in _TEXTS if name in row}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("an output that is not text")
    figures = tuple(_read_figure(folder, path, str(name)) for name in row.get("figures", ()))
    return Output(**texts, figures=figures, truncated=bool(row.get("truncated", False)))


def _read_figure(folder: Path, path: Path, name: str) -> str:
    if Path(name).name != name:
        raise ValueError(f"a figure outside the folder, `{name}`")
    try:
        return (folder / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"The recording's figure `{name}` is missing or cannot be read."
        raise _problem(path, 1, "missing-figure", what, _RESTORE) from error


# ---- figures and checksum --------------------------------------------------------------------------------------------


def _figure_name(session: str, number: int) -> str:
    return f"{session}-{number}.svg"


def _figure_files(recording: Recording) -> Iterator[tuple[str, str]]:
    svgs = [svg for output in recording.outputs for svg in output.figures]
    for number, svg in enumerate(svgs, 1):
        yield _figure_name(recording.session, number), _unix(_clean(svg))


def _figures_on_disk(folder: Path, session: str) -> list[str]:
    pattern = re.compile(re.escape(session) + r"-\d+\.svg")
    return [p.name for p in folder.glob("*.svg") if pattern.fullmatch(p.name)]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _checksum(recording: Recording) -> str:
    """A digest of what the recording says rather than of its bytes: git may write other line ends."""
    content = [
        recording.source,
        recording.environment.python,
        recording.environment.device,
        sorted(recording.environment.packages.items()),
        _coarse(recording.seconds),
        [
            [*(_clean(getattr(o, n) or "") for n in _TEXTS), *(_unix(_clean(f)) for f in o.figures), o.truncated]
            for o in recording.outputs
        ],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
