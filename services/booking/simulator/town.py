"""A set of rules for the houses of a register, as the running service would have them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from services.booking.domain.houses.houses import house_of
from services.booking.rulebook.asking import Asked, Facts
from services.booking.rulebook.book import Book
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Question
from services.booking.simulator.alike import Alike
from services.booking.simulator.past import Asking, House
from shared.contracts.booking import Room


class Town:
    """The rules, and how they call the rooms of each house."""

    def __init__(self, book: Book, houses: Iterable[House]) -> None:
        called = {house.id: house_of(book, house.id, house.name, house.kind, _rooms(house)) for house in houses}
        self.book = book.about(each.facility for each in called.values())
        self.alike = Alike()
        self._keys: Mapping[str, Mapping[str, str]] = {id: each.keys for id, each in called.items()}

    def rooms(self, asking: Asking) -> tuple[str, ...]:
        """How the rules call the rooms of a request. Raises ``Unanswerable`` for one that is no longer there."""
        keys = self._keys.get(asking.facility_id, {})
        if unknown := [room_id for room_id in asking.room_ids if room_id not in keys]:
            raise Unanswerable(f"室 {unknown[0]} がありません", f"there is no room {unknown[0]}")
        return tuple(keys[room_id] for room_id in asking.room_ids)

    def all_rooms(self, facility_id: str) -> tuple[str, ...]:
        """Every room of a house, as the rules call it."""
        return tuple(self._keys.get(facility_id, {}).values())

    def of_register(self, facility_id: str, room_ids: Iterable[str]) -> tuple[str, ...]:
        """Rooms as the rules call them; what is not there any more is left out."""
        keys = self._keys.get(facility_id, {})
        return tuple(keys[room_id] for room_id in room_ids if room_id in keys)

    def stock(self, rooms: tuple[str, ...], day: date) -> dict[str, int]:
        """What is lent with rooms, as the rules call them, on a day, and how many of each there are."""
        return {rule.id: rule.stock for rule in self.book.layers.of(Equipment, self.book.places.place(rooms), day)}

    def asked(self, asking: Asking, facts: Facts, now: datetime) -> Asked:
        """A question to the rules. Raises ``Unanswerable``."""
        question = Question(
            self.rooms(asking),
            asking.day,
            asking.start,
            asking.end,
            asking.people,
            asking.purpose,
            asking.marks,
            asking.channel,
            equipment=asking.equipment,
            adult=asking.adult or asking.given,  # who was given it had named somebody, or was not asked to
        )
        return self.book.asked(question.request(), facts, now)


def _rooms(house: House) -> dict[str, Room]:
    return {
        room_id: Room(room_id=room_id, name=name, capacity=capacity, parts=house.parts.get(room_id, ()))
        for room_id, (name, capacity) in house.rooms.items()
    }
