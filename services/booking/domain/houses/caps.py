"""Where caps are counted: within one facility-day, or in quotas by party and period. Pure.

A booking counts in the quota of every period that a cap of the file could count it in, whichever cap binds the booking
itself: a later one, in another house, must find it there.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from services.booking.domain.counting import By
from services.booking.domain.terms import HELD_NOW, DayCap, PeriodCap
from services.booking.domain.wish import Wish
from services.booking.rulebook.asking import Asked, Party
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.hold_limits import HoldLimit, hold_limits
from services.booking.rulebook.moments import Period
from services.booking.rulebook.places import Facility
from services.booking.rulebook.quick import Bound
from services.booking.rulebook.rule import KIND, TOWN
from shared.clock import fiscal_year

if TYPE_CHECKING:
    from services.booking.domain.houses.rules import HouseRules

PERIODS: tuple[Period, ...] = ("month", "day", "week", "fiscal-year")
"""In the order in which they are reserved."""
PERSON = "~"
"""What the quota of a person begins with: no group's id does."""


def channel_of(wish: Wish) -> By:
    """How the rules call the channel: what was won in a draw, or everything else."""
    return "draw" if wish.channel == "draw" else "direct"


def quota_party(wish: Wish) -> str:
    """Whose quota a wish counts in, as a part of the stream's name."""
    return wish.group_id or f"{PERSON}{wish.person_id}"


def period_key(period: Period, day: date) -> str:
    """The period that a day lies in: ``2026-12-02``, ``2026-W49``, ``2026-12``, ``FY2026``."""
    match period:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case _:
            return f"FY{fiscal_year(day)}"


def quota_keys(caps: Iterable[Cap], house: Facility, party: Party, channel: By) -> tuple[Period, ...]:
    """The periods by which a booking in this house counts somewhere else than in its facility-day."""
    wanted = {
        cap.per
        for cap in caps
        if cap.party == party and cap.channel in ("all", channel) and not is_local(cap) and _reaches(cap, house)
    }
    return tuple(period for period in PERIODS if period in wanted)


def is_local(cap: Cap) -> bool:
    """Whether one facility-day has all that it counts."""
    return cap.per == "day" and cap.over in ("room", "facility")


def _reaches(cap: Cap, house: Facility) -> bool:
    """Whether a use in this house may count for the cap: rather once too often, and never once too little."""
    if cap.over == "all":
        return True
    if cap.level == TOWN:
        return house.kind not in cap.except_kinds
    if cap.level == KIND:
        return house.kind in cap.kinds
    if cap.over == "kind":
        return True
    return house.id in cap.facilities or not {room.id for room in house.rooms}.isdisjoint(cap.rooms)


def day_cap(bound: Bound, rules: "HouseRules", wish: Wish) -> DayCap:
    """A cap for the facility-day to count."""
    return DayCap(party=wish.party, minutes=wish.minutes, **_counting(bound, rules, wish))


def period_cap(bound: Bound, rules: "HouseRules", wish: Wish) -> PeriodCap:
    """A cap for a quota to count."""
    return PeriodCap(
        party=quota_party(wish), period=period_key(bound.rule.per, wish.day), amount=bound.amount,
        **_counting(bound, rules, wish),
    )  # fmt: skip


def quota_of_holds(limits: Iterable[HoldLimit], wish: Wish) -> tuple[str, ...]:
    """The key of the quota that counts what a party holds, where any limit speaks of such parties."""
    kind: Party = "group" if wish.group_id else "person"
    return (f"{quota_party(wish)}/{HELD_NOW}",) if any(rule.party == kind for rule in limits) else ()


def hold_caps(wish: Wish, asked: Asked) -> tuple[PeriodCap, ...]:
    """The limits of a hold, for that quota to count."""
    return tuple(
        PeriodCap(party=quota_party(wish), period=HELD_NOW, rule_id=rule.id, limit=rule.limit)
        for rule in hold_limits(asked)
    )


def _counting(bound: Bound, rules: "HouseRules", wish: Wish) -> dict[str, Any]:
    rule = bound.rule
    made: dict[str, Any] = {"rule_id": rule.id, "limit": rule.limit, "counts": rule.counts, "channel": rule.channel}
    if rule.over == "room":
        made["rooms"] = tuple(sorted(rules.touched(wish.room_ids)))
    if rule.over == "rule":
        made["rooms"] = rule.rooms
    if rule.over in ("room", "facility") and not is_local(rule):
        made["facility_id"] = rules.house.id
    if rule.over == "kind":
        made["facility_kind"] = rules.house.kind
    slots = rules.slots(wish.room_ids, wish.day)
    if rule.counts == "slots" and slots:
        made["slot_minutes"] = slots.minutes
    if rule.counts == "bands" and slots:
        made["bands"] = tuple(band.span for band in slots.bands)
    if rule.counts == "rooms":
        made["own"] = rules.counted_as(wish.room_ids)
    return made
