"""Every code that a problem may have, in every room: what it means, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for."""

    means: str
    mend: str


CODES: Mapping[str, Rule] = {
    # The file as a whole
    "not-utf8": Rule(
        "A Markdown or snippet file holds bytes that are not UTF-8, so its letters cannot be told.",
        "Save the file as UTF-8 in your editor. The message names the line and the first such byte.",
    ),
    "control-character": Rule(
        "The text holds a control character or half of a surrogate pair. Anki drops such characters, and "
        "one of them (U+001F) makes a whole import fail.",
        "Delete the character; most editors can show invisible ones.",
    ),
    "front-matter": Rule(
        "The block between --- at the top of the file has a key that does not exist, a value of the wrong "
        "kind, or no end.",
        "Known keys are title, lang, tags and question_level.",
    ),
    "yaml": Rule(
        "A YAML file or a file's front matter is not valid YAML, says a key twice, or uses aliases or "
        "tags, which are refused.",
        "Mend the line that the message names; text with a colon or # in it needs quotes.",
    ),
    "unknown-language": Rule(
        "The file's `lang` is a language that there are no words for. Labels are still read in every "
        "known language, but the card's own words are English.",
        "Use one of the languages listed, or go on: nothing else depends on it.",
    ),
    "too-deep": Rule(
        "Lists and quotes are nested deeper than they are read, so that what follows is lost.",
        "Write it flatter.",
    ),
    "long-paragraph": Rule(
        "A paragraph is so long that its markup is not read; it is shown as plain text.",
        "Break it into paragraphs.",
    ),
    "unclosed-comment": Rule(
        "An HTML comment is never closed, so that all the rest of the file is in it.",
        "Close it with -->, or write `<!--` in backticks.",
    ),
    "no-notes": Rule(
        "There is no question in the edition, or none matches the filter.",
        "Questions are headings of the question level: the first numbered heading's, or ###.",
    ),
    # Questions and their ids
    "missing-id": Rule(
        "The question has no id, so one is made from its words. When the words change, learners get a new "
        "card and lose their reviews of the old one.",
        "Write it in with `lint --fix`: it writes the ids in and touches nothing else.",
    ),
    "duplicate-id": Rule(
        "Two questions have the same id, or ids that differ only in case: learners would get one of them "
        "twice and the other never. Or one's id is another's with an edition behind it, and both would have one "
        "recording.",
        "Give one of them another id; the one that was published first should keep its own.",
    ),
    "duplicate-question": Rule(
        "Two questions say the same but for small words, punctuation or spelling.",
        "Keep one, or say in the question how they differ.",
    ),
    "not-a-heading": Rule(
        "A line looks like a heading and is text: its # have no space behind them, or it is an item of a list that "
        "has no empty line above it. A question in it would be lost in the answer before.",
        "Write ### and a space, and an empty line above a heading in a list.",
    ),
    "bad-id": Rule(
        "An id holds something other than letters, digits, hyphens, dots and underscores, or a question "
        "has two ids. Ids also name recordings, which are files.",
        "Write {#some-name}.",
    ),
    "empty-question": Rule(
        "A heading of the question level has no words, or a note would have no card for want of a question.",
        "Write the question, or remove the heading.",
    ),
    "no-answer": Rule(
        "Nothing stands under the question, or everything stands before the answer label.",
        "Write the answer under the question, behind **Answer:** where something else comes first.",
    ),
    "heading-below-question": Rule(
        "A heading with {#id} or other attributes is deeper than the file's questions, so it is part of "
        "the answer above it.",
        "Give the heading the question level, or set question_level in the front matter.",
    ),
    "numbering": Rule(
        "The numbers of questions or sections do not follow each other. They are decoration, but a gap "
        "usually means that something was lost.",
        "Renumber, or look for what is missing.",
    ),
    "section-count": Rule(
        "A section's title announces another number of questions than there are.",
        "Correct the number, or look for what is missing.",
    ),
    "long-answer": Rule(
        "The answer is far too long to be recalled at once.",
        "Split the question into several.",
    ),
    "edition-gap": Rule(
        "A note stands in one edition and not in another.",
        "Write it in the other under the same id.",
    ),
    "edition-differs": Rule(
        "The same note has another rarity or difficulty in another edition.",
        "Label both alike.",
    ),
    # Labels and attributes
    "missing-rarity": Rule(
        "The question does not say how common it is, so it comes last in the study order and has no tag rarity::….",
        "Write **Rarity:** and a value under the answer.",
    ),
    "missing-difficulty": Rule(
        "The question does not say how hard it is, so it has no tag difficulty::….",
        "Write **Difficulty:** and a value under the answer.",
    ),
    "unknown-rarity": Rule(
        "The value behind a rarity label is none of the known ones, in any language.",
        "Use one of the values listed.",
    ),
    "unknown-difficulty": Rule(
        "The value behind a difficulty label is none of the known ones, in any language.",
        "Use one of the values listed.",
    ),
    "unknown-label": Rule(
        "A word in bold before a colon is nearly a label, so it may have been meant as one; it is read as text.",
        "Correct its spelling, or leave it if it is text.",
    ),
    "repeated-label": Rule(
        "A label stands twice in one note. Often a question between the two is not seen, because its "
        "heading has another level.",
        "Keep one label, or give the question between them the level of the others.",
    ),
    "empty-label": Rule(
        "Nothing stands behind a label.",
        "Write its value, or remove it.",
    ),
    "bad-attributes": Rule(
        "What stands between braces or behind a fence's language cannot be read: a quote that is not "
        "closed, for instance.",
        "Write #id .tag key=value, with spaces between; quote values that have spaces.",
    ),
    "unknown-attribute": Rule(
        "A heading or fence has an attribute that does not exist there.",
        "Use one of those listed; the nearest is named.",
    ),
    "bad-attribute": Rule(
        "An attribute has a value that it cannot have.",
        "Use a value as the message shows it.",
    ),
    "idle-attribute": Rule(
        "An attribute says how a fence is run, and the fence does not run.",
        "Remove it, or run the fence.",
    ),
    "hidden-and-shown": Rule(
        "A snippet is hidden and yet has lines to show, to fill in or to predict.",
        "Remove hide, or the other attribute.",
    ),
    "line-beyond-snippet": Rule(
        "cloze= or hl= names a line that the card does not show.",
        "Count the lines that the card shows, from 1; the lines of a region count from its own first.",
    ),
    # Fences and snippets
    "unclosed-fence": Rule(
        "A fence is never closed, so that all the rest of its list, quote or file is code.",
        "Close it with as many backticks or tildes as open it, on a line of their own.",
    ),
    "fence-closed-in-string": Rule(
        "A line of backticks inside a string literal closes the fence, so that the code ends in the "
        "middle of the string.",
        "Open and close the fence with one backtick more than the string has.",
    ),
    "labels-in-fence": Rule(
        "A fence holds labels of a note: its end is probably missing, and another fence's end closes it.",
        "Close the fence above the labels.",
    ),
    "unknown-language-of-fence": Rule(
        "The language of a fence is none that can be highlighted; the code is shown as plain text.",
        "Write the language's short name, such as python, js or cpp, or text.",
    ),
    "pin-without-snippet": Rule(
        "An ```output fence does not stand right after a snippet that runs, or after one that has its output already.",
        "Put it right after the snippet whose output it is.",
    ),
    "missing-snippet": Rule(
        "The file that file= names does not exist or cannot be read.",
        "Create it in the snippets folder, or correct the name.",
    ),
    "missing-region": Rule(
        "The snippet file has no region of this name.",
        "Mark it with `# region NAME` and `# endregion`.",
    ),
    "two-codes": Rule(
        "A fence shows a file and holds code as well.",
        "Keep one of them.",
    ),
    "syntax-error": Rule(
        "Python cannot parse the snippet.",
        "Mend it at the line named, or write run=false.",
    ),
    "undefined-name": Rule(
        "A snippet uses a name that nothing in its note defines. Every note runs alone: names of other "
        "notes do not exist.",
        "Define or import the name in this note; a snippet with `hide` is a good place.",
    ),
    "silent-snippet": Rule(
        "A snippet runs, but prints nothing and ends in no value, and nothing later uses what it defines. "
        "So there is nothing to verify.",
        "Print what is worth remembering, or write run=false.",
    ),
    # Clozes
    "cloze-without-deletion": Rule(
        "A note is marked as cloze and has nothing to fill in, so that Anki would make no card of it.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    "no-blank": Rule(
        "A cloze note would have no card, since nothing in it is to be filled in.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    "no-cloze": Rule(
        "A cloze note would have no card, since nothing in it is to be filled in.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    "predict-in-cloze": Rule(
        "A cloze note has no sibling card on which to predict an output.",
        "Write two notes.",
    ),
    "predict-without-output": Rule(
        "A card asks for a snippet's output, and there is none.",
        "Let the snippet run and print something.",
    ),
    # Pictures, sounds and links
    "missing-picture": Rule(
        "A picture or sound is neither beside the Markdown file nor in the media folder.",
        "Put it there, or correct its path.",
    ),
    "missing-media": Rule(
        "A media file of a note cannot be read.",
        "Put it back, or correct its path.",
    ),
    "unknown-media": Rule(
        "Anki can neither show nor play a file of this kind.",
        "Convert it to PNG, SVG, JPEG, WebP, MP3 or another kind that Anki knows.",
    ),
    "bad-media-name": Rule(
        "The name of a media file is one that Anki would change.",
        "Rename the file as the message says.",
    ),
    "outside-deck": Rule(
        "A path leads out of the deck's own folders, by .. or by a symbolic link.",
        "Copy the file into the deck.",
    ),
    "remote-picture": Rule(
        "A picture is on the network: it vanishes with its site, and a learner without network never sees it.",
        "Save it beside the Markdown file.",
    ),
    "missing-footnote": Rule(
        "The text refers to a footnote that the file does not define.",
        "Write [^name]: and its text on a line of its own, or put the brackets in backticks if they are code.",
    ),
    "local-link": Rule(
        "A link leads to a file of the deck, which a learner does not have.",
        "Link to a web address, or write the words without a link.",
    ),
    "unused-media": Rule(
        "No note uses a file of the media folder.",
        "Remove the file, or show it.",
    ),
    "html-picture": Rule(
        "A picture, sound or film is written as raw HTML in a way that cannot be packaged.",
        "Write ![](path).",
    ),
    "mermaid": Rule(
        "A diagram cannot be drawn.",
        "Mend it at the line that the message names.",
    ),
    "missing-figure": Rule(
        "A recording names a figure whose file is missing.",
        "Restore the file, or record anew with `build-deck --update`.",
    ),
    # Running and recordings
    "snippet-changed": Rule(
        "A snippet's output is not what was recorded or pinned.",
        "If the new output is right, accept it with `--update`; else mend the snippet.",
    ),
    "snippet-unstable": Rule(
        "A snippet gives another output when it runs under other conditions.",
        "Seed what is random, round what is printed, or give the fence tolerance=.",
    ),
    "snippet-unrecorded": Rule(
        "A snippet has no recording to compare with.",
        "Build the deck, look the new recording over and commit it.",
    ),
    "snippet-error": Rule(
        "A snippet raised an exception that it should not, or did not raise the one it should.",
        "Mend it, or say raises=NAME on the fence.",
    ),
    "snippet-timeout": Rule(
        "A snippet took longer than it may.",
        "Let it do less, or give it more seconds with timeout=.",
    ),
    "snippet-memory": Rule(
        "A snippet needed more memory than it may have.",
        "Let it need less, or give it more MiB with memory=.",
    ),
    "snippet-output-limit": Rule(
        "A snippet printed more than a card can hold.",
        "Let it print less.",
    ),
    "snippet-killed": Rule(
        "A snippet's process was ended from outside, or ended itself.",
        "Look at what it does to its own process.",
    ),
    "snippet-cpu-only": Rule(
        "A snippet runs on the CPU and fails on the GPU.",
        "Say device=cpu on the fence, or make it run on both.",
    ),
    "no-cuda": Rule(
        "The command was told to use a GPU, and there is none that works.",
        "Leave out --device cuda, or run it where there is one.",
    ),
    "recording-unused": Rule(
        "A recording belongs to no note, or to none that runs.",
        "Delete the file, or give the note its id back.",
    ),
    "recording-stale": Rule(
        "The snippet has changed since it was recorded.",
        "Run `build-deck --update` and look over what changed.",
    ),
    "invalid-recording": Rule(
        "A recording's file cannot be read as one.",
        "Restore it from version control, or delete it and record anew.",
    ),
    "unreadable-recording": Rule(
        "A recording's file cannot be opened.",
        "Check the file and its permissions.",
    ),
    "recording-conflict": Rule(
        "A recording holds the marks of a merge conflict.",
        "Delete it, and record anew with `build-deck`.",
    ),
    "newer-recording": Rule(
        "A recording was written by a newer build-deck.",
        "Update build-deck.",
    ),
    "edited-recording": Rule(
        "A recording was changed by hand.",
        "Restore it from version control, or record anew with `build-deck --update`.",
    ),
    "changed-since": Rule(
        "--changed-since names a revision that git does not know, or there is no git or no checkout to ask.",
        "Name a branch, tag or commit of this clone; in CI, fetch more history (fetch-depth: 0).",
    ),
    # Packages and the lock
    "lock-conflict": Rule(
        "deck.lock holds the marks of a merge conflict.",
        "Keep the later `modified` of each note that both sides have, and all notes that only one has.",
    ),
    "lock-line": Rule(
        "A line of deck.lock cannot be read.",
        "Restore the file from version control.",
    ),
    "lock-lost": Rule(
        "deck.lock is missing or lacks notes that were published.",
        "Restore it from version control: without it learners' copies are not updated.",
    ),
    "lock-newer": Rule(
        "deck.lock was written by a newer build-deck.",
        "Update build-deck.",
    ),
    "lock-outdated": Rule(
        "deck.lock does not say what the sources say.",
        "Run `build-deck` and commit deck.lock.",
    ),
    "locked": Rule(
        "Under --locked, or where CI is set, nothing may be written, and something would have to be.",
        "Build without `--locked` and commit what that writes.",
    ),
    "missing-deck-file": Rule(
        "deck.yaml names a data file or a style sheet that is not there.",
        "Correct the path: it begins at the folder that deck.yaml is in.",
    ),
    "gap-outside-cloze": Rule(
        "Two equals signs around words leave a gap only in a cloze note; in any other they are shown as they are.",
        "Add .cloze to the braces of the question, or write the words as code if the signs are meant.",
    ),
    "edition-gone": Rule(
        "deck.lock knows an edition that deck.yaml no longer has. Learners keep its notes, and nothing updates them.",
        "Put the edition back under its old name, or leave it out for good.",
    ),
    "deck-id-changed": Rule(
        "The deck's id is another than the one in deck.lock; learners would get every note anew.",
        "Put the old id back into deck.yaml.",
    ),
    "clock-behind": Rule(
        "This machine's clock is behind a time in deck.lock.",
        "Set the clock.",
    ),
    "probable-rename": Rule(
        "A note is gone and a new one has nearly its words: its id was probably changed.",
        "Give the note its old id back.",
    ),
    "note-gone": Rule(
        "A published note is no longer in the sources. Learners keep it, marked as retired.",
        "Nothing, if it was meant to go.",
    ),
    "bad-tag": Rule(
        "A tag is one that Anki would change.",
        "Write it without spaces and without empty parts.",
    ),
    "tag-case": Rule(
        "Two tags differ only in case; Anki makes one of them.",
        "Write both alike.",
    ),
    "unknown-field": Rule(
        "A note has a field that its notetype lacks.",
        "Report this: it is a mistake in build-deck.",
    ),
    # The command and deck.yaml
    "config": Rule(
        "deck.yaml has a value of the wrong kind, or lacks one.",
        "Mend it as the message says.",
    ),
    "unknown-key": Rule(
        "deck.yaml has a key that does not exist.",
        "Use one of those listed; the nearest is named.",
    ),
    "bad-colour": Rule(
        "A colour in deck.yaml is not one that CSS knows.",
        "Write it as #rrggbb.",
    ),
    "unknown-colour": Rule(
        "deck.yaml names a colour of the card that does not exist.",
        "Use one of those listed.",
    ),
    "no-source": Rule(
        "What the command was given is neither a deck nor Markdown.",
        "Name a folder with a deck.yaml, a folder of Markdown or one Markdown file.",
    ),
    "edition": Rule(
        "--edition names an edition that the deck does not have.",
        "Use one of those listed.",
    ),
    "tags": Rule(
        "--tags cannot be read, or names a tag that no note has.",
        "Write it like `hard and not rare`; `build-deck list --tags` lists the tags.",
    ),
    "shard": Rule(
        "--shard is not of the form I/N.",
        "Write --shard 1/4, for instance.",
    ),
    "no-such-note": Rule(
        "--note names a note that the deck does not have.",
        "Use an id that `build-deck list` shows.",
    ),
    "no-such-code": Rule(
        "There is no problem with this code.",
        "Use one of those listed.",
    ),
    "unreadable": Rule(
        "A file cannot be read.",
        "Check its name and permissions.",
    ),
    "unwritable": Rule(
        "A file cannot be written; nothing was changed.",
        "Free space, permit writing there, or choose another place with -o.",
    ),
}
"""In the order in which the rooms stand in the pipeline."""
