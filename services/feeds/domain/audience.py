"""Who may hear what: which types are open, which restricted, and for which registered purposes those may be heard.

The list of purposes is published. A purpose names the topics that it needs; a subscription gets no others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.contracts import BY_TYPE, TOPICS
from shared.contracts.booking_co_hosts import CO_HOST_EVENTS
from shared.contracts.booking_money import MONEY_EVENTS
from shared.contracts.people import PersonErased

ERASURE = PersonErased.type
"""Whoever hears of persons hears also when one is to be forgotten: they delete what they hold under that pseudonym."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a neighbour may use restricted events for, in words, and the topics that this takes."""

    ja: str
    en: str
    topics: frozenset[str]
    without: frozenset[str] = frozenset()
    """Types of these topics that it does not take."""


MONEY_TYPES = frozenset(event.type for event in MONEY_EVENTS)
"""Who owes a fee, and who is late with it, is nobody's business who cleans a hall."""

CO_HOST_TYPES = frozenset(event.type for event in CO_HOST_EVENTS)
"""Whom a group asks to hold something together is between them; that they do is told by the activity itself."""

PURPOSES: Mapping[str, Purpose] = {
    "facility-operation": Purpose(
        "施設の管理・運営（鍵、清掃、案内）",
        "Running the venues: locks, cleaning, information boards",
        frozenset({"kyoso.bookings", "kyoso.registrations"}),
        without=MONEY_TYPES,
    ),
    "fee-accounting": Purpose(
        "施設使用料の会計",
        "Accounting of fees for rooms",
        frozenset({"kyoso.bookings"}),
    ),
    "community-support": Purpose(
        "地域活動の支援",
        "Support of community activities",
        frozenset({"kyoso.participations", "kyoso.applications", "kyoso.memberships", "kyoso.introductions",
                   "kyoso.suggestions", "kyoso.invitations", "kyoso.visits", "kyoso.accompaniments",
                   "kyoso.help"}),
    ),
    "points-accounting": Purpose(
        "地域ポイントの会計",
        "Accounting of local points",
        frozenset({"kyoso.points"}),
    ),
    "service-quality": Purpose(
        "お知らせが届いているかの確認",
        "Checking that messages arrive",
        frozenset({"kyoso.messages"}),
    ),
    "statistics": Purpose(
        "統計の作成",
        "Statistics",
        frozenset({"kyoso.people", "kyoso.bookings", "kyoso.participations", "kyoso.memberships",
                   "kyoso.introductions", "kyoso.consultations", "kyoso.appointments", "kyoso.team", "kyoso.help",
                   "kyoso.points"}),
        without=CO_HOST_TYPES,
    ),
}  # fmt: skip

OWN_TOPICS = frozenset({"kyoso.guardians"})
"""In no purpose: they say who is a minor, and whose. No system outside may hear them."""
OPEN_TYPES = frozenset(name for name, event in BY_TYPE.items() if TOPICS[event.topic].audience == "open")
RESTRICTED_TYPES = frozenset(BY_TYPE) - OPEN_TYPES


def topics_of(types: Iterable[str]) -> tuple[str, ...]:
    """The topics on which these types travel, in order."""
    return tuple(sorted({BY_TYPE[name].topic for name in types if name in BY_TYPE}))


def heard(types: Iterable[str]) -> frozenset[str]:
    """The types as they are delivered: with restricted ones comes the erasure of persons."""
    wanted = frozenset(types) & frozenset(BY_TYPE)
    return wanted | {ERASURE} if wanted & RESTRICTED_TYPES else wanted


def beyond(purpose: str, types: Iterable[str]) -> list[str]:
    """The restricted types among these that the purpose does not cover; none for no purpose but open types only."""
    covered = PURPOSES.get(purpose)
    restricted = set(types) & RESTRICTED_TYPES - {ERASURE}
    return sorted(
        name
        for name in restricted
        if covered is None or BY_TYPE[name].topic not in covered.topics or name in covered.without
    )
