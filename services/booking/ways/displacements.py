"""The use cases of displaced bookings: find other places for them, and what their holders answer."""

from services.booking.attempts import asking_for
from services.booking.bookings import Bookings, Done
from services.booking.domain.events import BookingRefused
from services.booking.domain.ways.displacement import Displacement
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from services.booking.permissions import own_of, require, standings
from services.booking.ways.other_places import STANDS, OtherPlaces
from services.booking.ways.refusals import PlaceOver
from services.booking.ways.rows import DisplacementRow
from shared.contracts.booking import BookingConfirmed
from shared.events import Event
from shared.journal import Cause, Commit
from shared.web import Caller, NotFound


class Displacements:
    """Bookings that the house took away."""

    def __init__(self, bookings: Bookings, places: OtherPlaces, groups: Groups, forgotten: Forgotten) -> None:
        self.journal = bookings.journal
        self._attempts = bookings.refused.attempts
        self._forgotten = forgotten
        self._places = places
        self._groups = groups

    async def get(self, booking_id: str, *, by: Caller) -> DisplacementRow:
        """What is offered for a booking that was taken away. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(DisplacementRow, booking_id)
        if row is None:
            raise NotFound(what="displacement", booking_id=booking_id)
        require("answer-offer", standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id)))
        return row

    async def accept(self, booking_id: str, place_id: str, *, by: Caller, cause: Cause) -> Done:
        """Take one of the places; the others are given up. Raises ``PlaceOver``."""
        row = await self.get(booking_id, by=by)
        now = self.journal.now()

        def decide(state: Displacement) -> list[Event]:
            self._forgotten.check(by.person_id)
            return state.accept(place_id, now)

        with self._attempts.counted(asking_for(row.group_id, by), now) as slowing:
            commit = await self.journal.transact(Displacement.stream(booking_id), cause, slowing(decide))
            chain = await self.journal.settle(commit)
            for event in (event for commit in chain.commits for event in commit.events):
                if isinstance(event, BookingConfirmed) and event.booking_id == place_id:
                    return Done(chain, event)
                if isinstance(event, BookingRefused) and event.booking_id == place_id:
                    break
            raise PlaceOver(booking_id=place_id, displacement="over")

    async def give_up(self, booking_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Take none of the places. Raises ``PlaceOver``."""
        row = await self.get(booking_id, by=by)

        def decide(state: Displacement) -> list[Event]:
            return state.give_up()

        with self._attempts.counted(asking_for(row.group_id, by), self.journal.now()) as slowing:
            commit = await self.journal.transact(Displacement.stream(booking_id), cause, slowing(decide))
        await self.journal.settle(commit)
        return commit

    async def fall_due(self, row: DisplacementRow, cause: Cause) -> None:
        """Look for places, or give those up that nobody took in time."""
        now, stream = self.journal.now(), Displacement.stream(row.id)
        search = await self.journal.ask(stream, lambda state: state.search)
        if search is None or (search.until is not None and now >= search.until):
            await self.journal.transact(stream, cause, lambda state: state.fall_due(now))
            return
        places = await self._places.find(search, now, cause)
        until = search.until or min([now.replace(microsecond=0) + STANDS, *(place.starts_at for place in places)])
        held = [place.model_copy(update={"hold_until": until}) for place in places]
        beside = [place.booking_id for place in search.kept]
        await self.journal.transact(stream, cause, lambda state: state.choose(held, until, beside))
