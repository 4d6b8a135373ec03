"""What lists and timers of consultations read: rows of consultations, of their words, and of desks with an owner."""

from datetime import datetime

from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import (
    ConsultationAsked,
    ConsultationClosed,
    ConsultationEnded,
    ConsultationForgone,
    ConsultationTaken,
    ConsultationTurned,
    DeskOwnerSet,
    StepRecorded,
)
from services.matching.domain.consulting.passing import Passed, Proposal
from services.matching.domain.consulting.record import Held, Status
from services.matching.domain.events import PersonForgotten
from shared.contracts.base import Areas
from shared.contracts.matching import ConsultationChannel, ConsultationOpened, WordGiven
from shared.events import Event
from shared.journal import Row


class ConsultationRow(Row):
    """A consultation with who has it. ``due_at`` arms the timer; ``promised_at`` is what the person was told."""

    kind = "consultation"
    columns = ("person_id", "coordinator_id", "desk", "asked_at", "code")

    person_id: str | None
    coordinator_id: str
    desk: str
    status: Status
    channel: ConsultationChannel
    way: str | None = None
    areas: Areas = {}
    asked_at: datetime
    promised_at: datetime | None
    document_id: str
    answers: tuple[str, ...] = ()
    supported_by: str | None = None
    counted: bool = True
    escalated: bool = False
    referrals: int = 0
    reopened: int = 0
    word: WordGiven | None = None
    history: tuple[Held, ...] = ()
    code: str | None = None
    proposal: Proposal | None = None
    withheld: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()


class ReferralRow(Row):
    """Under the id of a consultation: another desk was proposed. Closed when that is settled; arms its own timer."""

    kind = "referral"


class ConsultationWordsRow(Row):
    """Says that a document of the vault is referred to. Closed when its consultation is over for good."""

    kind = "consultation-words"

    consultation_id: str


class DeskOwnerRow(Row):
    """Who owns one desk; closed when it is the city's desk owner again."""

    kind = "desk-owner"

    owner_id: str


CONSULTATION_ROWS: tuple[type[Row], ...] = (ConsultationRow, ConsultationWordsRow, DeskOwnerRow, ReferralRow)


def of_consultation(consultation: Consultation, event: Event) -> list[Row]:
    """The rows that an event on a consultation's own stream makes or changes."""
    asking, rows = consultation.asking, list[Row]()
    if asking is None:
        return []
    if asking.person_id is None and isinstance(event, (ConsultationAsked, ConsultationClosed, ConsultationForgone)):
        rows.append(_words(asking.document_id, asking.consultation_id, closed=consultation.closed))
    if isinstance(event, StepRecorded) and event.document_id:
        rows.append(_words(event.document_id, asking.consultation_id))
    if isinstance(event, (ConsultationClosed, ConsultationForgone)):
        rows.extend(_words(id, asking.consultation_id, closed=True) for id in consultation.answers)
    if consultation.proposals:
        proposal = consultation.proposal
        due_at = proposal.wakes_at if proposal else None
        rows.append(ReferralRow(id=consultation.stream_key, closed=proposal is None, due_at=due_at))
    changes = (ConsultationTaken, ConsultationTurned, ConsultationOpened, ConsultationForgone, ConsultationClosed)
    if isinstance(event, changes) and consultation.coordinator_id:
        rows.append(
            ConsultationRow(
                id=consultation.stream_key,
                closed=consultation.closed,
                due_at=consultation.wakes_at,
                person_id=asking.person_id,
                coordinator_id=consultation.coordinator_id,
                desk=consultation.desk,
                status=consultation.status,
                channel=asking.channel,
                way=asking.way,
                areas=asking.areas,
                asked_at=asking.asked_at,
                promised_at=consultation.due_at,
                document_id=asking.document_id,
                answers=consultation.answers,
                supported_by=consultation.supported_by,
                counted=consultation.counted,
                escalated=consultation.escalated,
                referrals=consultation.referrals,
                reopened=consultation.reopened,
                word=consultation.word,
                history=consultation.history,
                code=asking.code,
                proposal=consultation.proposal,
                withheld=consultation.withheld,
                passed=consultation.passed,
            )
        )
    return rows


def words_of_person(event: Event) -> list[Row]:
    """The rows of words that an event on a person's stream makes or changes."""
    match event:
        case ConsultationAsked():
            return [_words(event.asking.document_id, event.asking.consultation_id)]
        case ConsultationEnded():
            return [_words(event.document_id, event.consultation_id, closed=True)]
        case PersonForgotten():
            kept = zip(event.document_ids, event.consultation_ids, strict=True)
            return [_words(document_id, id, closed=True) for document_id, id in kept]
    return []


def of_desk_owner(event: DeskOwnerSet) -> Row:
    """The row of a desk's owner."""
    return DeskOwnerRow(id=event.desk, owner_id=event.owner_id or "", closed=event.owner_id is None)


def _words(document_id: str, consultation_id: str, *, closed: bool = False) -> ConsultationWordsRow:
    return ConsultationWordsRow(id=document_id, consultation_id=consultation_id, closed=closed)
