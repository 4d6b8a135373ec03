"""What follows for somebody's deeds from what their groups record of them. A table, as the other sagas are."""

from services.matching.domain.person import Person
from shared.clock import tokyo_date
from shared.contracts.matching import GroupJoined, GroupLeft, OfficerAppointed, OfficerRetired
from shared.journal import Following, Step, on_commit


def _joined(e: GroupJoined, following: Following) -> Step:
    day = tokyo_date(following.at)
    return Person.stream(e.person_id), lambda person: person.note_membership(e.group_id, day)


def _left(e: GroupLeft, following: Following) -> Step:
    day = tokyo_date(following.at)
    return Person.stream(e.person_id), lambda person: person.note_departure(e.group_id, day)


def _acts(e: OfficerAppointed, following: Following) -> Step:
    day = tokyo_date(following.at)
    return Person.stream(e.person_id), lambda person: person.climb("officer", e.group_id, day)


def _acts_no_more(e: OfficerRetired, following: Following) -> Step:
    day = tokyo_date(following.at)
    return Person.stream(e.person_id), lambda person: person.climb("officer-ended", e.group_id, day)


REACTIONS = (
    # somebody joins or leaves: a membership, with its day
    on_commit(GroupJoined, "note-membership", _joined),
    on_commit(GroupLeft, "note-departure", _left),
    on_commit(OfficerAppointed, "climb-by-office", _acts),
    on_commit(OfficerRetired, "climb-by-leaving-office", _acts_no_more),
)
