"""A clerk at work: every task is one call of a route that everybody has; names of houses and rooms are found first.

Houses, rooms and groups may be named as people say them; what is not clear is answered with the nearest names.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kyoso.counter.instead import changes_in
from kyoso.counter.when import NotATime, When
from kyoso.counter.whom import Doorkeeper, ForWhom, NotClear, Person
from kyoso.story.cast import pages
from kyoso.story.client import Actor, Client, Refused, StepFailed, until

NEAREST_MAX = 5
BILL_SECONDS_MAX = 3.0
"""How long a slip waits for its bill; without one it is printed all the same."""
BILLED = frozenset({"confirmed", "started", "completed", "no-show", "cancelled"})
STANDING = frozenset({"due", "overdue", "paid", "waived"})
"""States of a bill whose booking stands, as far as it has heard."""
BILL_STATES = {
    "due": "未払い", "overdue": "期限切れ", "paid": "支払い済み", "waived": "減免", "refund-due": "還付待ち",
    "cancelled": "取消し済み",
}  # fmt: skip


class NotBooked(StepFailed):
    """A refusal of somebody new: nobody was registered. ``person_id`` is the number that the refusal is kept under."""

    def __init__(self, refused: Refused, person_id: str) -> None:
        super().__init__(str(refused))
        self.refused = refused
        self.person_id = person_id


@dataclass(frozen=True)
class Booked:
    """A booking with its house, for whom it is, and what is to be paid. ``lines``: what a new one's fee is made of."""

    booking: dict[str, Any]
    facility: dict[str, Any]
    whom: str
    bill: dict[str, Any] | None
    registered: bool = False
    lines: Sequence[Mapping[str, Any]] = ()


