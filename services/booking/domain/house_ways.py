"""What the rules of one facility say of the ways to its rooms: what is lent, held, approved; who gives way to whom."""

from datetime import date, datetime

from services.booking.desk_refusals import PreEmptionNotAllowed
from services.booking.domain.grid import QUARTER_MINUTES
from services.booking.domain.house_refusals import HouseRefusals
from services.booking.domain.wish import Wish
from services.booking.refusals import SlotUnaligned
from services.booking.rulebook.approvals import Approval, approvals_of
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.preemptions import Preemption
from services.booking.rulebook.windows import A_HOLD, AT_ONCE, Holds, Opens
from services.booking.rulebook.words import fill, plain_value
from services.booking.ways_refusals import HoldsNotTaken, NeedsApproval
from shared.clock import TOKYO, tokyo_date


class HouseWays(HouseRefusals):
    """The ways to the rooms of one facility."""

    def approval(self, wish: Wish) -> Approval | None:
        """The first rule that asks for the approval of staff, of the rooms together or of one of them, if one does."""
        place = self.book.places.place(self.of_rules(wish.room_ids))
        held = approvals_of(self.book.layers, self.book.places, place, wish.day)
        return next((rule for rule in held if rule.asks(wish.purpose, wish.marks, wish.people)), None)

    def lent(self, room_ids: tuple[str, ...], day: date) -> dict[str, int]:
        """What is lent with rooms on a day, and how many of each there are."""
        held = self.book.layers.of(Equipment, self.book.places.place(self.of_rules(room_ids)), day)
        return {rule.id: rule.stock for rule in held}

    def needs_approval(self, rule_id: str, wish: Wish) -> NeedsApproval:
        """Why a wish cannot be one of many that are booked at once, in the words of the rule that wants it approved."""
        rule = self._rule(rule_id, wish.day)
        assert isinstance(rule, Approval)
        room = self.book.places.place(self.of_rules(wish.room_ids)).name
        return NeedsApproval(rule, wish, fill(rule, value=wish.purpose, limit=1, day=wish.day, room=room))

    def preemption(self, wish: Wish) -> Preemption:
        """The rule by which others give way to the wish, which names it. Raises ``PreEmptionNotAllowed``."""
        held = self.book.layers.of(Preemption, self.book.places.place(self.of_rules(wish.room_ids)), wish.day)
        for rule in held:
            if rule.id == wish.preempts and rule.is_for(wish.purpose, wish.marks):
                return rule
        raise PreEmptionNotAllowed(wish, held)

    def takes_holds(self, room_ids: tuple[str, ...], day: date) -> bool:
        """Whether rooms can be held before they are booked."""
        return bool(self.book.layers.of(Holds, self.book.places.place(self.of_rules(room_ids)), day))

    def holds_not_taken(self, room_ids: tuple[str, ...], day: date) -> HoldsNotTaken:
        """Why rooms cannot be held: by the rule that says how they are asked for, and knows no holds."""
        held = self.book.layers.of(Opens, self.book.places.place(self.of_rules(room_ids)), day)
        return HoldsNotTaken(
            facility_id=self.house.id,
            rule_id=held[0].id if held else None,
            article=held[0].article if held else None,
            value=plain_value(A_HOLD),
            limit=plain_value(AT_ONCE),
            until=plain_value(held[0].until) if held else None,
        )

    def unaligned(self, room_ids: tuple[str, ...], starts_at: datetime, ends_at: datetime) -> SlotUnaligned:
        """Why times between the quarters of an hour are no slot: by the rule of the house about its grid."""
        day = tokyo_date(starts_at)
        held = self.book.layers.of(Slots, self.book.places.place(self.of_rules(room_ids)), day)
        minutes = held[0].minutes if held else QUARTER_MINUTES
        return SlotUnaligned(
            slot_minutes=minutes,
            rule_id=held[0].id if held else None,
            article=held[0].article if held else None,
            value="-".join(f"{at.astimezone(TOKYO):%H:%M}" for at in (starts_at, ends_at)),
            limit=minutes,
            until=plain_value(held[0].until) if held else None,
        )
