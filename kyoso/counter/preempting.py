"""Uses before which others give way, such as a funeral: who would have to go is looked at first, and can be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyoso.counter.clerk import Booked, Counter, as_body
from kyoso.counter.closing import Closing, Closure
from kyoso.counter.when import When
from kyoso.counter.whom import ForWhom, NotClear, Person
from kyoso.counter.words import refusal_in_words
from kyoso.story.client import Refused, StepFailed, until

PLACES_SECONDS_MAX = 15.0
LIFTED = frozenset({"closes", "caps", "hold_limits"})
"""Sections of rules in whose place the notice of a pre-emption stands, or that count what a party has had."""
UNDER_WAY = frozenset({"searching", "holding"})


@dataclass(frozen=True)
class Use:
    """What is to be booked, where and when; by which rule others give way, and why."""

    facility: Mapping[str, Any]
    room_ids: tuple[str, ...]
    when: When
    rule_id: str
    reason: str
    more: Mapping[str, Any]
    """People, purpose, marks, channel."""


class PreEmpting:
    """A clerk who takes rooms for a use before which others give way."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def planned(
        self, house: str, rooms: tuple[str, ...], when: When, rule_id: str, reason: str, more: Mapping[str, Any]
    ) -> Use:
        """What would be booked; without ``rule_id`` by the only such rule of the house. Raises ``NotClear``."""
        facility = await self._counter.facility(house)
        room_ids = tuple(self._counter.rooms(facility, rooms))
        return Use(facility, room_ids, when, rule_id or await self._rule(facility), reason, more)

    async def hits(self, use: Use) -> list[dict[str, Any]]:
        """Bookings that would have to go, by their start. Of now: others may come before it is done."""
        as_body(use.when)
        since, until_ = use.when.span()
        return await Closing(self._counter).hits(Closure(use.facility, use.room_ids, since, until_, use.reason))

    async def refused(self, use: Use, whom: ForWhom) -> list[str]:
        """Why the use would be refused all the same, in words: by rules that no pre-emption lifts, or a closure.

        Raises ``Refused``, ``NotClear``.
        """
        _, body = await self._body(use, whom)
        told = await self._counter.client.command("POST", "/booking/bookings/explain", self._counter.actor, body)
        rules = [each for each in told["refusals"] if each["section"] not in LIFTED]
        words = [refusal_in_words(Refused("explain", 422, {"refusals": rules}))] if rules else []
        closed = told["in_the_way"]
        if closed and closed["code"] == "room-closed":
            words.append(f"{closed['ja']} / {closed['en']}")
        return words

    async def _body(self, use: Use, whom: ForWhom) -> tuple[tuple[Person | None, str], dict[str, Any]]:
        """For whom, in words too, and the booking that is wanted."""
        person, group, named = await self._counter.for_whom(whom)
        body: dict[str, Any] = {
            "facility_id": use.facility["facility_id"], "room_ids": list(use.room_ids), **as_body(use.when), **use.more,
        }  # fmt: skip
        body |= ({"group_id": group["group_id"]} if group else {}) | ({"person_id": person.person_id} if person else {})
        return (person, named), body

    async def take(self, use: Use, whom: ForWhom) -> Booked:
        """Book it; who is in its way is displaced. Somebody new is registered once it is booked.

        Raises ``Refused``, ``NotClear``.
        """
        counter = self._counter
        (person, named), body = await self._body(use, whom)
        body |= {"rule_id": use.rule_id, "reason": use.reason}
        booking = await counter.client.command("POST", "/booking/pre-emptions", counter.actor, body)
        new = person is not None and not person.known
        if person is not None and new:
            await counter.people.enter(person, whom.phone, str(use.more["channel"]))
        return Booked(booking, dict(use.facility), named, await counter.bill_of(booking), new)

    async def displaced(self, hits: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is kept for each whose booking went, once it is known; of what was only held nothing is."""
        booked = [each["booking_id"] for each in hits if each["status"] == "confirmed"]
        return [await self._offered(booking_id) for booking_id in booked]

    async def _offered(self, booking_id: str) -> dict[str, Any]:
        async def look() -> dict[str, Any] | None:
            try:
                found = await self._counter.offers(booking_id)
            except Refused as refused:
                if refused.status == 404:
                    return None
                raise
            return None if found["stage"] in UNDER_WAY else found

        try:
            return await until(look, booking_id, PLACES_SECONDS_MAX)
        except StepFailed:
            return await self._counter.offers(booking_id)

    async def _rule(self, facility: Mapping[str, Any]) -> str:
        path = f"/booking/facilities/{facility['facility_id']}/rules"
        told = await self._counter.client.get(path, self._counter.actor)
        found = [str(each["rule_id"]) for each in told["items"] if each["rule"] == "preemptions"]
        if len(found) == 1:
            return found[0]
        listed = "、".join(found) or "なし / none"
        raise NotClear(f"優先使用の規則を --rule で選んでください: {listed} / choose the rule with --rule")
