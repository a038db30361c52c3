from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from build_deck.execute.inside.python.randomness import CpuGenerator, CpuRandomness  # noqa: E402 - it imports torch


def layers(device: str) -> Any:
    torch.nn.init.kaiming_uniform_(torch.empty(3, 4, device=device))
    return torch.nn.Linear(3, 4, device=device)(torch.ones(2, 3, device=device))


def recurrent(device: str) -> Any:
    return torch.nn.LSTM(3, 4, num_layers=2, dropout=0.5, device=device)(torch.ones(5, 1, 3, device=device))[0]


def attention(device: str) -> Any:
    query = torch.ones(1, 2, 4, 8, device=device)
    return torch.nn.functional.scaled_dot_product_attention(query, query, query, dropout_p=0.5)


def encoder(device: str) -> Any:
    layer = torch.nn.TransformerEncoderLayer(8, 2, 16, dropout=0.3, batch_first=True, device=device)
    return layer(torch.ones(1, 4, 8, device=device))


DRAWS: dict[str, Callable[[str], Any]] = {
    "rand": lambda d: torch.rand(3, device=d),
    "randn": lambda d: torch.randn(2, 3, device=d),
    "randint": lambda d: torch.randint(0, 99, (5,), device=d),
    "randperm": lambda d: torch.randperm(9, device=d),
    "rand_like": lambda d: torch.rand_like(torch.empty(3, device=d)),
    "randn_like": lambda d: torch.randn_like(torch.empty(3, 2, device=d)),
    "randint_like": lambda d: torch.randint_like(torch.empty(3, device=d), 9),
    "normal": lambda d: torch.normal(0.0, 1.0, (3,), device=d),
    "normal_": lambda d: torch.empty(3, device=d).normal_(),
    "uniform_": lambda d: torch.empty(3, device=d).uniform_(),
    "random_": lambda d: torch.empty(3, device=d).random_(),
    "bernoulli_": lambda d: torch.empty(9, device=d).bernoulli_(0.5),
    "exponential_": lambda d: torch.empty(3, device=d).exponential_(),
    "geometric_": lambda d: torch.empty(3, device=d).geometric_(0.5),
    "cauchy_": lambda d: torch.empty(3, device=d).cauchy_(),
    "log_normal_": lambda d: torch.empty(3, device=d).log_normal_(),
    "dropout": lambda d: torch.nn.functional.dropout(torch.ones(9, device=d), 0.4),
    "dropout of all": lambda d: torch.nn.functional.dropout(torch.ones(9, device=d), 1.0),
    "dropout of none": lambda d: torch.nn.functional.dropout(torch.ones(9, device=d), 0.0),
    "dropout 2d": lambda d: torch.nn.functional.dropout2d(torch.ones(1, 4, 2, 2, device=d), 0.4),
    "alpha dropout": lambda d: torch.nn.functional.alpha_dropout(torch.ones(9, device=d), 0.4, training=True),
    "layers": layers,
    "recurrent": recurrent,
    "attention": attention,
    "encoder": encoder,
}
BY_VALUE: dict[str, Callable[[str], Any]] = {
    # what depends on values that a meta tensor has not
    "bernoulli": lambda d: torch.bernoulli(torch.full((9,), 0.5, device=d)),
    "multinomial": lambda d: torch.multinomial(torch.ones(9, device=d), 3),
    "poisson": lambda d: torch.poisson(torch.full((5,), 3.0, device=d)),
    "gamma": lambda d: torch.distributions.Gamma(torch.ones(3, device=d), torch.ones(3, device=d)).sample(),
    "normal of tensors": lambda d: torch.normal(torch.zeros(3, device=d), torch.ones(3, device=d)),
    "gumbel": lambda d: torch.nn.functional.gumbel_softmax(torch.zeros(4, device=d)),
    "truncated normal": lambda d: torch.nn.init.trunc_normal_(torch.empty(3, 4, device=d)),
    "rrelu": lambda d: torch.nn.functional.rrelu(-torch.ones(4, device=d), training=True),
}


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(3)


@pytest.mark.parametrize("name", [*DRAWS, *BY_VALUE])
def test_drawing_through_the_mode_draws_the_same(name: str) -> None:
    """The mode forced on CPU tensors: every value as without it."""
    draw = (DRAWS | BY_VALUE)[name]
    plain = draw("cpu")
    torch.manual_seed(3)
    with CpuRandomness("cpu"):
        through = draw("cpu")
    assert torch.equal(plain, through)


@pytest.mark.parametrize("name", DRAWS)
def test_another_device_uses_up_the_same_random_numbers(name: str) -> None:
    """On `meta`: shapes and types as on the CPU, and the generator in the same state afterwards."""
    plain = DRAWS[name]("cpu")
    after = torch.get_rng_state()
    torch.manual_seed(3)
    with CpuRandomness("meta"):
        elsewhere = DRAWS[name]("meta")
    assert (elsewhere.device.type, elsewhere.shape, elsewhere.dtype) == ("meta", plain.shape, plain.dtype)
    assert torch.equal(torch.get_rng_state(), after)


def test_without_the_mode_another_device_draws_nothing_of_the_cpus() -> None:
    before = torch.get_rng_state()
    torch.rand(3, device="meta")
    assert torch.equal(torch.get_rng_state(), before)


def test_an_in_place_draw_writes_into_the_same_tensor() -> None:
    with CpuRandomness("cpu"):
        values = torch.zeros(3)
        view = values[1:]
        assert view.uniform_() is view
    assert values[0] == 0
    assert (values[1:] != 0).all()


def test_an_explicit_generator_is_the_one_that_draws() -> None:
    plain = torch.rand(3, generator=torch.Generator().manual_seed(5))
    with CpuRandomness("cpu"):
        generator = torch.Generator().manual_seed(5)
        first, second = torch.rand(3, generator=generator), torch.rand(3, generator=generator)
    assert torch.equal(plain, first)
    assert not torch.equal(first, second)


def test_a_generator_for_a_gpu_is_one_on_the_cpu() -> None:
    generator = CpuGenerator(device="cuda").manual_seed(5)
    assert generator.device.type == "cpu"
    assert isinstance(generator, torch.Generator)
    assert torch.equal(torch.rand(3, generator=generator), torch.rand(3, generator=torch.Generator().manual_seed(5)))


def test_gradients_flow_through_dropout() -> None:
    values = torch.ones(9, requires_grad=True)
    with CpuRandomness("cpu"):
        dropped = torch.nn.functional.dropout(values, 0.5)
        dropped.sum().backward()
    assert torch.equal(values.grad, dropped.detach())


def test_what_is_not_random_is_left_alone() -> None:
    with CpuRandomness("meta"):
        assert torch.equal(torch.ones(3) + 1, torch.full((3,), 2.0))
        assert torch.zeros(2, device="meta").device.type == "meta"
