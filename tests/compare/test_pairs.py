"""Pairs of outputs, and whether they say the same.

Every kind of pair on which exact comparison, doctest's ELLIPSIS, pytest's NUMBER or FLOAT_CMP goes wrong is here.
"""

import pytest

from builder.compare import compare
from builder.model import Output

SAME = {
    "identical text": ("loss falls\n", "loss falls\n"),
    "last printed digit": ("0.1234", "0.1235"),
    "last printed digit, carried": ("0.9999", "1.0000"),
    "last printed digit of a percentage": ("accuracy 97.53%", "accuracy 97.52%"),
    "last printed digit, scientific": ("1.2345e-03", "1.2346e-03"),
    "double rounding": ("0.30000000000000004", "0.3"),
    "float32 noise": ("1.0000001192092896", "1.0"),
    "zero and nearly zero": ("0.0", "1.1102230246251565e-16"),
    "nearly zero on both sides of it": ("-1.4901e-08", "2.2352e-08"),
    "residuals printed short": ("max error 1.2e-07", "max error 2.4e-07"),
    "minus zero": ("-0.0000", "0.0000"),
    "minus zero in an array": ("[-0.  1.]", "[0. 1.]"),
    "scientific and plain": ("0.0001", "1e-04"),
    "width of an array's columns": ("[ 1.5  2.5]", "[1.5 2.5]"),
    "where an array's lines break": ("[1.25 2.25\n 3.25 4.25]", "[1.25 2.25 3.25\n 4.25]"),
    "where a tensor's suffix stands": (
        "tensor([1.25, 2.25], dtype=torch.float64, requires_grad=True)",
        "tensor([1.25, 2.25], dtype=torch.float64,\n       requires_grad=True)",
    ),
    "float of an array with and without its zero": ("array([1., 2.])", "array([1.0, 2.0])"),
    "device": ("tensor([1., 2.])", "tensor([1., 2.], device='cuda:0')"),
    "other device": ("tensor(1., device='cuda:0')", "tensor(1., device='cuda:1')"),
    "wrapped device": ("tensor([1., 2.])", "tensor([1., 2.],\n       device='cuda:0')"),
    "grad_fn": ("tensor(6.0000, grad_fn=<SumBackward0>)", "tensor(6.0000)"),
    "device and grad_fn": ("tensor(6.)", "tensor(6., device='cuda:0', grad_fn=<SumBackward0>)"),
    "NumPy 2 scalars": ("[np.float64(0.5), np.int64(3)]", "[0.5, 3]"),
    "NumPy 2 booleans": ("np.True_", "True"),
    "NumPy 2 strings": ("np.str_('a')", "'a'"),
    "addresses": ("<Net object at 0x7f1b2c3d4e50>", "<Net object at 0x7fa0b0c0d0e0>"),
    "addresses of functions, with text behind": ("<function f at 0x104a3b2c0> done", "<function f at 0x7f3ab1c0> done"),
    "addresses from hex(id())": ("0x7f1b2c3d4e50", "0x7fa0b0c0d0e0"),
    "not a number": ("tensor([nan, inf, -inf])", "tensor([nan, inf, -inf])"),
    "complex with noise": ("(1.0000-0.0000j)", "(1.0000+0.0000j)"),
    "right-aligned column that a sign moves": ("a   0.0000|\n", "a  -0.0000|\n"),
    "left-aligned column that a sign moves": ("0.0000  |\n", "-0.0000 |\n"),
    "large sums": ("123456.78", "123456.79"),
    "nested tensors": ("(tensor([0.12345]), [tensor([[1.5000]])])", "(tensor([0.12346]), [tensor([[ 1.5000]])])"),
}

