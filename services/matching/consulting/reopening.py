"""A worry that is taken up again: who may, how it looked before, and what it means that it had changed by then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.matching.consulting.refusals import ConsultationOver, ReopenedTooOften, StillOpen
from services.matching.consulting.rows import ConsultationRow
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import ConsultationTakenUp, TakingUpRefused, Terms
from services.matching.domain.person import REOPENED_MAX
from services.matching.permissions import Relation, may, relations
from shared.errors import NotYet, Refusal
from shared.events import Event
from shared.web import Caller, NotFound

STRONGEST: tuple[Relation, ...] = ("self", "assigned", "desk-owner")
"""As what a step is recorded when somebody is several things."""

Decide = Callable[[Consultation, frozenset[Relation], str], Sequence[Event]]
"""What is decided of a consultation by somebody who is these things to it, and as which it is recorded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a consultation looked: what was against taking it up, and what is to be recorded of it."""

    objection: Refusal | NotYet | None
    taken_up: ConsultationTakenUp
    terms: Terms


def standing(
    found: Consultation, row: ConsultationRow, owner: str | None, by: Caller
) -> tuple[frozenset[Relation], str]:
    """What somebody is to a consultation, and as what a step of theirs is recorded. Raises ``NotFound``."""
    held = relations(by, person_id=row.person_id, coordinator_id=found.coordinator_id, desk_owner_id=owner)
    relation = next((each for each in STRONGEST if each in held), None)
    if relation is None and not may("see-consultation", held):
        raise NotFound(what="consultation")
    return held, relation or "staff"


def looked_at(found: Consultation, row: ConsultationRow, owner: str | None, by: Caller, reopen: Decide) -> Seen:
    """What ``reopen`` would say. It counts where the person's record is written: a repeat gets its first answer."""
    assert found.asking is not None, "a row is of a consultation that was brought"
    objection: Refusal | NotYet | None = None
    relation = "staff"
    try:
        held, relation = standing(found, row, owner, by)
        reopen(found, held, relation)
    except (Refusal, NotYet) as refusal:
        objection = refusal
    taken_up = ConsultationTakenUp(
        consultation_id=row.id,
        number=found.numbered,
        over=found.over,
        by=by.person_id,
        relation=relation,
    )
    return Seen(objection, taken_up, found.asking.terms)


def refusal_of_end(refused: TakingUpRefused, terms: Terms) -> Refusal:
    """The end of a saga that came too late, as the refusal that the look before it would have given."""
    if refused.reason == "cannot-reopen":
        return ReopenedTooOften(days=terms.reopen_days, times=REOPENED_MAX)
    kind = StillOpen if refused.reason == "still-open" else ConsultationOver
    return kind(consultation_id=refused.consultation_id)
