"""What lists and timers of small help read: requests and offers, who has a place in them, and whose words are kept."""

from datetime import date, datetime

from services.matching.domain.carried import RecordCarried
from services.matching.domain.helping.events import (
    AnswerAccepted,
    AnswerEnded,
    CompanionGone,
    HelpAsked,
    HelperEnded,
    HelpKind,
    HelpReleased,
    HelpSettled,
    Outcome,
    PlaceTaken,
)
from services.matching.domain.helping.request import HELD, HelpRequest
from services.matching.domain.person import Person
from services.matching.domain.recommending.wish_events import WishMade, WishOf, WishWithdrawn
from shared.contracts.base import Areas
from shared.contracts.matching import ConsultationChannel
from shared.events import Event
from shared.journal import Row


class HelpRow(Row):
    """A request or an offer. ``due_at`` arms the timer that tells a named owner, and ends it in the end."""

    kind = "help-request"
    columns = ("person_id", "group_id", "status", "asked_at", "code")

    help_kind: HelpKind
    category: str
    person_id: str
    group_id: str | None = None
    areas: Areas = {}
    times: tuple[str, ...] = ()
    minutes: int
    places: int
    free: int
    until: date
    asked_at: datetime
    document_id: str | None = None
    companion: bool = False
    status: str
    outcome: Outcome | None = None
    owner_id: str | None = None
    taken_by: tuple[str, ...] = ()
    channel: ConsultationChannel = "web"
    code: str = ""


class AnswerRow(Row):
    """Somebody's place in a request. Closed when it has ended, in whichever way; a new tap opens it again."""

    kind = "help-answer"
    columns = ("request_id", "person_id", "companion_id")

    request_id: str
    person_id: str
    status: str
    companion_id: str | None = None
    people: int = 1


class WishRow(Row):
    """What interests somebody. Closed when they took it back, or are gone."""

    kind = "wish"
    columns = ("person_id", "of")

    person_id: str
    of: WishOf
    target_id: str


class HelpWordsRow(Row):
    """Says that a document of the vault is referred to. Closed when its request has ended."""

    kind = "help-words"

    request_id: str


HELP_ROWS: tuple[type[Row], ...] = (HelpRow, AnswerRow, HelpWordsRow, WishRow)


def answer_row_id(request_id: str, person_id: str) -> str:
    """The id of the row of somebody's place."""
    return f"{request_id}/{person_id}"


def of_help_request(request: HelpRequest, event: Event) -> list[Row]:
    """The rows that an event of a request makes or changes."""
    asking = request.asking
    if asking is None:
        return []
    rows: list[Row] = [
        HelpRow(
            id=request.stream_key,
            closed=request.status == "closed",
            due_at=request.due_at,
            help_kind=asking.kind,
            free=max(0, request.free),
            until=request.until or asking.until,
            status=request.status,
            outcome=request.outcome,
            owner_id=request.owner_id,
            taken_by=tuple(id for id, answer in request.answers.items() if answer.status in HELD),
            **asking.model_dump(
                include={"category", "person_id", "group_id", "areas", "times", "minutes", "places", "asked_at"}
                | {"document_id", "companion", "channel", "code"}
            ),
        )
    ]
    if isinstance(event, (PlaceTaken, AnswerAccepted, AnswerEnded, CompanionGone, HelpSettled)):
        rows.append(_answer(request, event))
    return rows


def of_helping(person: Person, event: Event) -> list[Row]:
    """The rows of words and wishes that an event of a person's record makes or changes."""
    id = person.stream_key
    match event:
        case HelpAsked() if event.asking.document_id:
            return [HelpWordsRow(id=event.asking.document_id, request_id=event.asking.request_id)]
        case HelpReleased() if event.document_id:
            return [HelpWordsRow(id=event.document_id, request_id=event.request_id, closed=True)]
        case WishMade():
            return [_wish(id, event.of, event.target_id)]
        case WishWithdrawn():
            return [_wish(id, event.of, event.target_id, closed=True)]
        case HelperEnded():
            words = (HelpWordsRow(id=document, request_id="", closed=True) for document in event.document_ids)
            return [*words, *(_wish(id, of, target, closed=True) for of, target in event.wishes)]
        case RecordCarried():
            words = (HelpWordsRow(id=document, request_id=to) for to, document in event.asked.items() if document)
            return [*words, *(_wish(id, of, target) for of, target in event.wishes)]
    return []


def _wish(person_id: str, of: str, target_id: str, *, closed: bool = False) -> WishRow:
    said = {"person_id": person_id, "of": of, "target_id": target_id}
    return WishRow.model_validate({"id": f"{person_id}/{of}/{target_id}", "closed": closed, **said})


def _answer(
    request: HelpRequest, event: PlaceTaken | AnswerAccepted | AnswerEnded | CompanionGone | HelpSettled
) -> AnswerRow:
    answer = request.answers.get(event.person_id)
    status = answer.status if answer else event.how if isinstance(event, AnswerEnded) else "ended"
    return AnswerRow(
        id=answer_row_id(event.request_id, event.person_id),
        closed=status not in HELD,
        request_id=event.request_id,
        person_id=event.person_id,
        status=status,
        companion_id=answer.companion_id if answer else None,
        people=answer.people if answer else 1,
    )
