"""The table of rules: what lint looks for, a row a rule."""

from build_deck.errors import Level
from build_deck.lint import answers, between, fences, identity, limits, markup, numbering, unlabelled
from build_deck.lint.rule import Rule, all_of, each_document, each_edition, each_note

RULES: tuple[Rule, ...] = (
    Rule(
        "missing-id",
        Level.WARNING,
        "The question has no id, so one is made from its words. When the words change, learners get a new card and "
        "lose their reviews of the old one.",
        "Write it in with `lint --fix`: it writes the ids in and touches nothing else.",
        each_note(identity.without_id),
        style=True,
        noun="note",
    ),
    Rule(
        "duplicate-id",
        Level.ERROR,
        "Two questions have the same id, or ids that differ only in case: learners would get one of them twice and "
        "the other never. Or one's id is another's with an edition behind it, and both would have one recording.",
        "Give one of them another id; the one that was published first should keep its own.",
        all_of(each_edition(identity.repeated_ids), between.named_like_recordings),
    ),
    Rule(
        "duplicate-question",
        Level.WARNING,
        "Two questions say the same but for small words, punctuation or spelling.",
        "Keep one, or say in the question how they differ.",
        each_edition(identity.repeated_questions),
        style=True,
        noun="note",
    ),
    Rule(
        "numbering",
        Level.WARNING,
        "The numbers of questions or sections do not follow each other. They are decoration, but a gap usually "
        "means that something was lost.",
        "Renumber, or look for what is missing.",
        each_document(numbering.out_of_order),
        style=True,
    ),
    Rule(
        "section-count",
        Level.WARNING,
        "A section's title announces another number of questions than there are.",
        "Correct the number, or look for what is missing.",
        each_document(numbering.miscounted),
    ),
    Rule(
        "predict-on-front",
        Level.WARNING,
        "A snippet marked `predict` stands above the answer, so that the card of the question and the card that asks "
        "what it prints have the same front.",
        "Put it under the answer label, or take `predict` off.",
        each_note(answers.asked_twice),
        style=True,
        noun="note",
    ),
    Rule(
        "long-answer",
        Level.WARNING,
        "The answer is far too long to be recalled at once.",
        "Split the question into several.",
        each_note(answers.too_long),
        style=True,
        noun="note",
    ),
    Rule(
        "edition-gap",
        Level.WARNING,
        "A note stands in one edition and not in another.",
        "Write it in the other under the same id.",
        between.lacking,
        noun="note",
    ),
    Rule(
        "edition-differs",
        Level.WARNING,
        "The same note has another rarity or difficulty in another edition.",
        "Label both alike.",
        between.differing,
        style=True,
        noun="note",
    ),
    Rule(
        "missing-rarity",
        Level.WARNING,
        "The question does not say how common it is, as others of the deck do, so it comes last in the study order and "
        "has no tag rarity::….",
        "Write **Rarity:** and a value under the answer.",
        answers.without_rarity,
        style=True,
        noun="note",
    ),
    Rule(
        "missing-difficulty",
        Level.WARNING,
        "The question does not say how hard it is, as others of the deck do, so it has no tag difficulty::….",
        "Write **Difficulty:** and a value under the answer.",
        answers.without_difficulty,
        style=True,
        noun="note",
    ),
    Rule(
        "labels-in-fence",
        Level.WARNING,
        "A fence holds labels of a note: its end is probably missing, and another fence's end closes it.",
        "Close the fence above the labels.",
        each_note(fences.labels_inside),
    ),
    Rule(
        "unused-media",
        Level.WARNING,
        "No note uses a file of the media folder.",
        "Remove the file, or show it.",
        between.unused_media,
        style=True,
    ),
    Rule(
        "gap-outside-cloze",
        Level.WARNING,
        "Two equals signs around words leave a gap only in a cloze note; in any other they are shown as they are. So "
        "is `{{c1::` that nothing closes.",
        "Add .cloze to the braces of the question, or write the words as code if the signs are meant.",
        all_of(each_note(answers.gap_outside_cloze), each_note(markup.nearly_gaps)),
        noun="note",
    ),
    Rule(
        "unmarked-cloze",
        Level.WARNING,
        "A question holds `{{c1::…}}` and is not marked .cloze. It becomes a fill-in card, which its author may not "
        "have meant: templates and formulas have such braces too.",
        "Add .cloze to the braces of the question, or write the braces as code.",
        each_document(markup.unmarked_cloze),
        noun="note",
    ),
    Rule(
        "unlabelled-code",
        Level.WARNING,
        "A fence has no language, and what it holds looks like code that would run: it is shown as plain text, and "
        "nothing verifies it.",
        "Name the language behind the backticks, with run=false where it is not to run; text if it is none.",
        each_note(unlabelled.check),
    ),
    Rule(
        "broken-table",
        Level.WARNING,
        "Lines with | between their words look like a table and are none, since the row of dashes under the header is "
        "missing or has another number of cells. They are shown as one paragraph.",
        "Write a row such as |---|---| under the header, with as many cells as it has.",
        each_note(markup.broken_tables),
    ),
    Rule(
        "dead-link",
        Level.WARNING,
        "A link leads to a place of the page (#name). A card holds one note and no such place.",
        "Write the words without a link, or link to a web address.",
        each_note(markup.dead_links),
        style=True,
    ),
    Rule(
        "underlined-text",
        Level.WARNING,
        "Three dashes right under a line of text. Here they are a line across the card; other readers of Markdown make "
        "a heading of the text.",
        "Put an empty line above the dashes, or write the heading with #.",
        each_note(markup.underlined),
        style=True,
    ),
    Rule(
        "ankiweb-limit",
        Level.WARNING,
        "A title, the deck's tags or a description is longer than AnkiWeb takes where a deck is shared.",
        "Shorten it: 60 characters for a title and for the tags together, 65,000 for a description.",
        limits.too_much,
        style=True,
    ),
)
"""In the order in which an author meets them."""
