"""The same random numbers on a GPU as on the CPU.

The generators of the two differ by design. Under this mode an operation that PyTorch tags `nondeterministic_seeded`
draws with the CPU's generator, and what it drew is moved to where it was wanted: a recording made on the CPU then
holds on every GPU, within tolerance.
"""

# mypy: disable-error-code="no-untyped-call,misc,call-arg"
# torch is typed in part, and is not there at all where the types are checked in CI

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

_aten = torch.ops.aten
_VALUES_UNREAD = ("_like", "_")
"""How operations end that overwrite or only imitate their first tensor, so that its values need not travel."""
_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")


def use_cuda() -> None:
    """Make CUDA the default device, exact and deterministic, with the CPU's random numbers."""
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    # fused attention and cuDNN's recurrent layers draw dropout masks of their own, inside one kernel
    torch.backends.cuda.enable_flash_sdp(False)
    torch.backends.cuda.enable_mem_efficient_sdp(False)
    torch.backends.cuda.enable_cudnn_sdp(False)
    for name in _RECURRENT:
        setattr(torch._VF, name, _without_cudnn(getattr(torch._VF, name)))  # noqa: SLF001 - what torch.nn calls
    torch.Generator = CpuGenerator
    torch.set_default_device("cuda")
    CpuRandomness("cuda").__enter__()


def _without_cudnn(layer: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: object) -> object:
        with torch.backends.cudnn.flags(enabled=False):
            return layer(*args)

    return run


class CpuGenerator(torch.Generator):
    """A generator on the CPU, whatever device it is asked for: under the mode it serves them all."""

    def __new__(cls, device: object = "cpu") -> Self:
        """A new one, as torch seeds it."""
        del device
        return super().__new__(cls, "cpu")


class CpuRandomness(TorchDispatchMode):
    """Draws on the CPU what is wanted on devices of one type."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self._device = device

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run one operation, on the CPU if it draws for our device."""
        del types
        kwargs = kwargs or {}
        if torch.Tag.nondeterministic_seeded not in func.tags:
            return func(*args, **kwargs)
        target = self._target(args, kwargs)
        if target is None:
            return func(*args, **kwargs)
        if func is _aten.native_dropout.default:
            return _dropout(*args, **kwargs)
        try:
            return self._draw(func, args, kwargs, target)
        except NotImplementedError:  # a fused kernel that only the device has
            return func(*args, **kwargs)

    def _target(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """The device that the result is wanted on, if it is one of ours."""
        wanted = [leaf.device for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
        if kwargs.get("device") is not None:
            wanted.insert(0, torch.device(kwargs["device"]))
        return next((device for device in wanted if device.type == self._device), None)

    def _draw(self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], target: Any) -> Any:
        unread = func._schema.name.endswith(_VALUES_UNREAD)  # noqa: SLF001 - its only spelling
        pairs: list[tuple[Any, Any]] = []

        def to_cpu(value: Any) -> Any:
            if isinstance(value, torch.device) and value.type == self._device:
                return torch.device("cpu")
            if not isinstance(value, torch.Tensor) or value.device.type != self._device:
                return value
            moved = torch.empty_like(value, device="cpu") if unread and not pairs else value.cpu()
            pairs.append((value, moved))
            return moved

        drawn = func(*tree_map(to_cpu, args), **_without_pinning(tree_map(to_cpu, dict(kwargs))))

        def to_device(value: Any) -> Any:
            if not isinstance(value, torch.Tensor):
                return value
            original = next((old for old, new in pairs if new is value), None)
            return value.to(target) if original is None else original.copy_(value)

        return tree_map(to_device, drawn)


def _without_pinning(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if name != "pin_memory"}


def _dropout(values: Any, probability: float, train: bool | None = None) -> tuple[Any, Any]:  # noqa: FBT001 - aten's own
    """What the CPU's dropout computes: it draws a mask of the values' type, where CUDA's fused one draws booleans."""
    if train is False or probability == 0:
        return values.clone(), torch.ones_like(values, dtype=torch.bool)
    if probability == 1:
        return torch.zeros_like(values), torch.zeros_like(values, dtype=torch.bool)
    noise = torch.empty_like(values, device="cpu").bernoulli_(1 - probability)
    kept = noise.to(values.device, torch.bool)
    return values * noise.div_(1 - probability).to(values.device), kept
