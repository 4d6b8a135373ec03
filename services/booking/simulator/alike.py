"""What the rules say to many requests alike, asked once: when rooms are open on a day, and what they cost."""

from collections.abc import Hashable

from services.booking.domain.grid import span
from services.booking.rulebook.asking import Asked
from services.booking.rulebook.charging import price
from services.booking.rulebook.opening import Closure, Opening, usable
from services.booking.rulebook.quick import fee_key
from services.booking.rulebook.reductions import reduced


class Alike:
    """Answers of one set of rules, which they name by ``id``: they live as long as whoever keeps this."""

    def __init__(self) -> None:
        self._hours: dict[tuple[str, ...], Hashable] = {}
        self._usable: dict[Hashable, int] = {}
        self._fees: dict[Hashable, int | None] = {}

    def is_open(self, asked: Asked) -> bool:
        """Whether neither opening hours nor a closure refuse a request."""
        request = asked.request
        hours = self._hours.get(request.rooms)
        if hours is None:
            ever = asked.layers.ever
            rules = (*ever(Opening, asked.place), *ever(Closure, asked.place))
            hours = self._hours[request.rooms] = tuple(map(id, rules))
        mask = self._usable.get((hours, request.day))
        if mask is None:
            mask = self._usable[hours, request.day] = usable(asked)
        return not span(request.start, request.end) & ~mask

    def fee(self, asked: Asked) -> int | None:
        """The yen of rooms together, without anything lent; nothing where the table has no entry for it.

        Raises ``Unanswerable`` without a table.
        """
        key = fee_key(asked)
        if key not in self._fees:
            lines, refusal = price(asked, reduced(asked))
            self._fees[key] = None if refusal is not None else sum(line.yen for line in lines)
        return self._fees[key]
