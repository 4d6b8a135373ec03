"""The terms of a wish that the rules allow: what is due, and what is still to be counted where it is exact.

Rules are asked once, outside any stream; what rivals can change meanwhile (caps) is counted by the streams themselves.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from services.booking.domain.counting import Counting, Frozen, Short
from services.booking.rulebook.asking import Facts
from shared.contracts.base import Instant

HELD_NOW = "held"
"""The period of a quota of holds: they count while they stand, whatever day they are for."""
AGE_BANDS = ((15, "0-14"), (18, "15-17"), (40, "18-39"), (65, "40-64"), (75, "65-74"), (200, "75+"))


class Party(Frozen):
    """On whose behalf a wish is made, as far as is known here.

    ``members`` is the number of members that a group is known to have at least; ``None`` for a person alone.
    ``known`` are all the facts, where more is on record.
    """

    resident: bool
    members: int | None = None
    known: Facts | None = None

    @property
    def facts(self) -> Facts:
        """What the rules are told."""
        if self.known is not None:
            return self.known
        if self.members is None:
            return PERSONS[self.resident]
        return Facts(party="group", members=self.members)


PERSONS = {resident: Facts(party="person", eligible=int(resident)) for resident in (False, True)}


class DayCap(Counting):
    """A cap that lies within one facility-day and is counted there."""

    party: str
    """The key under which it counts, a group or a person alone: see ``domain.wish.party_of``."""
    minutes: int = 0
    """How long the wish is."""


class PeriodCap(Counting):
    """A cap over a longer time or more houses, counted in the quota of ``party`` and ``period``."""

    party: str
    period: str
    """What the quota's stream is called: ``2026-12`` for a month."""
    amount: int = 1
    """What the wish alone counts."""

    @property
    def quota(self) -> str:
        """The key of the quota's stream."""
        return f"{self.party}/{self.period}"


class DecidedBy(Short):
    """What a decision knew, for asking other rules the same question later: nobody's name, birth date or age.

    What is not known, or not so, is not written.
    """

    party: Literal["person", "group"] = "person"
    members: int = 0
    eligible: int = 0
    claimed_members: int = 0
    claimed_eligible: int = 0
    """The same of a member list that the city had not seen, if there was one: it has a member at least."""
    accredited: bool = False
    registered: bool = False
    """Whether a registration was valid on that day."""
    categories: tuple[str, ...] = ()
    reductions: tuple[str, ...] = ()
    """Granted for the fiscal year of the use."""
    age: str = ""
    """Of a person alone, a band of years: ``65-74``."""
    rules: str = ""
    """The rules' town and the digest of their file: ``komorebi@1f0c…``."""
    marks: tuple[str, ...] = ()
    """What the use is, as it was asked for: may say what somebody believes, so it stands in private events only."""
    adult: bool = False
    """Whether a responsible adult was named."""

    @property
    def claimed(self) -> tuple[int, int] | None:
        """As the rules ask for it."""
        return (self.claimed_members, self.claimed_eligible) if self.claimed_members else None

    @cached_property
    def short(self) -> dict[str, Any]:
        """As it is written into events."""
        return self.model_dump(mode="json")


class Terms(Short):
    """What holds for one booking. ``fee`` in yen."""

    fee: int
    day_caps: tuple[DayCap, ...] = ()
    period_caps: tuple[PeriodCap, ...] = ()
    quotas: tuple[str, ...] = ()
    """The keys of the quotas that it counts in, in the order in which they are reserved."""
    pay_by: datetime | None = None
    lapses: bool = False
    """Whether the booking is given up when its fee is not paid until ``pay_by``."""
    hold_until: datetime | None = None
    cancel_until: datetime | None = None
    start_from: datetime | None = None
    start_by: datetime | None = None
    """By when the use must have begun; nothing where no rule asks for it."""
    equipment: dict[str, tuple[int, int]] = {}
    """How many of each are wanted, and how many there are."""
    asked_at: Instant | None = None
    approval: str = ""
    """The rule that asks for the approval of staff, if one does."""
    decided: DecidedBy | None = None
    kept: int = 0
    """The yen of the fee that come back no more, because the booking was changed too late: see ``giving_back``."""


def age_band(age: int | None) -> str:
    """The band of years that an age lies in; nothing where it is not known."""
    return "" if age is None else next(band for below, band in AGE_BANDS if age < below)
