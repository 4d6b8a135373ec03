"""How much one party may hold at the same time, over all rooms and houses: meanwhile nobody else can have it."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from services.booking.rulebook.approvals import approvals_of
from services.booking.rulebook.asking import Asked, Facts, Party, Who
from services.booking.rulebook.rule import Decides, OneOfMany
from services.booking.rulebook.words import Refusal, refuse


class HoldLimit(OneOfMany):
    """How many holds of one party stand at a time, for whatever day they are; with what staff are still to approve.

    A refusal's value is how many there would be with this one; its limit, how many there may be. What is booked, has
    lapsed or was given back counts no more.
    """

    SECTION: ClassVar[str] = "hold_limits"
    DECIDES: ClassVar[Decides] = "request"

    party: Party
    """Whose: a person's as a person, or a group's."""
    limit: Annotated[int, Field(ge=1, le=1_000)]
    who: Who = Who()
    """Of whom it is."""

    def binds(self, facts: Facts) -> bool:
        """Whether they are held to it."""
        return self.party == facts.party and self.who.covers(facts)


def hold_limits(asked: Asked) -> list[HoldLimit]:
    """The limits of what a party holds."""
    return [rule for rule in asked.rules(HoldLimit) if rule.binds(asked.facts)]


def is_kept(asked: Asked) -> bool:
    """Whether the rooms are only kept at first: until they confirm, or until staff have approved."""
    request = asked.request
    if request.hold or request.preempts is not None:
        return request.hold
    held = approvals_of(asked.layers, asked.places, asked.place, request.day)
    return any(rule.asks(request.purpose, request.marks, request.people) for rule in held)


def check_hold_limits(asked: Asked) -> Iterator[Refusal]:
    """Every limit that one hold more would go above."""
    total = asked.facts.holds + 1
    for rule in hold_limits(asked):
        if total > rule.limit and is_kept(asked):
            yield refuse(rule, asked, value=total, limit=rule.limit)
