"""What lists and timers of introductions read: introductions, their words, and follow-ups."""

from datetime import datetime

from services.matching.domain.events import DeadlinePassed, IntroductionForgone
from services.matching.domain.groups.standing_events import IntroductionGroupNoted
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.follow_up import Status as FollowUpStatus
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.introducing.meeting_events import (
    FollowUpAnswer,
    FollowUpAnswered,
    FollowUpEnded,
    IntroductionReasonsDropped,
    MeetingArranged,
    MeetingPlaceLetGo,
)
from services.matching.domain.introducing.record import Status
from shared.contracts.matching import IntroductionProposed
from shared.events import Event
from shared.journal import Row


class IntroductionRow(Row):
    """An introduction with who has it. ``due_at`` arms the timer that hands it over."""

    kind = "introduction"
    columns = ("group_id", "person_id", "coordinator_id", "asked_at")

    group_id: str
    person_id: str
    coordinator_id: str
    status: Status
    asked_at: datetime
    message_id: str
    reasons: tuple[str, ...] = ()
    at_desk: bool = False
    escalations: int = 0
    meeting_at: datetime | None = None
    facility_id: str | None = None
    booking_id: str | None = None
    place_id: str | None = None
    wished: bool = False
    words: str | None = None
    declined_for: str | None = None
    group_number: int = 0
    suggested: str | None = None


class MessageRow(Row):
    """Says that a document of the vault is referred to. Closed when what it is about has ended."""

    kind = "message"

    introduction_id: str


class FollowUpRow(Row):
    """A follow-up, by the id of its introduction, with who has it. ``due_at`` arms its timer."""

    kind = "follow-up"
    columns = ("person_id", "coordinator_id", "group_id")

    group_id: str
    person_id: str
    coordinator_id: str
    status: FollowUpStatus
    answer: FollowUpAnswer | None = None
    document_id: str | None = None


SHOWN = (
    IntroductionProposed, DeadlinePassed, IntroductionForgone, MeetingPlaceLetGo, IntroductionReasonsDropped,
    IntroductionGroupNoted,
)  # fmt: skip


def of_introduction(introduction: Introduction, event: Event) -> list[Row]:
    """The rows that an event of an introduction makes or changes."""
    rows = list[Row]()
    if isinstance(event, MeetingArranged) and event.meeting.document_id:
        rows.append(MessageRow(id=event.meeting.document_id, introduction_id=event.introduction_id))
    if isinstance(event, MeetingPlaceLetGo):
        rows.append(MessageRow(id=event.document_id, introduction_id=event.introduction_id, closed=True))
    asking = introduction.asking
    if asking is None or not isinstance(event, SHOWN):
        return rows
    meeting = introduction.meeting
    row = IntroductionRow(
        id=introduction.stream_key,
        closed=introduction.over,
        due_at=introduction.due_at,
        group_id=asking.group_id,
        person_id=asking.person_id,
        coordinator_id=introduction.coordinator_id,
        status=introduction.status,
        asked_at=asking.asked_at,
        message_id=asking.message_id,
        reasons=asking.reasons,
        at_desk=introduction.at_desk,
        escalations=introduction.turn,
        meeting_at=meeting.starts_at if meeting else None,
        facility_id=meeting.facility_id if meeting else None,
        booking_id=meeting.booking_id if meeting else None,
        place_id=meeting.document_id if meeting else None,
        wished=introduction.wished,
        words=introduction.words,
        declined_for=introduction.declined_for or None,
        group_number=introduction.group_number,
        suggested=introduction.suggested or None,
    )
    return [*rows, row]


def of_follow_up(found: FollowUp, event: Event) -> list[Row]:
    """The rows that an event of a follow-up makes or changes."""
    rows = list[Row]()
    if isinstance(event, FollowUpAnswered) and event.document_id:
        rows.append(MessageRow(id=event.document_id, introduction_id=event.introduction_id))
    if isinstance(event, FollowUpEnded) and event.document_id:
        rows.append(MessageRow(id=event.document_id, introduction_id=event.introduction_id, closed=True))
    if found.followed is None:
        return rows
    row = FollowUpRow(
        id=found.stream_key,
        closed=found.over,
        due_at=found.due_at,
        group_id=found.followed.group_id,
        person_id=found.followed.person_id,
        coordinator_id=found.coordinator_id,
        status=found.status,
        answer=found.answer,
        document_id=found.document_id,
    )
    return [*rows, row]
