"""What can be wrong with rendering a note."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "no-blank",
        Level.ERROR,
        "A cloze note would have no card, since nothing in it is to be filled in.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    Kind(
        "bad-figure",
        Level.ERROR,
        "A recorded figure is no SVG document, or one that no figure is: too large, too deeply nested, declaring "
        "entities or repeating itself without end.",
        "Restore the recording from version control, or record it anew with --update.",
    ),
    Kind(
        "html-too-deep",
        Level.ERROR,
        "A note nests more than 256 elements inside of each other, or opens so many tags without closing them: no "
        "browser shows that as it is meant.",
        "Write it flatter, and close what is opened.",
    ),
    Kind(
        "predict-in-cloze",
        Level.ERROR,
        "A cloze note has no sibling card on which to predict an output.",
        "Write two notes.",
    ),
    Kind(
        "predict-without-output",
        Level.ERROR,
        "A card asks for a snippet's output, and there is none.",
        "Let the snippet run and print something.",
    ),
    Kind(
        "predict-type",
        Level.ERROR,
        "A card asks the learner to type an output that is not one short line of text.",
        "Let the snippet print one line of at most 60 characters, or write predict without `=type`.",
    ),
    Kind(
        "missing-media",
        Level.ERROR,
        "A media file of a note cannot be read.",
        "Put it back, or correct its path.",
    ),
    Kind(
        "unknown-media",
        Level.ERROR,
        "Anki can neither show nor play a file of this kind.",
        "Convert it to PNG, SVG, JPEG, WebP, MP3 or another kind that Anki knows.",
    ),
    Kind(
        "html-picture",
        Level.ERROR,
        "A picture, sound or film is written as raw HTML in a way that cannot be packaged.",
        "Write ![](path).",
    ),
)
