"""What a deck's page says of where its outputs were verified."""

from build_deck.model import Environment
from build_deck.render.output import all_environments_words


def test_each_is_said_once() -> None:
    environments = [
        Environment({"python": "3.11.7"}, {"numpy": "2.4.1"}),
        Environment({"python": "3.11.7"}, {"torch": "2.13.0", "matplotlib": "3.11"}),
        Environment({"python": "3.11.7"}, {"torch": "2.13.0+cpu"}, "NVIDIA H100"),
        Environment({"python": "3.11.7"}),
    ]
    said = ["Python 3.11", "torch 2.13", "numpy 2.4", "matplotlib 3.11", "CPU", "NVIDIA H100"]
    assert all_environments_words(environments) == said
    assert all_environments_words([]) == []
