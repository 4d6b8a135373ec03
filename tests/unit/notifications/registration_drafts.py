"""What is told of registrations and penalty points: the drafts of each template."""

from datetime import UTC, datetime

from services.notifications.domain import drafts
from shared.contracts.booking_registrations import (
    PenaltyRecorded,
    PenaltyWaived,
    RegistrationApproved,
    RegistrationEnded,
    RegistrationEnding,
    RegistrationRenewed,
    RegistrationResumed,
    RegistrationSuspended,
)

TEN = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
REGISTRATION = {"group_id": "g1", "person_id": "p1", "kind": "group", "until": MIDNIGHT}
PENALTY = {
    **REGISTRATION,
    "kind": "no-show",
    "booking_id": "b1",
    "amount": 2,
    "balance": 4,
    "limit": 5,
    "deadline": TEN,
}
REGISTRATION_DRAFTS = {
    "registration-approved": lambda _: drafts.of_registration(RegistrationApproved(**REGISTRATION)),
    "registration-renewed": lambda _: drafts.of_registration(RegistrationRenewed(**REGISTRATION)),
    "registration-ending": lambda _: drafts.of_registration(RegistrationEnding(**REGISTRATION)),
    "registration-resumed": lambda _: drafts.of_registration(RegistrationResumed(**REGISTRATION)),
    "registration-refused": lambda _: drafts.of_registration(RegistrationEnded(**REGISTRATION, reason="refused")),
    "registration-ended-with-group": lambda _: drafts.of_registration(
        RegistrationEnded(**REGISTRATION, reason="withdrawn", standing="ended")
    ),
    "registration-ended": lambda _: drafts.of_registration(RegistrationEnded(**REGISTRATION, reason="expired")),
    "registration-suspended": lambda _: drafts.of_registration(RegistrationSuspended(**REGISTRATION, reason="other")),
    "registration-suspended-points": lambda _: drafts.of_registration(
        RegistrationSuspended(**REGISTRATION, reason="points")
    ),
    "penalty-no-show": lambda _: drafts.of_penalty(PenaltyRecorded(**PENALTY)),
    "penalty-late-cancellation": lambda _: drafts.of_penalty(
        PenaltyRecorded(**{**PENALTY, "kind": "late-cancellation"})
    ),
    "penalty-misuse": lambda _: drafts.of_penalty(PenaltyRecorded(**{**PENALTY, "kind": "misuse"})),
    "penalty-waived": lambda _: drafts.of_penalty(PenaltyWaived(**PENALTY, reason="rain")),
}