CHANGED = {
    "a word": ("loss falls", "loss rises"),
    "an integer by one": ("100", "101"),
    "an integer in an array": ("tensor([100, 2])", "tensor([101, 2])"),
    "a large integer by one": ("count: 1000000", "count: 1000001"),
    "an integer that ends a sentence": ("found 1000000.", "found 1000001."),
    "a shape": ("torch.Size([2, 3])", "torch.Size([2, 4])"),
    "a number of dimensions": ("tensor([1., 2.])", "tensor([[1., 2.]])"),
    "a length": ("[1.0, 2.0]", "[1.0, 2.0, 3.0]"),
    "a boolean": ("True", "False"),
    "a float beyond its last digit": ("0.1234", "0.1236"),
    "whole floats of an array": ("[1. 2.]", "[2. 2.]"),
    "whole floats of a tensor": ("tensor(1.)", "tensor(2.)"),
    "short floats": ("0.5", "0.6"),
    "a learning rate": ("lr=1e-05", "lr=2e-05"),
    "an exponent": ("1.50e-03", "1.50e-04"),
    "a sign": ("-0.5000", "0.5000"),
    "digits that were not printed before": ("0.25", "0.2578125"),
    "an integer that became a float": ("1", "1.0"),
    "a tensor's dtype": ("tensor([1, 2])", "tensor([1., 2.])"),
    "a tensor's spelled dtype": ("tensor([1.])", "tensor([1.], dtype=torch.float64)"),
    "requires_grad": ("tensor([1.])", "tensor([1.], requires_grad=True)"),
    "a number that became nan": ("loss 0.5", "loss nan"),
    "a number that became infinite": ("loss 1e308", "loss inf"),
    "the class before an address": ("<A object at 0x7f1b2c3d4e50>", "<B object at 0x7f1b2c3d4e50>"),
    "the text behind an address": ("<A at 0x7f1b2c3d4e50> ok", "<A at 0x7f1b2c3d4e50> no"),
    "the bits of a float": ("0x3f800000", "0x3f800001"),
    "a literal in hexadecimal": ("0xff", "0xfe"),
    "a version": ("2.13.0", "2.13.1"),
    "a digest": ("9e107d9d372bb682", "9e107d9d372bb683"),
    "white space in prose": ("a  b", "a b"),
    "white space before a number in prose": ("a  1.5", "a 1.5"),
    "indentation": ("if x:\n    y", "if x:\n  y"),
    "a line break": ("a\nb", "a b"),
    "a line break before an array": ("x\n[1.5]", "x [1.5]"),
    "a missing line": ("a\nb\n", "a\n"),
    "the order of lines": ("a\nb\n", "b\na\n"),
    "the last line break": ("a\n", "a"),
    "a device that is not of a repr": ("runs on cpu", "runs on cuda:0"),
    "the meta device": ("tensor(..., size=(2,))", "tensor(..., device='meta', size=(2,))"),
    "a name with digits": ("conv1", "conv2"),
    "Chinese text": ("准确率 0.5", "精确率 0.5"),
    "string quotes": ("'a'", '"a"'),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_says_the_same(old: str, new: str) -> None:
    """Either side may be the recorded one."""
    assert compare(Output(stdout=old), Output(stdout=new)) is None
    assert compare(Output(value=new), Output(value=old)) is None


@pytest.mark.parametrize(("old", "new"), CHANGED.values(), ids=CHANGED)
def test_says_something_else(old: str, new: str) -> None:
    """Either side may be the recorded one."""
    assert compare(Output(stdout=old), Output(stdout=new)) is not None
    assert compare(Output(value=new), Output(value=old)) is not None


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "same"),
    [
        ("0.500", "0.510", 1e-2, True),
        ("0.500", "0.530", 1e-2, False),
        ("100.0", "100.9", 1e-2, True),
        ("0.1234", "0.1235", 0, False),
        ("100", "101", 0.5, False),
        ("1e-05", "1.2e-05", 1e-9, False),
        ("a", "b", 1.0, False),
    ],
)
def test_tolerance(old: str, new: str, tolerance: float, same: bool) -> None:  # noqa: FBT001
    """It is relative and absolute, for floats alone; nothing loosens an integer."""
    assert (compare(Output(stdout=old), Output(stdout=new), tolerance=tolerance) is None) is same
