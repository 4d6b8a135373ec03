"""What figures of the ladder read: a row a person, emptied and closed when consent is withdrawn or they are erased."""

from services.matching.domain.carried import RecordCarried
from services.matching.domain.events import MatchingConsentChanged, PersonForgotten, PersonHeard
from services.matching.domain.ladder.events import AttendanceVoided, DeedNoted, InterestNoted
from services.matching.domain.ladder.ladder import Record
from services.matching.domain.person import Person
from shared.events import Event
from shared.journal import Row

CHANGING = (
    *(PersonHeard, MatchingConsentChanged, PersonForgotten, RecordCarried),
    *(InterestNoted, DeedNoted, AttendanceVoided),
)


class LadderRow(Row):
    """One person's deeds, areas and age band. Read by figures alone, never by a list."""

    kind = "record"

    record: Record = Record()


def of_ladder(person: Person, event: Event) -> list[Row]:
    """The row of a person's deeds, when an event changes them."""
    if not isinstance(event, CHANGING):
        return []
    return [LadderRow(id=person.stream_key, record=person.record, closed=not person.takes)]
