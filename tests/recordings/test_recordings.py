"""Recordings: what stands in the file, that it comes back, and what is refused."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from build_deck import recordings
from build_deck.errors import BuildDeckError
from build_deck.model import Environment, Output
from build_deck.recordings import Imprint, Recording, SnippetImprint
from hypothesis import given, settings
from hypothesis import strategies as st

ENVIRONMENT = Environment({"python": "3.11"}, packages={"torch": "2.13.0", "numpy": "2.3.1"})
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>\n'
RESTORE = "Restore it from version control, or build with `--update` and review what that writes."


def _recording(*outputs: Output, seconds: float = 0.123) -> Recording:
    return Recording("attention", "5f3c", ENVIRONMENT, seconds, outputs)


def _refusal(folder: Path) -> str:
    with pytest.raises(BuildDeckError) as caught:
        recordings.load(folder, "attention")
    return str(caught.value).removeprefix(folder.as_posix() + "/")


def test_the_file_reads_like_the_output() -> None:
    text = recordings.dump(
        _recording(
            Output(stdout="loss 0.5 \n\ttab 准确率\n", value="tensor([1.,\n        2.])"),
            Output(),
            Output(stdout="  indented\n\n\n", error="ValueError: no", figures=(SVG, SVG), truncated=True),
            Output(stdout="bell \x07\n", value=""),
        )
    )
    assert text.startswith(
        "# What the snippets printed, for review. `build-deck` writes this file; edits by hand are refused.\n"
        "format: 1\n"
        'source: "5f3c"\n'
        'python: "3.11"\n'
        "device: cpu\n"
        "packages:\n"
        '  numpy: "2.3.1"\n'
        '  torch: "2.13.0"\n'
        "seconds: 0.1\n"
        "outputs:\n"
        "- stdout: |\n"
        "    loss 0.5 \n"
        "    \ttab 准确率\n"
        "  value: |-\n"
        "    tensor([1.,\n"
        "            2.])\n"
        "- {}\n"
        "- stdout: |2+\n"
        "      indented\n"
        "\n"
        "\n"
        "  error: |-\n"
        "    ValueError: no\n"
        "  figures:\n"
        "  - attention-1.svg\n"
        "  - attention-2.svg\n"
        "  truncated: true\n"
        '- stdout: "bell \\u0007\\n"\n'
        '  value: ""\n'
        "checksum: "
    )


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    saved = _recording(Output(stdout="1\n", figures=(SVG,)), Output(value="2", figures=(SVG, SVG)), seconds=1)
    recordings.save(tmp_path / "recorded", saved)
    assert recordings.load(tmp_path / "recorded", "attention") == saved
    assert recordings.names(tmp_path / "recorded") == ("attention",)
    assert sorted(p.name for p in (tmp_path / "recorded").iterdir()) == [
        "attention-1.svg",
        "attention-2.svg",
        "attention-3.svg",
        "attention.yaml",
    ]


def test_what_is_remembered_of_the_code_and_the_processor_comes_back(tmp_path: Path) -> None:
    """Neither is part of the checksum: what an earlier version recorded has none of it and stays good."""
    imprint = Imprint(
        (SnippetImprint(("00e1", "5f3c"), "seed=7"), SnippetImprint(("0123",))), {"helper.py": "12345678"}
    )
    environment = replace(ENVIRONMENT, processor="A: B (avx2)")
    saved = replace(_recording(Output(value="1"), seconds=1), environment=environment, imprint=imprint)
    recordings.save(tmp_path, saved)
    assert recordings.load(tmp_path, "attention") == saved
    text = (tmp_path / "attention.yaml").read_text("utf-8")
    assert text.endswith(
        'code:\n- lines: "00e1 5f3c"\n  options: "seed=7"\n- lines: "0123"\nmodules:\n  helper.py: "12345678"\n'
        f"checksum: {text.splitlines()[-1].removeprefix('checksum: ')}\n"
    )
    earlier = "".join(line for line in text.partition("code:")[0].splitlines(True) if not line.startswith("processor"))
    (tmp_path / "attention.yaml").write_text(f"{earlier}{text.splitlines()[-1]}\n", "utf-8")
    assert recordings.load(tmp_path, "attention") == _recording(Output(value="1"), seconds=1)


_TEXT = st.text() | st.text(alphabet=" \t\n-|'\"#:&*!%@`{}[]a\r\x85\u2028\ufeff\x00\U0001f600é")
_OUTPUTS = st.builds(
    Output,
    stdout=_TEXT,
    stderr=_TEXT,
    value=st.none() | _TEXT,
    html=st.none() | _TEXT,
    error=st.none() | _TEXT,
    truncated=st.booleans(),
)


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
def test_any_text_comes_back(tmp_path: Path, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's readers give back what was written."""
    if not hasattr(yaml, loader):
        pytest.skip("this PyYAML was built without libyaml")
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader), raising=False)

    @settings(max_examples=150, deadline=None)
    @given(st.lists(_OUTPUTS, max_size=3))
    def comes_back(outputs: list[Output]) -> None:
        saved = Recording("any", "x", Environment({"python": "3.11"}), 1, tuple(outputs))
        recordings.save(tmp_path, saved)
        assert recordings.load(tmp_path, "any") == saved

    comes_back()


