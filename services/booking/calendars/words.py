"""What calendars say, in the language of whoever reads them: names of houses and rooms, and what is around."""

from dataclasses import dataclass

from services.booking.domain.houses.facility_info import FacilityInfo
from services.booking.domain.purposes import PURPOSES
from services.booking.ways.refusals import CLOSURE_WORDS
from shared.contracts.booking_values import ClosureReason
from shared.web.words import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. In the texts, ``{name}`` is a room, a house or a group; ``{bounds}`` how much it has.

    ``place`` puts a room and its house together; ``joined`` stands between rooms.
    """

    language: Language
    place: str
    joined: str
    occupied: str
    closed: str
    open: str
    opening: str
    of_room: str
    of_group: str
    of_person: str
    person: str
    of_opening: str
    booking: str
    bounds: str

    def house(self, facility: FacilityInfo) -> str:
        """The house's name; in English as the rules file has it, where it does."""
        return facility.rules.house.name.en if self.language == "en" else facility.name

    def room(self, facility: FacilityInfo, room_id: str) -> str:
        """A room's name; of one that is gone its id."""
        if self.language == "en":
            return facility.rules.in_english(room_id)
        return facility.rooms[room_id].name if room_id in facility.rooms else room_id

    def rooms(self, facility: FacilityInfo, room_ids: tuple[str, ...]) -> str:
        """Several rooms' names."""
        return self.joined.join(self.room(facility, room_id) for room_id in room_ids)

    def because(self, reason: ClosureReason) -> str:
        """That it is closed, and why."""
        return self.closed.format(why=CLOSURE_WORDS[reason][self.language == "en"])

    def booked(self, purpose: str, people: int, booking_id: str) -> str:
        """What a booking is for, for how many, and its number."""
        known = PURPOSES.get(purpose, (purpose, purpose))[self.language == "en"]
        return self.booking.format(purpose=known, people=people, id=booking_id)


WORDS: dict[Language, Words] = {
    "ja": Words(
        language="ja",
        place="{room}（{house}）",
        joined="・",
        occupied="利用あり",
        closed="休館（{why}）",
        open="開館 {name}",
        opening="{name} 開館時間",
        of_room="{name}の利用状況（{bounds}）",
        of_group="{name}の施設予約（{bounds}）",
        of_person="わたしの施設予約（{bounds}）",
        person="施設予約",
        of_opening="{name}の開館時間（{first}から{days}日先まで）",
        booking="{purpose} {people}人\n予約番号 {id}",
        bounds="過去{past}日から{ahead}日先まで、{events:,}件まで",
    ),
    "en": Words(
        language="en",
        place="{room} ({house})",
        joined=", ",
        occupied="Occupied",
        closed="Closed ({why})",
        open="Open: {name}",
        opening="{name}: opening hours",
        of_room="When {name} is occupied ({bounds})",
        of_group="Rooms booked by {name} ({bounds})",
        of_person="My room bookings ({bounds})",
        person="Room bookings",
        of_opening="Opening hours of {name} (from {first}, {days} days ahead)",
        booking="{purpose}, {people} people\nBooking {id}",
        bounds="the past {past} days and the next {ahead}, {events:,} events at most",
    ),
}
