"""What a decision of the past knew of who asked, as the rules ask for it."""

from datetime import date, datetime
from functools import lru_cache

from services.booking.domain.terms import DecidedBy
from services.booking.rulebook.asking import Facts, Grant, Party
from shared.clock import fiscal_year, tokyo_date


def facts_of(by: DecidedBy, at: datetime, day: date) -> Facts:
    """What a decision knew, as the rules ask for it. An age is known as a band only, and not told to them."""
    return _facts(
        by.party, by.members, by.eligible, by.claimed, by.accredited, by.categories,
        tokyo_date(at) if by.registered else None, by.reductions, day if by.reductions else None,
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def _facts(
    party: Party, members: int, eligible: int, claimed: tuple[int, int] | None, accredited: bool,
    categories: tuple[str, ...], registered_until: date | None, reductions: tuple[str, ...], day: date | None,
) -> Facts:  # fmt: skip
    """Made once for all who are alike: a year has far more requests than kinds of parties."""
    grants: list[Grant] = []
    if day is not None:
        year = fiscal_year(day)
        filed_on = date(year - 1, 4, 1)
        grants += (Grant(reduction=id, fiscal_year=year, filed_on=filed_on) for id in reductions)
        grants += (Grant(reduction=id, day=day, filed_on=filed_on) for id in reductions)
    return Facts(
        party=party,
        members=members,
        eligible=eligible,
        claimed=claimed,
        accredited=accredited,
        categories=frozenset(categories),
        registered_until=registered_until,
        grants=tuple(grants),
    )