def test_a_checksum_of_digits_alone_is_no_number(tmp_path: Path) -> None:
    """YAML would read `4255277991083413` as an integer; found by the property above."""
    output = Output(stdout="\U000639d8Õ;\U000e2778", stderr="Åï\x9fæL\xa0", value="sc", error="sc", truncated=True)
    saved = Recording("any", "x", Environment({"python": "3.11"}), 1, (output,))
    recordings.save(tmp_path, saved)
    assert 'checksum: "4255277991083413"\n' in (tmp_path / "any.yaml").read_text("utf-8")
    assert recordings.load(tmp_path, "any") == saved


def test_no_recording_is_no_error(tmp_path: Path) -> None:
    assert recordings.load(tmp_path, "attention") is None
    assert recordings.names(tmp_path / "nowhere") == ()


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(stdout="a\ud800\n")))
    loaded = recordings.load(tmp_path, "attention")
    assert loaded is not None
    assert loaded.outputs == (Output(stdout="a?\n"),)


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(stdout="1\n", figures=(SVG,)), seconds=0.11))
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    recordings.save(tmp_path, _recording(Output(stdout="1\n", figures=(SVG,)), seconds=0.14))
    assert {file.stat().st_mtime for file in tmp_path.iterdir()} == {1}


def test_figures_that_are_gone_are_taken_away(tmp_path: Path) -> None:
    other = Recording("attention-1", "x", ENVIRONMENT, 1, (Output(figures=(SVG,)),))
    recordings.save(tmp_path, other)
    recordings.save(tmp_path, _recording(Output(figures=(SVG, SVG))))
    recordings.save(tmp_path, _recording(Output(figures=(SVG,))))
    assert sorted(p.name for p in tmp_path.glob("*.svg")) == ["attention-1-1.svg", "attention-1.svg"]
    recordings.delete(tmp_path, "attention")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["attention-1-1.svg", "attention-1.yaml"]
    assert recordings.load(tmp_path, "attention-1") == other


def test_line_ends_of_windows_are_no_edit(tmp_path: Path) -> None:
    saved = _recording(Output(stdout="1\n2\n", figures=(SVG,)), seconds=0.1)
    recordings.save(tmp_path, saved)
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert recordings.load(tmp_path, "attention") == saved


def test_the_rest_of_a_recording_stays_when_one_output_changes() -> None:
    old = _recording(Output(stdout="0.1234"), Output(stdout="a"))
    new = Recording(
        "attention", "77aa", Environment({"python": "3.12"}), 9, (Output(stdout="0.1235"), Output(stdout="b"))
    )
    assert recordings.renewed(None, new, ()) == new
    assert recordings.renewed(old, new, (True, True)) == Recording("attention", "77aa", ENVIRONMENT, 0.123, old.outputs)
    assert recordings.renewed(old, new, (True, False)) == Recording(
        "attention", "77aa", Environment({"python": "3.12"}), 9, (Output(stdout="0.1234"), Output(stdout="b"))
    )
    shorter = _recording(Output(stdout="0.1235"))
    assert recordings.renewed(old, shorter, (True,)) == shorter


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_an_edit_by_hand_is_refused(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(stdout="loss 0.5\n")))
    file = tmp_path / "attention.yaml"
    file.write_text(file.read_text().replace("loss 0.5", "loss 0.4"))
    assert _refusal(tmp_path) == (
        "attention.yaml:13:1: error[edited-recording]: The recording was changed by hand: its checksum is that of "
        f"other outputs. {RESTORE}"
    )


