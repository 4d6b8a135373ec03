"""The private events of a guardian's own consent: asked for by a code on paper, said by an adult, ended by either."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event

ConsentEnd = Literal["revoked", "expired", "lapsed", "replaced", "left", "gone"]
"""How it ended: the guardian's (or a coordinator's) no, its day, a code that nobody used, another consent in its place,
the guardian who has left, the young person who has."""
CodeRefusal = Literal["over", "late"]


class GuardianAsked(Event):
    """The young person's own record: a code for a guardian was made. ``lookup``: what the code is found by."""

    type = "guardian-asked.v1"

    consent_id: str
    person_id: str
    lookup: str
    expires_at: AwareDatetime
    by: str
    relation: str
    replaces: str = ""
    """The code that was open before: it opens nothing any more."""


class GuardianConsentOpened(Event):
    """A code waits for a guardian."""

    type = "guardian-consent-opened.v1"

    consent_id: str
    ward_id: str
    lookup: str
    expires_at: AwareDatetime


class WardTaken(Event):
    """The guardian's own record: an adult said yes with a code."""

    type = "ward-taken.v1"

    consent_id: str
    ward_id: str
    guardian_id: str
    said_on: date
    valid_until: date


class GuardianConsentSaid(Event):
    """The consent stands, until the end of ``valid_until``."""

    type = "guardian-consent-said.v1"

    consent_id: str
    ward_id: str
    guardian_id: str
    said_on: date
    valid_until: date


class GuardianConsentRefused(Event):
    """Somebody said yes with a code that opens nothing (any more)."""

    type = "guardian-consent-refused.v1"

    consent_id: str
    guardian_id: str
    reason: CodeRefusal


class GuardianNoted(Event):
    """The young person's own record: a guardian with an account agrees. ``replaces``: the consent of before."""

    type = "guardian-noted.v1"

    consent_id: str
    person_id: str
    guardian_id: str
    replaces: str = ""


class GuardianConsentEnded(Event):
    """The consent, or its code, holds no longer."""

    type = "guardian-consent-ended.v1"

    consent_id: str
    ward_id: str
    guardian_id: str
    how: ConsentEnd


class GuardianGone(Event):
    """The young person's own record: no guardian agrees any more. What rested on it ends elsewhere, by these ids.

    ``help``: requests and offers, each with the number of the tap. After a no they are introduced to nobody until a
    guardian agrees again.
    """

    type = "guardian-gone.v1"

    consent_id: str
    person_id: str
    how: ConsentEnd
    help: dict[str, int] = {}
    introduction_ids: tuple[str, ...] = ()
    visit_ids: tuple[str, ...] = ()


class GuardianUnwelcome(Event):
    """The young person was gone before a guardian's yes came."""

    type = "guardian-unwelcome.v1"

    consent_id: str
    person_id: str


class WardLeft(Event):
    """The guardian's own record: they are asked about somebody no more."""

    type = "ward-left.v1"

    consent_id: str
    person_id: str


class WardsLeft(Event):
    """A guardian was erased or takes back the consent to matching: what they agreed to for others ends."""

    type = "wards-left.v1"

    person_id: str
    consent_ids: tuple[str, ...]


EVENTS: tuple[type[Event], ...] = (
    GuardianAsked, GuardianConsentOpened, WardTaken, GuardianConsentSaid, GuardianConsentRefused, GuardianNoted,
    GuardianConsentEnded, GuardianGone, GuardianUnwelcome, WardLeft, WardsLeft,
)  # fmt: skip
