from build_deck.runtimes.distributions import packages, with_requirements


def test_versions_are_those_of_the_distributions() -> None:
    assert sorted(name.lower() for name in packages(["yaml", "numpy", "json"])) == ["numpy", "pyyaml"]
    assert {"pandas", "numpy", "python-dateutil"} <= set(with_requirements(["pandas"]))
    assert packages(["no_such_module"]) == {}