def test_a_figure_edited_by_hand_is_refused(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(figures=(SVG,))))
    (tmp_path / "attention-1.svg").write_text(SVG.replace("10", "20"))
    assert "error[edited-recording]" in _refusal(tmp_path)


def test_a_missing_figure_is_named(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(figures=(SVG,))))
    (tmp_path / "attention-1.svg").unlink()
    assert _refusal(tmp_path) == (
        "attention.yaml:1:1: error[missing-figure]: The recording's figure `attention-1.svg` is missing or cannot be "
        f"read. {RESTORE}"
    )


def test_merge_conflict_markers_are_refused(tmp_path: Path) -> None:
    recordings.save(tmp_path, _recording(Output(stdout="1\n")))
    file = tmp_path / "attention.yaml"
    file.write_text(file.read_text().replace("- stdout", "<<<<<<< HEAD\n- stdout"))
    assert _refusal(tmp_path) == (
        "attention.yaml:11:1: error[recording-conflict]: The recording has merge-conflict markers. "
        "Take either side, then build with `--update` and review what that writes."
    )


def test_output_that_looks_like_a_conflict_is_none(tmp_path: Path) -> None:
    saved = _recording(Output(stdout="<<<<<<< HEAD\n=======\n>>>>>>> x\n"), seconds=0.1)
    recordings.save(tmp_path, saved)
    assert recordings.load(tmp_path, "attention") == saved


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "attention.yaml").write_text("# hello\nformat: 3\noutputs: {}\n")
    assert _refusal(tmp_path) == (
        "attention.yaml:2:1: error[newer-recording]: The recording has format 3, and this version reads up to 2. "
        "Upgrade build-deck."
    )


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "The recording has no format number."),
        ("- 1\n", 1, "The recording has no format number."),
        ("format: one\n", 1, "The recording has no format number."),
        ("format: 1\nseconds: 1\n", 1, "The recording lacks what format 1 has, or has it in another form ('source')."),
        (
            "format: 1\nsource: x\npython: 3\ndevice: cpu\nseconds: 1\noutputs: [{stdin: x}]\n",
            1,
            "The recording lacks what format 1 has, or has it in another form (it has a key `stdin`).",
        ),
        (
            "format: 1\nsource: x\npython: 3\ndevice: cpu\nseconds: 1\noutputs: [{stdout: 1}]\n",
            1,
            "The recording lacks what format 1 has, or has it in another form (an output that is not text).",
        ),
        (
            "format: 1\nsource: x\npython: 3\ndevice: cpu\nseconds: 1\noutputs: [{figures: [../x.svg]}]\n",
            1,
            (
                "The recording lacks what format 1 has, or has it in another form "
                "(a figure outside the folder, `../x.svg`)."
            ),
        ),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, text: str, line: int, what: str) -> None:
    (tmp_path / "attention.yaml").write_text(text)
    assert _refusal(tmp_path) == f"attention.yaml:{line}:1: error[invalid-recording]: {what} {RESTORE}"


def test_broken_yaml_is_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "attention.yaml").write_text("format: 1\nsource: [\npython: x: y\n")
    assert "attention.yaml:3:1: error[invalid-recording]: The recording is not YAML: " in _refusal(tmp_path)


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "attention.yaml").write_bytes(b"format: 1\n\xff\n")
    assert "attention.yaml:1:1: error[unreadable-recording]: The recording cannot be read: " in _refusal(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "recorded").write_text("a file in the way")
    with pytest.raises(BuildDeckError) as caught:
        recordings.save(tmp_path / "recorded", _recording(Output(stdout="1\n")))
    assert str(caught.value) == (
        f"error[unwritable]: {tmp_path.as_posix()}/recorded/attention.yaml cannot be written: not a directory. "
        "Free space or permit writing there. Nothing was changed."
    )


def test_the_processor_is_noted_and_a_recording_without_it_is_read(tmp_path: Path) -> None:
    """It vouches for nothing that a card shows, so that versions which do not know it read the file too."""
    known = replace(ENVIRONMENT, processor="AMD EPYC 26.2 avx512f")
    recording = replace(_recording(Output(stdout="1\n")), environment=known)
    recordings.save(tmp_path, recording)
    assert recordings.load(tmp_path, "attention") == replace(recording, seconds=0.1)
    file = tmp_path / "attention.yaml"
    line = 'processor: "AMD EPYC 26.2 avx512f"\n'
    assert f"device: cpu\n{line}packages:\n" in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(line, ""), "utf-8")
    assert recordings.load(tmp_path, "attention") == replace(recording, environment=ENVIRONMENT, seconds=0.1)


