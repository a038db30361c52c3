import pytest
from build_deck.execute.processor import described, processor

INTEL = "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 79\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.20GHz\nflags\t\t: fpu sse4_2 avx2 avx\n\nprocessor\t: 1\n"
ARM = "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd sve\nCPU part\t: 0xd40\n"


@pytest.mark.parametrize(
    ("told", "ends"),
    [(INTEL, "Intel(R) Xeon(R) CPU @ 2.20GHz 6.79 (avx avx2 sse4_2)"), (ARM, " 0xd40 (asimd sve)"), ("", "")],
)
def test_a_processor_is_its_name_and_the_instructions_that_libraries_choose_by(told: str, ends: str) -> None:
    assert described(told).endswith(ends)


def test_every_run_says_on_which_processor_it_ran() -> None:
    assert processor()
