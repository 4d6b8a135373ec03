"""What the rules of one facility say of the ways to its rooms: what is lent, held, approved; who gives way to whom."""

from datetime import date, datetime
from typing import Any

from services.booking.desk_refusals import PreEmptionNotAllowed
from services.booking.domain.grid import QUARTER_MINUTES
from services.booking.domain.houses.refusals import HouseRefusals
from services.booking.domain.wish import Wish
from services.booking.refusals import SlotUnaligned
from services.booking.rulebook.approvals import Approval, approvals_of
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.preemptions import Preemption
from services.booking.rulebook.windows import A_HOLD, AT_ONCE, Holds, Opens
from services.booking.rulebook.words import plain_value
from services.booking.ways.refusals import (
    ApprovalTooLate,
    ChangeNeedsApproval,
    EquipmentTaken,
    HoldsNotTaken,
    HoldTooLate,
    NeedsApproval,
)
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
        return NeedsApproval(self._approved_by(rule_id, wish), value=_use(wish), limit=1)

    def change_needs_approval(self, rule_id: str, wish: Wish, booking_id: str) -> ChangeNeedsApproval:
        """Why a booking cannot become like the wish before somebody has approved that."""
        said = self._approved_by(rule_id, wish)
        return ChangeNeedsApproval(said, value=_use(wish), limit=1, booking_id=booking_id)

    def approval_too_late(self, rule_id: str, wish: Wish, earliest: datetime) -> ApprovalTooLate:
        """Why nobody can decide any more about a wish that has to be approved."""
        return ApprovalTooLate(self._approved_by(rule_id, wish), value=wish.starts_at, limit=earliest)

    def _approved_by(self, rule_id: str, wish: Wish) -> dict[str, Any]:
        return self.said(rule_id, wish, value=wish.purpose, limit=1)

    def hold_too_late(self, wish: Wish, lapses: datetime, now: datetime) -> HoldTooLate:
        """Why rooms cannot be held any more: by the rule that ends the hold."""
        rule = self.book.layers.of(Holds, self.book.places.place(self.of_rules(wish.room_ids)), wish.day)[0]
        return HoldTooLate(self.said(rule.id, wish, value=now, limit=lapses, until=lapses), value=now, limit=lapses)

    def equipment_taken(self, item: str, wish: Wish, *, lent: int, stock: int) -> EquipmentTaken:
        """Why too little of a thing is left, ``lent`` with those that are wished: by its rule, in its words."""
        count = dict(wish.equipment)[item]
        left = max(0, stock - (lent - count))
        return EquipmentTaken(
            self.said(item, wish, value=count, limit=left, until=wish.day), item=item, value=count, limit=left
        )

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


def _use(wish: Wish) -> tuple[str, ...]:
    """What rules about approval look at."""
    return wish.purpose, *sorted(wish.marks)
