"""What can be wrong with parsing a file."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "transcript",
        Level.ERROR,
        "A transcript (a fence `pycon`, or code that begins with >>>) holds something that cannot be run, or "
        "that nothing verifies: no prompt, a prompt without a space behind it, a directive of doctest, text under no "
        "prompt.",
        "Mend it at the line named, or write run=false.",
    ),
    Kind(
        "control-character",
        Level.WARNING,
        "The text holds a control character or half of a surrogate pair. Anki drops such characters, and one of "
        "them (U+001F) makes a whole import fail.",
        "Delete the character; most editors can show invisible ones.",
    ),
    Kind(
        "front-matter",
        Level.ERROR,
        "The block between --- at the top of the file has a key that does not exist, a value of the wrong kind, or "
        "no end.",
        "Known keys are title, lang, tags, question_level, run and setup.",
        mild=True,
    ),
    Kind(
        "unknown-language",
        Level.WARNING,
        "The file's `lang` is a language that there are no words for. Labels are still read in every known "
        "language, but the card's own words are English.",
        "Use one of the languages listed, or go on: nothing else depends on it.",
        style=True,
    ),
    Kind(
        "too-deep",
        Level.ERROR,
        "Lists and quotes are nested deeper than they are read, so that what follows is lost.",
        "Write it flatter.",
    ),
    Kind(
        "long-paragraph",
        Level.WARNING,
        "A paragraph is so long that its markup is not read; it is shown as plain text.",
        "Break it into paragraphs.",
    ),
    Kind(
        "long-code",
        Level.WARNING,
        "A fence shows so much code that it is not coloured: no card is read that long, and some languages take "
        "minutes to highlight.",
        "Show a region of a file, or split the code.",
    ),
    Kind(
        "unclosed-comment",
        Level.ERROR,
        "An HTML comment is never closed, so that all the rest of the file is in it.",
        "Close it with -->, or write `<!--` in backticks.",
    ),
    Kind(
        "unclosed-tag",
        Level.WARNING,
        "An HTML tag such as <b> has no end in its paragraph. It is shown as text: the rest of the card would be bold.",
        "Close it, or put backticks around a tag that is meant as text.",
    ),
    Kind(
        "html-left-out",
        Level.WARNING,
        "A card can hold no scripts, forms, embedded pages or inline SVG: such an element goes with all that is in it.",
        "Write what it says as Markdown, put it into a fence if it is code, or remove it.",
    ),
    Kind(
        "fence-in-html",
        Level.WARNING,
        "A fence right under a line of HTML has no end, so it is part of the HTML: shown as raw text and not run.",
        "Close the fence, and leave an empty line between HTML and Markdown.",
    ),
    Kind(
        "text-on-no-card",
        Level.WARNING,
        "Text stands under no question: before the first one, under the heading of a section, or under a heading "
        "that is not of the questions' level. It is on no card.",
        "Put it under a question, give its heading the questions' level, or put what is not for learners into "
        "<!-- … -->.",
    ),
    Kind(
        "cells-beyond-table",
        Level.WARNING,
        "A row has more cells than the header of its table; Markdown drops those beyond it.",
        r"Give the header as many cells, or write \| for a bar that is no border.",
    ),
    Kind(
        "unused-footnote",
        Level.WARNING,
        "No question refers to a footnote, or it is defined twice: its text is on no card.",
        "Refer to it by its name, or remove it.",
    ),
    Kind(
        "question-level",
        Level.WARNING,
        "No heading has a number or says which level questions have, so that of level 3 was taken, and headings of "
        "another level hold text.",
        "Write question_level: into the front matter or deck.yaml.",
    ),
    Kind(
        "underlined-heading",
        Level.WARNING,
        "Three hyphens stand right under a line. Markdown makes a heading of it, while hyphens under an answer or its "
        "labels are a break between questions.",
        "Write # before a heading, and leave a line empty above a break.",
    ),
    Kind(
        "not-a-heading",
        Level.ERROR,
        "A line looks like a heading and is text: its # have no space behind them, or it is an item of a list that "
        "has no empty line above it. A question in it would be lost in the answer before.",
        "Write ### and a space, and an empty line above a heading in a list.",
        mild=True,
    ),
    Kind(
        "bad-id",
        Level.ERROR,
        "An id holds something other than letters, digits, hyphens, dots and underscores, or a question has two "
        "ids. Ids also name recordings, which are files.",
        "Write {#some-name}.",
    ),
    Kind(
        "empty-question",
        Level.ERROR,
        "A heading of the question level has no words, or a note would have no card for want of a question.",
        "Write the question, or remove the heading.",
    ),
    Kind(
        "no-answer",
        Level.ERROR,
        "Nothing stands under the question, or everything stands before the answer label.",
        "Write the answer under the question, behind **Answer:** where something else comes first.",
        mild=True,
    ),
    Kind(
        "heading-below-question",
        Level.WARNING,
        "A heading with {#id} or other attributes is deeper than the file's questions, so it is part of the answer "
        "above it.",
        "Give the heading the question level, or set question_level in the front matter.",
    ),
    Kind(
        "unknown-rarity",
        Level.ERROR,
        "The value behind a rarity label is none of the known ones, in any language.",
        "Use one of the values listed.",
        mild=True,
    ),
    Kind(
        "unknown-difficulty",
        Level.ERROR,
        "The value behind a difficulty label is none of the known ones, in any language.",
        "Use one of the values listed.",
        mild=True,
    ),
    Kind(
        "unknown-label",
        Level.WARNING,
        "A word in bold before a colon is nearly a label, so it may have been meant as one; it is read as text.",
        "Correct its spelling, or leave it if it is text.",
        style=True,
    ),
    Kind(
        "repeated-label",
        Level.ERROR,
        "A label stands twice in one note. Often a question between the two is not seen, because its heading has "
        "another level.",
        "Keep one label, or give the question between them the level of the others.",
    ),
    Kind(
        "empty-label",
        Level.WARNING,
        "Nothing stands behind a label.",
        "Write its value, or remove it.",
        style=True,
    ),
    Kind(
        "label-remark",
        Level.WARNING,
        "Behind the value of a label stands a remark in brackets, which no card shows.",
        "Write it into the answer, or remove it.",
    ),
    Kind(
        "bad-attributes",
        Level.ERROR,
        "What stands between braces or behind a fence's language cannot be read: a quote that is not closed, for "
        "instance.",
        "Write #id .tag key=value, with spaces between; quote values that have spaces.",
    ),
    Kind(
        "unknown-attribute",
        Level.ERROR,
        "A heading or fence has an attribute that does not exist there.",
        "Use one of those listed; the nearest is named.",
        mild=True,
    ),
    Kind(
        "bad-attribute",
        Level.ERROR,
        "An attribute has a value that it cannot have.",
        "Use a value as the message shows it.",
    ),
    Kind(
        "foreign-attribute",
        Level.WARNING,
        "A fence has an attribute that another tool knows. It is read as that tool means it where that is possible "
        "here, and changes nothing otherwise.",
        "Write it as the message shows, or remove it.",
    ),
    Kind(
        "notebook-command",
        Level.WARNING,
        "A fence holds a command of IPython, such as %matplotlib inline or !pip install. One that only sets up a "
        "notebook is left out of what runs; a fence with any other is not run.",
        "Remove it, write it as plain code, or write run=false.",
    ),
    Kind(
        "broken-math",
        Level.WARNING,
        "MathJax, which draws formulas on a card, would show an error for one: a brace, an environment or a \\left has "
        "no other end, or two subscripts stand on one letter.",
        "Mend the formula.",
    ),
    Kind(
        "foreign-syntax",
        Level.WARNING,
        "Something is written as another tool has it, and shown as it stands.",
        "Write it as the message shows.",
    ),
    Kind(
        "foreign-key",
        Level.WARNING,
        "The front matter has keys of another tool, or is that tool's altogether.",
        "Leave them, or remove them; known keys are title, lang, tags, question_level, run and setup.",
    ),
    Kind(
        "idle-attribute",
        Level.WARNING,
        "An attribute says how a fence is run, and the fence does not run.",
        "Remove it, or run the fence.",
        style=True,
    ),
    Kind(
        "hidden-and-shown",
        Level.ERROR,
        "A snippet is hidden and yet has lines to show, to fill in or to predict.",
        "Remove hide, or the other attribute.",
        mild=True,
    ),
    Kind(
        "line-beyond-snippet",
        Level.ERROR,
        "cloze= or hl= names a line that the card does not show.",
        "Count the lines that the card shows, from 1; the lines of a region count from its own first.",
    ),
    Kind(
        "unclosed-fence",
        Level.ERROR,
        "A fence is never closed, so that all the rest of its list, quote or file is code.",
        "Close it with as many backticks or tildes as open it, on a line of their own.",
    ),
    Kind(
        "unknown-language-of-fence",
        Level.WARNING,
        "The language of a fence is none that can be highlighted; the code is shown as plain text.",
        "Write the language's short name, such as python, js or cpp, or text.",
        style=True,
    ),
    Kind(
        "pin-without-snippet",
        Level.ERROR,
        "An ```output fence does not stand right after a snippet that runs, or after one that has its output already.",
        "Put it right after the snippet whose output it is.",
    ),
    Kind(
        "missing-snippet",
        Level.ERROR,
        "The file that file= names does not exist or cannot be read.",
        "Create it in the snippets folder, or correct the name.",
    ),
    Kind(
        "missing-region",
        Level.ERROR,
        "The snippet file has no region of this name.",
        "Mark it with `# region NAME` and `# endregion`.",
    ),
    Kind(
        "two-codes",
        Level.ERROR,
        "A fence shows a file and holds code as well.",
        "Keep one of them.",
    ),
    Kind(
        "cloze-without-deletion",
        Level.ERROR,
        "A note is marked as cloze and has nothing to fill in, so that Anki would make no card of it.",
        "Write ==words==, {{c1::words}} or cloze= on a fence.",
    ),
    Kind(
        "unsafe-math",
        Level.ERROR,
        "A formula uses a command of which MathJax makes a link, a style, an attribute or other code rather than "
        "mathematics: on a card it could run a script or lay itself over what the card says.",
        "Write the formula without it.",
    ),
    Kind(
        "missing-picture",
        Level.ERROR,
        "A picture or sound is neither beside the Markdown file nor in the media folder.",
        "Put it there, or correct its path.",
    ),
    Kind(
        "remote-picture",
        Level.WARNING,
        "A picture is on the network: it vanishes with its site, and a learner without network never sees it.",
        "Save it beside the Markdown file.",
        style=True,
    ),
    Kind(
        "missing-footnote",
        Level.WARNING,
        "The text refers to a footnote that the file does not define.",
        "Write [^name]: and its text on a line of its own, or put the brackets in backticks if they are code.",
    ),
    Kind(
        "local-link",
        Level.WARNING,
        "A link leads to a file of the deck, which a learner does not have.",
        "Link to a web address, or write the words without a link.",
    ),
    Kind(
        "mermaid",
        Level.ERROR,
        "A diagram cannot be drawn.",
        "Mend it at the line that the message names.",
    ),
)
