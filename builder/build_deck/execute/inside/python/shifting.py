"""Every seed of a session moved by the same amount, so that it draws another sample with the code as it stands.

Functions are replaced where a session looks them up. Classes in C cannot be patched: subclasses stand in for them that
shift what they are seeded with, go by their names, and pass for them.
"""

import operator
import random
from collections.abc import Callable
from typing import Any

_STRIDE = 1_000_003
"""Between the seeds of one sample and the next: a session that counts 0, 1, 2 draws nothing twice."""
_WORD = 1 << 32
"""NumPy's older generators take seeds below it."""
_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


class Shift:
    """Moves seeds; by nothing, it leaves every library as it is."""

    def __init__(self, sample: int) -> None:
        self._by = sample * _STRIDE
        self._given = 0

    def __bool__(self) -> bool:
        return bool(self._by)

    def __call__(self, seed: Any) -> Any:
        """The seed of this sample; what is no seed, such as None or a generator, is returned as it is."""
        if isinstance(seed, str):
            return f"{seed}+{self._by}"
        if isinstance(seed, bytes | bytearray):
            return bytes(seed) + str(self._by).encode()
        if isinstance(seed, float):
            return seed + self._by
        try:
            number = operator.index(seed)
        except TypeError:
            return self._sequence(seed)
        if number < 0:  # NumPy refuses it, which a card may show
            return number - self._by
        return (number + self._by) % _WORD if number < _WORD else number + self._by

    def _sequence(self, seed: Any) -> Any:
        """Several integers, as NumPy takes them, with one more behind them."""
        values = getattr(seed, "tolist", lambda: seed)()
        return [*values, self._by] if isinstance(values, list | tuple) else seed

    def python(self) -> None:
        """Shift the seeds of Python's own generators."""
        original = random.Random.seed

        def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
            original(self, shift(a), version)

        shift = self
        random.Random.seed = seed  # type: ignore[method-assign]
        random.seed = random._inst.seed  # noqa: SLF001 - its owner

    def numpy(self, module: Any) -> None:
        """Shift the seeds of NumPy's generators; `module` is `numpy.random`."""
        module.seed = self._first(module.seed)
        module.default_rng = self._first(module.default_rng)
        for name in (*_BIT_GENERATORS, "RandomState"):
            setattr(module, name, self._stand_in(getattr(module, name), ("seed",)))
        module.SeedSequence = self._stand_in(module.SeedSequence, ())

    def torch(self, module: Any) -> None:
        """Shift the seeds of PyTorch's generators."""
        original, initial = module.manual_seed, module.initial_seed

        def manual_seed(seed: Any) -> Any:
            self._given = seed
            return original(self(seed))

        def initial_seed() -> Any:
            return self._given if initial() == self(self._given) else initial()

        for place in (module, module.random):
            place.manual_seed, place.initial_seed = manual_seed, initial_seed
        module.Generator = self._stand_in(module.Generator, ("manual_seed",), seeded_at_birth=False)

    def _first(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def shifted(seed: Any = None) -> Any:
            return function(self(seed))

        shifted.__name__ = shifted.__qualname__ = function.__name__
        return shifted

    def _stand_in(self, original: Any, methods: tuple[str, ...], *, seeded_at_birth: bool = True) -> Any:
        """A class that passes for this one; what its constructor and these methods are given first is shifted."""

        class Passing(type(original)):  # type: ignore[misc]  # the metaclass is only known here
            def __instancecheck__(cls, instance: object) -> bool:
                return isinstance(instance, original)

            def __subclasscheck__(cls, subclass: type) -> bool:
                return issubclass(subclass, original)

        members = {name: self._method(getattr(original, name)) for name in methods if hasattr(original, name)}
        if seeded_at_birth:
            members["__init__"] = self._method(original.__init__)
        named = {"__module__": original.__module__, "__qualname__": original.__qualname__, "__doc__": original.__doc__}
        return Passing(original.__name__, (original,), {**named, **members})

    def _method(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def shifted(itself: Any, *args: Any, **kwargs: Any) -> Any:
            return function(itself, *self._arguments(args, kwargs), **kwargs)

        return shifted

    def _arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """The positional arguments with the first shifted; a named seed is shifted in place."""
        if kwargs.get("spawn_key"):  # a child, whose parent's entropy has been shifted
            return args
        for name in ("seed", "entropy"):
            if name in kwargs:
                kwargs[name] = self(kwargs[name])
        return (self(args[0]), *args[1:]) if args else args
