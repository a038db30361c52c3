"""What can be wrong with outputs, held against recordings and pins."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "snippet-changed",
        Level.ERROR,
        "A snippet's output is not what was recorded or pinned.",
        "If the new output is right, accept it with `--update`; else mend the snippet.",
    ),
    Kind(
        "snippet-unstable",
        Level.ERROR,
        "A snippet gives another output when it runs under other conditions.",
        "Seed what is random in the code, round what is printed, or give the fence `tolerance=`.",
    ),
    Kind(
        "snippet-unrecorded",
        Level.ERROR,
        "A snippet has no recording to compare with.",
        "Build the deck, look the new recording over and commit it.",
    ),
    Kind(
        "snippet-error",
        Level.ERROR,
        "A snippet raised an exception that it should not, or did not raise the one it should.",
        "Mend the snippet, or say `raises=NAME` on the fence if it is meant to raise.",
    ),
    Kind(
        "snippet-denied",
        Level.ERROR,
        "A snippet tried to start a process, to reach the network, or to open a file that is not its own.",
        "Write processes on the fence, name the file under data:, or write run=false.",
    ),
    Kind(
        "snippet-timeout",
        Level.ERROR,
        "A snippet took longer than it may.",
        "Make it do less, or give the fence more seconds with `timeout=`.",
    ),
    Kind(
        "snippet-memory",
        Level.ERROR,
        "A snippet needed more memory than it may have.",
        "Make it need less, or give the fence more MiB with `memory=`.",
    ),
    Kind(
        "snippet-output-limit",
        Level.ERROR,
        "A snippet printed more than a card can hold.",
        "Print less, or raise `limits: {output: …}` in deck.yaml.",
    ),
    Kind(
        "snippet-killed",
        Level.ERROR,
        "A snippet's process was ended from outside, or ended itself.",
        "Look at what it does to its own process; a card's code should end by itself.",
    ),
    Kind(
        "snippet-cpu-only",
        Level.WARNING,
        "A snippet runs on the CPU and fails on the GPU.",
        "Say `device=cpu` on the fence, or make the code run on both.",
    ),
    Kind(
        "stderr-unseen",
        Level.WARNING,
        "Everything that a snippet prints goes to stderr, as warnings and logging do, and its card shows stdout.",
        "Write output=stderr on the fence, or print to stdout.",
    ),
    Kind(
        "snippet-lucky",
        Level.ERROR,
        "A snippet shows what few other seeds give: a draw, not a fact.",
        "Average over seeds, print fewer digits or claim less; say `seeds=fixed` if this draw is the point.",
    ),
    Kind(
        "recording-stale",
        Level.ERROR,
        "The snippet has changed since it was recorded.",
        "Run `build-deck --update` and look over what changed.",
    ),
)
