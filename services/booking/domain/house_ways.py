"""What the rules of one facility say of the ways to its rooms: what is lent, held, approved; who gives way to whom."""

from datetime import date

from services.booking.desk_refusals import PreEmptionNotAllowed
from services.booking.domain.house_refusals import HouseRefusals
from services.booking.domain.wish import Wish
from services.booking.rulebook.approvals import Approval
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.preemptions import Preemption
from services.booking.rulebook.windows import Holds
from services.booking.rulebook.words import fill
from services.booking.ways_refusals import NeedsApproval


class HouseWays(HouseRefusals):
    """The ways to the rooms of one facility."""

    def approval(self, wish: Wish) -> Approval | None:
        """The first rule that asks for the approval of staff, of the rooms together or of one of them, if one does."""
        place = self.book.places.place(self.of_rules(wish.room_ids))
        places = (place, *(self.book.places.place((room.id,)) for room in place.rooms if len(place.rooms) > 1))
        held = (rule for each in places for rule in self.book.layers.of(Approval, each, wish.day))
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
