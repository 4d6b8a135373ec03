"""One consent of a guardian with an account: a code that waits, the yes of an adult, and its end. Told once each."""

from datetime import datetime
from typing import Literal

from services.matching.domain.guarding.events import (
    ConsentEnd,
    GuardianAsked,
    GuardianConsentEnded,
    GuardianConsentOpened,
    GuardianConsentRefused,
    GuardianConsentSaid,
    WardTaken,
)
from services.matching.domain.helping.told import end_of
from shared.contracts.matching_guardians import GuardianAgreed, GuardianEnded
from shared.events import Event
from shared.journal import State

ConsentStatus = Literal["none", "asked", "said", "ended"]
TOLD_ENDS: tuple[ConsentEnd, ...] = ("revoked", "expired", "left")
"""Ends of which the young person is told."""


class GuardianConsent(State):
    """The stream ``guardian-consent/<id>``."""

    kind = "guardian-consent"

    status: ConsentStatus = "none"
    how: ConsentEnd | None = None
    ward_id: str = ""
    guardian_id: str = ""
    lookup: str = ""
    due_at: datetime | None = None
    """When the code opens nothing any more; of a consent the end of its last day."""

    def open(self, asked: GuardianAsked) -> list[Event]:
        """Step of a saga: a code waits."""
        if self.status != "none":
            return []
        fields = asked.model_dump(include={"consent_id", "lookup", "expires_at"})
        return [GuardianConsentOpened(ward_id=asked.person_id, **fields)]

    def agree(self, said: WardTaken, now: datetime) -> list[Event]:
        """Step of a saga: an adult said yes. One code, one consent."""
        if self.status == "said" and self.guardian_id == said.guardian_id:
            return []
        if self.status != "asked" or said.ward_id != self.ward_id or said.guardian_id == self.ward_id:
            return [self._refused(said, "over")]
        if self.due_at is not None and now >= self.due_at:
            return [self._refused(said, "late")]
        return [
            GuardianConsentSaid.model_validate(said.model_dump()),
            GuardianAgreed(request_id=self.stream_key, person_id=self.ward_id, expires_at=end_of(said.valid_until)),
        ]

    def end(self, how: ConsentEnd, ward_id: str = "") -> list[Event]:
        """It holds no longer; nothing when it had ended. ``ward_id``: of one that a coordinator had recorded."""
        if self.status == "ended":
            return []
        ward_id = self.ward_id or ward_id
        ended = GuardianConsentEnded(consent_id=self.stream_key, ward_id=ward_id, guardian_id=self.guardian_id, how=how)
        if self.status == "asked" or how not in TOLD_ENDS:
            return [ended]
        told = GuardianEnded.model_validate({"request_id": self.stream_key, "person_id": ward_id, "reason": how})
        return [ended, told]

    def pass_day(self, now: datetime) -> list[Event]:
        """The clock: a code that nobody used, or the last day of a consent, has passed."""
        if self.due_at is None or now < self.due_at:
            return []
        return self.end("lapsed" if self.status == "asked" else "expired")

    def _refused(self, said: WardTaken, reason: Literal["over", "late"]) -> GuardianConsentRefused:
        return GuardianConsentRefused(consent_id=self.stream_key, guardian_id=said.guardian_id, reason=reason)

    def apply(self, event: Event) -> None:
        match event:
            case GuardianConsentOpened():
                self.status, self.ward_id, self.lookup = "asked", event.ward_id, event.lookup
                self.due_at = event.expires_at
            case GuardianConsentSaid():
                self.status, self.guardian_id = "said", event.guardian_id
                self.due_at = end_of(event.valid_until)
            case GuardianConsentEnded():
                self.status, self.how, self.due_at = "ended", event.how, None
                self.ward_id = event.ward_id
