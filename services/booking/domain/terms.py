"""The terms of a wish that the rules allow: what is due, and what is still to be counted where it is exact.

Rules are asked once, outside any stream; what rivals can change meanwhile (caps) is counted by the streams themselves.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class DayCap(_Part):
    """A cap that lies within one facility-day and is counted there: ``minutes`` more for ``party``, of ``limit``."""

    rule_id: str
    party: str
    """The key under which it counts, a group or a person alone: see ``domain.wish.party_of``."""
    minutes: int
    limit: int


class PeriodCap(_Part):
    """A cap over a longer time or more houses, counted in the quota of ``party`` and ``period``."""

    rule_id: str
    party: str
    period: str
    """What the quota's stream is called: ``2026-12`` for a month."""
    amount: int
    limit: int


class Party(_Part):
    """On whose behalf a wish is made, as far as is known here.

    ``members`` is the number of members that a group is known to have at least; ``None`` for a person alone.
    """

    resident: bool
    members: int | None = None


class Terms(_Part):
    """What holds for one booking. ``fee`` in yen."""

    fee: int
    pay_by: datetime | None = None
    """Until when the fee is to be paid, where the rules say so."""
    lapses: bool = False
    """Whether the booking is given up when the fee is not paid until then."""
    day_caps: tuple[DayCap, ...] = ()
    period_caps: tuple[PeriodCap, ...] = ()
