"""What a language can find wrong with snippets before they run."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "syntax-error",
        Level.ERROR,
        "Python cannot parse the snippet.",
        "Mend it at the line named, or write run=false.",
    ),
    Kind(
        "undefined-name",
        Level.ERROR,
        "A snippet uses a name that nothing in its note defines. Every note runs alone: names of other notes do not "
        "exist.",
        "Define or import the name in this note; a snippet with `hide` is a good place.",
        mild=True,
    ),
    Kind(
        "unchecked-names",
        Level.WARNING,
        "A note's code nests so deep that its names cannot be checked before it runs.",
        "Nothing, as it runs all the same; write it flatter if you like.",
        style=True,
    ),
    Kind(
        "no-main",
        Level.ERROR,
        "A fence in a compiled language has no main function: it is a part of a program, and every fence runs alone.",
        "Put what is to run into one, or write run=false.",
    ),
    Kind(
        "silent-snippet",
        Level.WARNING,
        "A snippet runs, but prints nothing and ends in no value, and nothing later uses what it defines. So there is "
        "nothing to verify.",
        "Print what is worth remembering, or write run=false.",
    ),
)
