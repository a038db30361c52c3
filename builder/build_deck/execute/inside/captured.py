"""What a stream of a session gave, up to its limit."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Captured:
    """What a stream gave since the last snippet ended."""

    most: int
    data: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> bool:
        """Whether all of it fits."""
        self.data += data[: self.most + 1 - len(self.data)]
        return len(self.data) <= self.most

    def take(self) -> tuple[str, bool]:
        """The text, cut at the limit with a visible mark, and whether it was cut."""
        cut = len(self.data) > self.most
        text = bytes(self.data[: self.most]).decode("utf-8", "ignore" if cut else "backslashreplace")
        self.data.clear()
        return (f"{text}\n[cut after {self.most} bytes]\n" if cut else text), cut
