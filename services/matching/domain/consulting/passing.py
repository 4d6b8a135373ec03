"""What a consultation keeps of a proposed referral, and the list of all hands that it went through. Pure folds."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.consulting.events import ConsultationForgone, ConsultationTaken
from services.matching.domain.consulting.referral_events import (
    Carried,
    ReferralAgreed,
    ReferralDeclined,
    ReferralLapsed,
    ReferralProposed,
    ReferralReceived,
    ReferralStep,
    ReferralUnconfirmed,
    ReferralWhy,
    ReferralWithdrawn,
)
from shared.contracts.matching import ConsultationAnswered, ConsultationResolved
from shared.events import Event

PassedAs = Literal[
    "opened", "referred", "escalated", "handed-on", "reopened",
    "proposed", "agreed", "declined", "lapsed", "withdrawn", "unconfirmed", "received",
]  # fmt: skip
STEPS: dict[type[ReferralStep], PassedAs] = {
    ReferralProposed: "proposed",
    ReferralAgreed: "agreed",
    ReferralDeclined: "declined",
    ReferralLapsed: "lapsed",
    ReferralWithdrawn: "withdrawn",
    ReferralUnconfirmed: "unconfirmed",
    ReferralReceived: "received",
}


class Proposal(BaseModel):
    """Another desk is to have it. ``wakes_at``: when the clock does something; ``agreed``: the person said yes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    desk: str
    general: bool = False
    to_body: bool = False
    why: ReferralWhy
    carries: tuple[Carried, ...]
    by: str
    until: AwareDatetime
    agreed: bool = False
    confirm_by: AwareDatetime | None = None
    wakes_at: AwareDatetime | None = None


class Passed(BaseModel):
    """One line of the list: what happened, by whose hand (``by``), as what; who has it from then on; at which desk.

    ``desk``: of a hand, where it is; of a proposal, where it is to go. ``why``: the proposal's code.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    what: PassedAs
    at: AwareDatetime
    desk: str
    coordinator_id: str | None = None
    by: str | None = None
    relation: str | None = None
    word: str | None = None
    why: ReferralWhy | None = None


def passed_by(event: Event, desk: str) -> tuple[Passed, ...]:
    """The line that an event adds, if it adds one. ``desk``: where the consultation is."""
    if isinstance(event, ConsultationTaken):
        return (
            Passed(what=event.turn.why, at=event.at, desk=event.turn.desk or desk, coordinator_id=event.coordinator_id),
        )
    if isinstance(event, ReferralStep):
        word = event.word if isinstance(event, (ReferralAgreed, ReferralDeclined)) else None
        why = event.why if isinstance(event, ReferralProposed) else None
        what = STEPS[type(event)]
        step = Passed(what=what, at=event.at, desk=event.desk, by=event.by, relation=event.relation, word=word, why=why)
        return (step,)
    return ()


def proposal_after(proposal: Proposal | None, event: Event) -> Proposal | None:
    """How a proposal stands after an event; nothing is left of one that is answered with no, over or carried out."""
    match event:
        case ReferralProposed():
            same = ("number", "desk", "general", "to_body", "why", "carries", "by", "until")
            return Proposal(**event.model_dump(include=set(same)), wakes_at=event.until)
        case ReferralAgreed() if proposal is not None:
            answered = {"agreed": True, "confirm_by": event.confirm_by, "wakes_at": event.confirm_by}
            return proposal.model_copy(update=answered)
        case ReferralUnconfirmed() if proposal is not None:
            return proposal.model_copy(update={"wakes_at": None})
        case ReferralDeclined() | ReferralLapsed() | ReferralWithdrawn() | ReferralReceived():
            return None
        case ConsultationAnswered() | ConsultationResolved() | ConsultationForgone():
            return None
        case ConsultationTaken() if event.turn.why == "referred":
            return None
    return proposal
