"""The saga of accompaniments as a table: who has one next, who serves no longer, and words that are taken back."""

from collections.abc import Callable

from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.accompanying.events import (
    AccompanimentEnded,
    AccompanimentOwnerNamed,
    AccompanimentProposed,
    AccompanimentsLeft,
    AccompanimentTurned,
    AccompanimentUnused,
    EndingSaid,
    GroupLeaderless,
    VisitNoted,
    WriterWithdrew,
)
from services.matching.domain.accompanying.goal_events import GoalsAnswered, GoalsProposed
from services.matching.domain.accompanying.owners import left, named_by, released
from services.matching.domain.events import CoordinatorRetired, CoordinatorSet, DeskSet
from services.matching.domain.groups.group import Group
from services.matching.domain.learning.training import Welcomes
from services.matching.domain.team.fullness import watched
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import AccompanimentMove, HandOverMade
from shared.contracts.matching import OfficerRetired
from shared.events import Event
from shared.journal import Following, Step, on, on_commit


def _name(e: AccompanimentTurned, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, named_by(roster, e, following.at), following.at)


def _take(e: AccompanimentOwnerNamed, following: Following) -> Step:
    return Accompaniment.stream(e.group_id), lambda found: found.take(e, following.at)


def _give_back(e: AccompanimentUnused, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, released(roster, e.group_id, e.number, e.turn), following.at)


def _release(e: AccompanimentEnded, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, released(roster, e.group_id, e.number), following.at)


def _left(_: CoordinatorSet | CoordinatorRetired | DeskSet) -> Step:
    return Roster.main(), left


def _leave(e: AccompanimentsLeft) -> list[Step]:
    def left_by(turn: int) -> Callable[[Accompaniment], list[Event]]:
        return lambda found: found.leave(e.person_id, turn)

    return [(Accompaniment.stream(id), left_by(turn)) for id, turn in e.turns.items()]


def _hand_over(e: HandOverMade) -> list[Step]:
    def by(move: AccompanimentMove) -> Step:
        return Accompaniment.stream(move.group_id), lambda found: found.hand_over(e.person_id, move.turn, move.to)

    return [by(move) for move in e.accompaniments]


def _leaderless(e: OfficerRetired) -> Step:
    return Group.stream(e.group_id), lambda group: group.leaderless()


def _group_gone(e: GroupLeaderless) -> Step:
    return Accompaniment.stream(e.group_id), lambda found: found.group_gone()


def _note_words(e: AccompanimentProposed | VisitNoted | EndingSaid | GoalsProposed | GoalsAnswered) -> list[Step]:
    if e.document_id is None:
        return []
    return [(Welcomes.stream(e.by), lambda own: own.note_words(e.group_id))]


def _drop_words(e: WriterWithdrew) -> list[Step]:
    return [(Accompaniment.stream(id), lambda found: found.drop_words(e.person_id)) for id in e.group_ids]


REACTIONS = (
    # somebody is to have it: the roster says who, with places of a capacity
    on_commit(AccompanimentTurned, "name-accompaniment-owner", _name),
    on_commit(AccompanimentOwnerNamed, "take-accompaniment", _take),
    on_commit(AccompanimentUnused, "give-accompaniment-back", _give_back),
    on_commit(AccompanimentEnded, "release-accompaniment", _release),
    # who had it serves no longer
    on(CoordinatorSet, "leave-accompaniments-when-set", _left),
    on(CoordinatorRetired, "leave-accompaniments-when-retired", _left),
    on(DeskSet, "leave-accompaniments-when-desk-set", _left),
    on(AccompanimentsLeft, "hand-accompaniments-on", _leave),
    on(HandOverMade, "hand-over-accompaniments", _hand_over),
    # nobody acts for the group any more
    on(OfficerRetired, "note-leaderless-group", _leaderless),
    on(GroupLeaderless, "see-to-leaderless-accompaniment", _group_gone),
    # whose words lie here, and words that are taken back
    on(AccompanimentProposed, "note-words-of-proposal", _note_words),
    on(VisitNoted, "note-words-of-visit", _note_words),
    on(EndingSaid, "note-words-of-ending", _note_words),
    on(GoalsProposed, "note-words-of-changed-goals", _note_words),
    on(GoalsAnswered, "note-words-of-answered-goals", _note_words),
    on(WriterWithdrew, "drop-words-of-accompaniment", _drop_words),
)
