"""What matching tells of guardians' consents: to the young person alone, and never who the guardian is."""

from typing import Literal

from shared.contracts.base import GUARDIANS, Instant, PublicEvent


class GuardianAgreed(PublicEvent):
    """A guardian with an account agreed, until ``expires_at``. Told to the young person."""

    type = "guardian-agreed.v1"
    topic = GUARDIANS.name

    request_id: str
    person_id: str
    expires_at: Instant


class GuardianEnded(PublicEvent):
    """A guardian's consent holds no longer, and what rested on it has ended. Told to the young person."""

    type = "guardian-ended.v1"
    topic = GUARDIANS.name

    request_id: str
    person_id: str
    reason: Literal["revoked", "expired", "left"]


EVENTS = (GuardianAgreed, GuardianEnded)
