"""What is read of guardians' consents: by the code, by whom it is about, by who gave it."""

from services.matching.domain.guarding.consent import ConsentStatus, GuardianConsent
from services.matching.domain.guarding.events import ConsentEnd
from shared.journal import Row, State


class GuardianConsentRow(Row):
    """A consent, or the code that asks for one. ``due_at`` arms the timer that ends it. Closed when it has ended."""

    kind = "guardian-consent"
    columns = ("ward_id", "guardian_id", "lookup")

    ward_id: str
    guardian_id: str = ""
    lookup: str = ""
    status: ConsentStatus
    how: ConsentEnd | None = None


def of_guardian(state: State) -> list[Row]:
    """The row of a consent as it stands."""
    if not isinstance(state, GuardianConsent) or state.status == "none":
        return []
    return [
        GuardianConsentRow(
            id=state.stream_key,
            closed=state.status == "ended",
            due_at=state.due_at,
            ward_id=state.ward_id,
            guardian_id=state.guardian_id,
            lookup=state.lookup,
            status=state.status,
            how=state.how,
        )
    ]
