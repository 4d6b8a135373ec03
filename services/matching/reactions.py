"""The sagas of matching as a table: what follows which event, on which stream, under which pinned name."""

from services.matching.accompanying.reactions import REACTIONS as ACCOMPANIMENT
from services.matching.consulting.reactions import REACTIONS as CONSULTATIONS
from services.matching.domain.events import (
    AssignmentMade,
    AssignmentUnused,
    DeadlinePassed,
    IntroductionAsked,
    IntroductionForgone,
    MembershipNoted,
    MembershipRefused,
    PersonForgotten,
)
from services.matching.domain.groups.group import Group
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.person import Person
from services.matching.domain.team.fullness import watched
from services.matching.domain.team.roster import Roster
from services.matching.groups.partner_reactions import REACTIONS as PARTNERS
from services.matching.groups.standing_reactions import REACTIONS as STANDINGS
from services.matching.guarding.reactions import REACTIONS as GUARDIANS
from services.matching.helping.reactions import REACTIONS as HELP
from services.matching.introducing.reactions import REACTIONS as MEETINGS
from services.matching.inviting.reactions import REACTIONS as INVITATIONS
from services.matching.ladder.reactions import REACTIONS as LADDER
from services.matching.learning.reactions import REACTIONS as TRAINING
from services.matching.outreach.reactions import REACTIONS as OUTREACH
from services.matching.team.office_reactions import REACTIONS as OFFICES
from services.matching.visiting.reactions import REACTIONS as VISITS
from shared.contracts.matching import IntroductionCompleted, IntroductionDeclined
from shared.events import Event
from shared.journal import Following, Step, on, on_commit


def _assign(e: IntroductionAsked, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, roster.assign(e.asking, following.at), following.at)


def _take(e: AssignmentMade) -> Step:
    return Introduction.stream(e.asking.introduction_id), lambda introduction: introduction.take(e)


def _hand_over(e: DeadlinePassed, following: Following) -> Step:
    def decide(roster: Roster) -> list[Event]:
        if e.at_desk:
            return roster.stay_at_desk(e.asking, following.at, turn=e.turn, why=e.why)
        return roster.assign(e.asking, following.at, turn=e.turn, tried=e.tried, why=e.why)

    return Roster.main(), lambda roster: watched(roster, decide(roster), following.at)


def _release_unused(e: AssignmentUnused, following: Following) -> Step:
    id, holder = e.introduction_id, e.coordinator_id
    return Roster.main(), lambda roster: watched(roster, roster.release(id, holder), following.at)


def _release(e: IntroductionDeclined | IntroductionCompleted | IntroductionForgone, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, roster.release(e.introduction_id), following.at)


def _close(e: IntroductionDeclined | IntroductionCompleted | IntroductionForgone) -> Step:
    return Person.stream(e.person_id), lambda person: person.close(e.introduction_id)


def _complete(e: MembershipNoted, following: Following) -> list[Step]:
    if e.introduction_id is None:
        return []
    return [
        (Introduction.stream(e.introduction_id), lambda introduction: introduction.complete(following.at, e.person_id))
    ]


def _end_membership(e: MembershipRefused) -> Step:
    return Group.stream(e.group_id), lambda group: group.forget(e.person_id)


def _end_memberships(e: PersonForgotten) -> list[Step]:
    return [(Group.stream(id), lambda group: group.forget(e.person_id)) for id in e.group_ids]


def _forgo(e: PersonForgotten) -> list[Step]:
    return [(Introduction.stream(id), lambda found: found.forgo(e.person_id)) for id in e.introduction_ids]


def _retire(e: PersonForgotten, following: Following) -> Step:
    return Roster.main(), lambda roster: watched(roster, roster.retire(e.person_id), following.at)


REACTIONS = (
    # a resident asks: the roster chooses exactly, the introduction takes the choice
    on_commit(IntroductionAsked, "assign-coordinator", _assign),
    on(AssignmentMade, "take-introduction", _take),
    on_commit(AssignmentUnused, "release-unused", _release_unused),
    # nobody answered: the next owner, in the end the desk
    on_commit(DeadlinePassed, "hand-over", _hand_over),
    # it ends: room for another, and the resident may ask again
    on_commit(IntroductionDeclined, "release-declined", _release),
    on(IntroductionDeclined, "close-declined", _close),
    on_commit(IntroductionCompleted, "release-completed", _release),
    on(IntroductionCompleted, "close-completed", _close),
    on_commit(IntroductionForgone, "release-forgone", _release),
    on(IntroductionForgone, "close-forgone", _close),
    # somebody joined: the introduction that led there
    on_commit(MembershipNoted, "complete-introduction", _complete),
    on(MembershipRefused, "end-refused-membership", _end_membership),
    # somebody is erased
    on(PersonForgotten, "end-memberships", _end_memberships),
    on(PersonForgotten, "forgo-introductions", _forgo),
    on_commit(PersonForgotten, "retire-coordinator", _retire),
    *MEETINGS,
    *INVITATIONS,
    *PARTNERS,
    *OFFICES,
    *STANDINGS,
    *CONSULTATIONS,
    *LADDER,
    *HELP,
    *GUARDIANS,
    *VISITS,
    *TRAINING,
    *ACCOMPANIMENT,
    *OUTREACH,
)