class Counter:
    """A clerk at work. ``actor`` is the clerk, whom every command names."""

    def __init__(self, client: Client, actor: Actor) -> None:
        self.client = client
        self.actor = actor
        self.people = Doorkeeper(client, actor)

    # -- bookings

    async def book(
        self, house: str, rooms: Iterable[str], when: When, whom: ForWhom, *, people: int, purpose: str, channel: str,
        hold: bool = False,
    ) -> Booked:  # fmt: skip
        """Book for somebody. Raises ``Refused``, ``NotBooked``, ``NotClear``; then nobody was registered either."""
        facility = await self.facility(house)
        body: dict[str, Any] = {
            "facility_id": facility["facility_id"], "room_ids": self.rooms(facility, rooms), **as_body(when),
            "people": people, "purpose": purpose, "channel": channel,
        }  # fmt: skip
        if hold:
            body["hold"] = True
        person, group, named = await self.for_whom(whom)
        if group:
            body["group_id"] = group["group_id"]
        if person:
            body["person_id"] = person.person_id
        booking, lines = await self._book(body, person, whom.phone)
        new = person is not None and not person.known
        return Booked(booking, facility, named, await self.bill_of(booking), new, lines)

    async def for_whom(self, whom: ForWhom) -> tuple[Person | None, dict[str, Any] | None, str]:
        """The person and the group that are meant, and both in words. Raises ``NotClear``."""
        if whom.person_id == self.actor.person_id:
            raise NotClear(
                "ご自分の予約は窓口ではできません。利用者としてウェブで予約してください。"
                " / The counter is for others: book your own by web, like any resident."
            )
        group = await self._group(whom.group) if whom.group else None
        person = await self.people.who(whom) if whom.person_id or not group else None
        named = [f"{group['name']}（{group['group_id']}）"] if group else []
        named += [f"{person.name}（利用者番号 / person {person.person_id}）"] if person else []
        return person, group, "、".join(named)

    async def _book(self, body: dict[str, Any], person: Person | None, phone: str) -> tuple[dict[str, Any], Any]:
        """The booking, and the lines of its fee.

        Somebody new is registered once it is known that they get the room; a refusal is asked for, to be kept.
        """
        if person is None or person.known:
            told = await self._explained(body)
            try:
                return await self._command("/booking/bookings", body), told.get("lines", ())
            except Refused as refused:
                raise refused.with_more(changes=changes_in(told)) from refused
        told = await self.client.command("POST", "/booking/bookings/explain", self.actor, body)
        try:
            if told["allowed"]:
                await self.people.enter(person, phone, str(body["channel"]))
                return await self._command("/booking/bookings", body), told["lines"]
            booking = await self._command("/booking/bookings", body)
        except Refused as refused:
            raise NotBooked(refused.with_more(changes=changes_in(told)), person.person_id) from refused
        await self.people.enter(person, phone, str(body["channel"]))  # a rival gave it up in between
        return booking, told["lines"]

    async def _explained(self, body: dict[str, Any]) -> Mapping[str, Any]:
        """How it would be for somebody known; nothing where even that is refused: the booking itself says why."""
        try:
            told: Mapping[str, Any] = await self.client.command("POST", "/booking/bookings/explain", self.actor, body)
        except Refused:
            return {}
        return told

    async def shown(self, booking_id: str) -> Booked:
        """A booking as it stands."""
        booking = await self.client.get(f"/booking/bookings/{booking_id}", self.actor)
        return await self._with_house(booking)

    async def find(self, number: str) -> list[Booked]:
        """The booking with the number of a slip or a permit. Raises ``NotClear`` when there is none."""
        items = [each async for each in self.all("/booking/bookings", number=number)]
        found = [await self.shown(each["booking_id"]) for each in items]
        if not found:
            raise NotClear(
                f"番号「{number}」の予約は見つかりません。控えか許可書の番号（例: 7K3M-9QX2）を確かめてください"
                " / no booking has that number; look at its slip or permit again"
            )
        return found

    async def done(self, booking_id: str, step: str, body: Any = None) -> Booked:
        """Confirm, change, cancel, count, … one booking."""
        return await self._with_house(await self._command(f"/booking/bookings/{booking_id}/{step}", body))

    async def change(self, booking_id: str, when: tuple[date | None, str], rooms: Iterable[str], **more: Any) -> Booked:
        """Change what is named of a booking; a day alone or hours alone keep the other as it was."""
        before = await self.shown(booking_id)
        body = {name: value for name, value in more.items() if value is not None}
        if named := self.rooms(before.facility, rooms):
            body["room_ids"] = named
        day, hours = when
        if day or hours:
            starts, ends = before.booking["starts_at"], before.booking["ends_at"]
            was = date.fromisoformat(starts[:10])
            ended = ends[11:16] if ends[:10] == starts[:10] else "24:00"
            body |= as_body(When(day or was, hours or f"{starts[11:16]}-{ended}"))
        if not body:
            raise NotClear("何を変えますか（--day、--hours、--room、--people、--purpose） / say what is to change")
        return await self.done(booking_id, "change", body)

    async def requests(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """What waits for a decision of staff, by its start, each with its house."""
        found = [each async for each in self.all("/booking/bookings", status="requested")]
        houses = {each["facility_id"]: each async for each in self.all("/booking/facilities")} if found else {}
        return [(each, houses[each["facility_id"]]) for each in found]

    async def free(self, house: str, day: date) -> tuple[dict[str, Any], dict[str, Any]]:
        """A house, and what is free in it on a day."""
        facility = await self.facility(house)
        path = f"/booking/facilities/{facility['facility_id']}/availability"
        days = {"from": day.isoformat(), "until": day.isoformat()}
        found: dict[str, Any] = await self.client.get(path, self.actor, **days)
        return facility, found

    async def offers(self, booking_id: str) -> dict[str, Any]:
        """What is kept instead of a booking that was taken away."""
        found: dict[str, Any] = await self.client.get(f"/booking/bookings/{booking_id}/offers", self.actor)
        return found

    # -- money

    async def pay(self, booking_id: str, channel: str, reference: str) -> dict[str, Any]:
        """Take in all that is due; the receipt. Raises ``NotClear`` when nothing is."""
        bill = await self.client.get(f"/booking/bills/{booking_id}", self.actor)
        if not bill["outstanding"]:
            status = str(bill["status"])
            raise NotClear(f"いま払うものはありません（{BILL_STATES[status]}） / nothing is due now ({status})")
        body = {"channel": channel, "amount": bill["outstanding"], "reference": reference}
        return await self._command(f"/booking/bills/{booking_id}/payments", body)

    async def refund(self, booking_id: str, channel: str, reference: str) -> dict[str, Any]:
        """Hand out all that is owed by a channel. Raises ``NotClear`` when nothing is."""
        bill = await self.client.get(f"/booking/bills/{booking_id}", self.actor)
        owed = bill["owed_by_hand"].get(channel, 0)
        if not owed:
            rest = "、".join(f"--channel {name}: {yen:,}円" for name, yen in bill["owed_by_hand"].items() if yen)
            raise NotClear(f"この方法で返すものはありません。{rest} / nothing is owed back by this channel")
        body = {"channel": channel, "amount": owed, "reference": reference}
        return await self._command(f"/booking/bills/{booking_id}/refunds", body)

    async def bill_of(self, booking: Mapping[str, Any]) -> dict[str, Any] | None:
        """The bill of a booking that costs something, which follows it by a moment; of a cancelled one as it ended."""
        if booking["status"] not in BILLED or not booking["fee"]:
            return None
        is_over = booking["status"] == "cancelled"

        async def look() -> dict[str, Any] | None:
            try:
                found: dict[str, Any] = await self.client.get(f"/booking/bills/{booking['booking_id']}", self.actor)
            except Refused:
                return {} if is_over else None  # what was only held has none
            return None if is_over and found["status"] in STANDING else found

        try:
            return await until(look, "bill", BILL_SECONDS_MAX) or None
        except StepFailed:
            return None

    # -- names

    async def facility(self, named: str) -> dict[str, Any]:
        """A house by its id or name. Raises ``NotClear``."""
        houses = [each async for each in self.all("/booking/facilities")]
        return _named(houses, named, "facility_id", "施設", "facility")

    @staticmethod
    def rooms(facility: Mapping[str, Any], named: Iterable[str]) -> list[str]:
        """Ids of the rooms of a house by their ids or names. Raises ``NotClear``."""
        return [str(_named(list(facility["rooms"]), room, "room_id", "室", "room")["room_id"]) for room in named]

    async def _with_house(self, booking: dict[str, Any]) -> Booked:
        facility = await self.client.get(f"/booking/facilities/{booking['facility_id']}")
        whom = await self.people.called(booking["person_id"])
        if booking["group_id"]:
            whom = f"{await self._group_called(booking['group_id'])}、{whom}"
        return Booked(booking, facility, whom, await self.bill_of(booking))

    async def _group_called(self, group_id: str) -> str:
        """Name and id of a group; the id alone where it is not known any more."""
        try:
            found = await self.client.get(f"/matching/groups/{group_id}", self.actor)
        except Refused:
            return f"団体 / group {group_id}"
        return f"{found['name']}（{group_id}）"

    async def _group(self, named: str) -> dict[str, Any]:
        groups = [each async for each in self.all("/matching/groups")]
        return _named(groups, named, "group_id", "団体", "group")

    def all(self, path: str, **params: Any) -> Any:
        """Every item of a list that the clerk may see."""
        return pages(self.client, path, self.actor, **params)

    async def _command(self, path: str, body: Any) -> dict[str, Any]:
        told: dict[str, Any] = await self.client.command("POST", path, self.actor, body)
        return told


def as_body(when: When) -> dict[str, str]:
    """A day and its hours as the routes take them. Raises ``NotClear``."""
    try:
        return when.body()
    except NotATime as wrong:
        raise NotClear(str(wrong)) from wrong


def _named(items: list[dict[str, Any]], named: str, id: str, ja: str, en: str) -> dict[str, Any]:
    """The one that is called so. Raises ``NotClear`` with the nearest names."""
    wanted = named.strip()
    exact = [item for item in items if wanted in {str(item[id]), str(item["name"])}]
    found = exact or [item for item in items if wanted and wanted in str(item["name"])]
    if len(found) == 1:
        return found[0]
    names = {str(item["name"]): item for item in (found or items)}
    nearest = difflib.get_close_matches(wanted, names, NEAREST_MAX, cutoff=0.0)
    told = "、".join(f"{name}（{names[name][id]}）" for name in nearest)
    raise NotClear(f"{ja}「{named}」がはっきりしません。近いもの: {told} / which {en}? nearest: {told}")
