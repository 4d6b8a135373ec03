"""What a page says when a step was not taken."""

from dataclasses import dataclass


class Unfilled(Exception):
    """A field of the page lacks something. ``text`` names the words for it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, what to do next, and what else would be free."""

    detail: str
    next: str = ""
    others: tuple[str, ...] = ()
