"""What follows for somebody's ladder from what matching itself records of them. A table, as the other sagas are."""

from services.matching.domain.events import InterestsDeclared, MatchingConsentChanged, PersonForgotten
from services.matching.domain.ladder import Ladder
from services.matching.domain.ladder_events import DeedKind
from shared.clock import tokyo_date
from shared.contracts.matching import GroupJoined, GroupLeft, OfficerAppointed, OfficerRetired
from shared.journal import Following, Step, on, on_commit

OF_MEMBERSHIP: dict[str, DeedKind] = {
    GroupJoined.type: "joined",
    GroupLeft.type: "left",
    OfficerAppointed.type: "officer",
    OfficerRetired.type: "officer-ended",
}


def _interest(e: InterestsDeclared, following: Following) -> list[Step]:
    if not e.interests.tags:
        return []
    return [(Ladder.stream(e.person_id), lambda ladder: ladder.note_interest(tokyo_date(following.at)))]


def _membership(e: GroupJoined, following: Following) -> Step:
    kind, day = OF_MEMBERSHIP[e.type], tokyo_date(following.at)
    return Ladder.stream(e.person_id), lambda ladder: ladder.note(kind, e.group_id, day)


def _consent(e: MatchingConsentChanged) -> Step:
    if e.given:
        return Ladder.stream(e.person_id), lambda ladder: ladder.reopen()
    return Ladder.stream(e.person_id), lambda ladder: ladder.drop(for_good=False)


def _forget(e: PersonForgotten) -> Step:
    return Ladder.stream(e.person_id), lambda ladder: ladder.drop(for_good=True)


REACTIONS = (
    on_commit(InterestsDeclared, "climb-by-interest", _interest),
    on_commit(GroupJoined, "climb-by-joining", _membership),
    on_commit(GroupLeft, "climb-by-leaving", _membership),
    on_commit(OfficerAppointed, "climb-by-office", _membership),
    on_commit(OfficerRetired, "climb-by-leaving-office", _membership),
    # consent withdrawn or the person erased: everything that was derived goes
    on(MatchingConsentChanged, "drop-or-reopen-ladder", _consent),
    on(PersonForgotten, "forget-ladder", _forget),
)
