"""A wish that lost to a closure is told so, also when the closure was lifted before the answer."""

from services.booking.domain.grid import instant
from services.booking.domain.ways import closing
from services.booking.domain.ways.held import Lost
from services.booking.ways.refusals import RoomClosed, RoomOpenAgain
from tests.unit.booking.booking_kit import DAY, NOW, a_day, a_facility, a_wish, taken_in


def test_nobody_is_told_that_another_has_a_room_that_was_closed():
    """Nobody has it: closed while it is, and to be asked for again once it is not."""
    day, house, wish, lost = a_day(), a_facility(), a_wish(), Lost(reason="room-closed")
    shut = closing.close(
        day, "c1", facility_id="cc", room_ids=("big",), touched=("big",), since=instant(DAY, 36),
        until=instant(DAY, 50), reason="works",
    )  # fmt: skip
    taken_in(day, shut)
    while_closed = day.lost(lost, wish, house, NOW)
    taken_in(day, closing.reopen(day, "c1"))
    afterwards = day.lost(lost, wish, house, NOW)

    assert (RoomClosed, RoomOpenAgain) == (type(while_closed), type(afterwards))
    assert ("room-closed", "room-open-again") == (while_closed.code, afterwards.code)
    assert "alternatives" in while_closed.data
    assert {"facility_id": "cc", "room_id": "big"} == afterwards.data