_START = "format: 1\nsource: x\npython: 3\ndevice: cpu\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{_START}seconds: {'9' * 5000}\noutputs: []\n", "The recording is not YAML: a number has more than 40 digits."),
        (f"{_START}seconds: 1{'0' * 39}\noutputs: []\n", "(seconds that are none)."),
        (f"{_START}seconds: .inf\noutputs: []\n", "(seconds that are none)."),
        (f"{_START}seconds: .nan\noutputs: []\n", "(seconds that are none)."),
        (f"{_START}seconds: -1\noutputs: []\n", "(seconds that are none)."),
        (f"{_START}seconds: 1\noutputs: {'[' * 100_000}\n", "The recording is not YAML: it nests more than 50 levels deep."),
        ("format: 1\na: &a [x, x]\nsource: [*a, *a]\n", "The recording is not YAML: it has an alias (*name)."),
        (f"{_START}seconds: 1\npackages: {{torch: *a}}\n", "The recording is not YAML: it has an alias (*name)."),
        (f"{_START}seconds: 1\noutputs: [1]\n", "has it in another form"),
        (f"{_START}seconds: 1\noutputs: 1\n", "has it in another form"),
        (f"{_START}seconds: 1\npackages: []\noutputs: []\n", "has it in another form"),
    ],
)  # fmt: skip
def test_a_recording_that_is_meant_to_harm_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "attention.yaml").write_text(text)
    assert why in _refusal(tmp_path)


@pytest.mark.parametrize("kind", ["pipe", "device", "outside", "folder"])
def test_only_a_file_of_its_own_folder_is_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "recorded/attention.yaml"
    file.parent.mkdir()
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "outside":
            recordings.save(tmp_path, _recording(Output(stdout="1\n")))
            file.symlink_to(tmp_path / "attention.yaml")
        case _:
            file.mkdir()
    assert "error[unreadable-recording]: The recording cannot be read: " in _refusal(file.parent)


def test_a_figure_is_read_from_its_own_folder_alone(tmp_path: Path) -> None:
    recordings.save(tmp_path / "recorded", _recording(Output(figures=(SVG,))))
    (tmp_path / "outside.svg").write_text(SVG)
    (tmp_path / "recorded/attention-1.svg").unlink()
    (tmp_path / "recorded/attention-1.svg").symlink_to("../outside.svg")
    assert "error[missing-figure]" in _refusal(tmp_path / "recorded")


OTHER = SVG.replace("10", "20")


def test_a_new_figure_stands_beside_the_old_one_until_the_recording_has_it(tmp_path: Path) -> None:
    """Whoever ends a build between two of its files finds the old recording or the new one, and no edit by hand."""
    old, new = _recording(Output(figures=(SVG,)), seconds=0.1), _recording(Output(figures=(OTHER,)), seconds=0.1)
    recordings.save(tmp_path, old)
    for path, content in recordings.contents(tmp_path, new).items():
        assert recordings.load(tmp_path, "attention") == old
        path.write_bytes(content)
    assert recordings.load(tmp_path, "attention") == new
    recordings.remove_old_figures(tmp_path, new)
    assert recordings.load(tmp_path, "attention") == new
    (figure,) = tmp_path.glob("*.svg")
    assert figure.name.startswith("attention-1-")
    recordings.save(tmp_path, new)
    assert list(tmp_path.glob("*.svg")) == [figure]
    recordings.save(tmp_path, old)
    assert [path.name for path in tmp_path.glob("*.svg")] == ["attention-1.svg"]
    assert recordings.load(tmp_path, "attention") == old


def test_figures_that_change_places_are_read_back(tmp_path: Path) -> None:
    for figures in ((SVG, OTHER), (OTHER, SVG), (OTHER, OTHER), (SVG,), (OTHER, SVG)):
        saved = _recording(Output(figures=figures[:1]), Output(figures=figures[1:]), seconds=0.1)
        recordings.save(tmp_path, saved)
        assert recordings.load(tmp_path, "attention") == saved
        assert len(list(tmp_path.glob("*.svg"))) == len(figures)
    recordings.delete(tmp_path, "attention")
    assert list(tmp_path.iterdir()) == []
