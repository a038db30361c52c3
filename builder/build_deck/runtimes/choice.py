"""`run:` of deck.yaml and of front matter: the languages whose fences run."""

from collections.abc import Sequence

from build_deck.runtimes import RUN_BY_DEFAULT, RUNTIMES, called


def languages(words: Sequence[str] | None) -> tuple[str, ...]:
    """The names of the languages that words mean; raises ValueError with what is wrong and what to do about it."""
    known = ", ".join(each.name for each in RUNTIMES)
    remedy = f"Write `run: [{RUN_BY_DEFAULT[0]}]`, or `run: []` where none does; what can run is {known}."
    if words is None:
        raise ValueError("`run` is not a list of languages.", remedy)
    found = {word: called(word) for word in words}
    for word, runtime in found.items():
        if runtime is None:
            raise ValueError(f"`run` names `{word}`, which cannot run here.", remedy)
    return tuple(dict.fromkeys(runtime.name for runtime in found.values() if runtime))
