"""Consultations made up for tests of what is decided about them."""

from datetime import UTC, datetime

from services.matching.domain.consulting.events import Consulting, Terms, Turn
from shared.clock import TOKYO

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 17, 15, tzinfo=TOKYO)
TERMS = Terms(days=3, referral_days=2, escalation_days=2, silent_days=14, reopen_days=30, closes_at="17:15")
SATO = {"by": "sato", "relation": "assigned"}
HANA = {"by": "hana", "relation": "self"}


def asking(name="k1", person_id="hana"):
    return Consulting(
        consultation_id=name, person_id=person_id, document_id=f"d-{name}", asked_at=NOW, channel="web", terms=TERMS
    )


def a_turn(number=0, **more):
    return Turn(**{"number": number, "why": "opened", "desk": "life", "due_at": DUE, **more})


def fold(state, events):
    for event in events:
        state.apply(event)
