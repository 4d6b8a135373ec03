"""The private events of a referral that is proposed: what the person is asked, what they say, what becomes of it.

Why, and which of the kept words would go along, are codes; no words are in any of them.
"""

from typing import Literal

from pydantic import AwareDatetime

from shared.events import Event

ReferralWhy = Literal["knows-more", "in-charge", "language", "nearer", "asked-for"]
Carried = Literal["worry", "answers"]
"""What of the kept words goes along: the worry (with its category), and what the person was told so far."""
Word = Literal["person", "recorded"]


class ReferralStep(Event):
    """Something that happens to proposal ``number`` of a consultation, that ``desk`` is to have it."""

    type = "referral-step.v1"

    consultation_id: str
    number: int
    desk: str
    at: AwareDatetime
    by: str = "clock"
    relation: str = "clock"


class ReferralProposed(ReferralStep):
    """Who has it proposes another desk; the person is asked until ``until``. ``to_body``: it is another body's."""

    type = "referral-proposed.v1"

    why: ReferralWhy
    carries: tuple[Carried, ...]
    general: bool = False
    to_body: bool = False
    until: AwareDatetime


class ReferralAgreed(ReferralStep):
    """The person's yes. ``confirm_by``: until when another body is to confirm that it has it."""

    type = "referral-agreed.v1"

    word: Word
    confirm_by: AwareDatetime | None = None


class ReferralDeclined(ReferralStep):
    """The person's no: it stays where it was."""

    type = "referral-declined.v1"

    word: Word


class ReferralLapsed(ReferralStep):
    """The person said nothing in time: it stays where it was."""

    type = "referral-lapsed.v1"


class ReferralWithdrawn(ReferralStep):
    """Who has it takes the proposal back."""

    type = "referral-withdrawn.v1"


class ReferralUnconfirmed(ReferralStep):
    """The other body has not confirmed in time. Noted once; it stays with who has it, and may be confirmed later."""

    type = "referral-unconfirmed.v1"


class ReferralReceived(ReferralStep):
    """The other body has it. The person is asked until ``until`` whether all is well."""

    type = "referral-received.v1"

    until: AwareDatetime


EVENTS: tuple[type[Event], ...] = (
    ReferralProposed, ReferralAgreed, ReferralDeclined, ReferralLapsed, ReferralWithdrawn, ReferralUnconfirmed,
    ReferralReceived,
)  # fmt: skip
