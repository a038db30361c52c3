"""Recordings: the reviewed outputs of a session, one readable YAML file each, its figures as SVG files beside it."""

from build_deck.recordings.folder import contents, delete, figure_paths, names, remove_old_figures, save
from build_deck.recordings.reading import load
from build_deck.recordings.recording import FORMAT, Imprint, Recording, SnippetImprint, figure_name, renewed
from build_deck.recordings.text import dump

__all__ = [
    "FORMAT",
    "Imprint",
    "Recording",
    "SnippetImprint",
    "contents",
    "delete",
    "dump",
    "figure_name",
    "figure_paths",
    "load",
    "names",
    "remove_old_figures",
    "renewed",
    "save",
]
