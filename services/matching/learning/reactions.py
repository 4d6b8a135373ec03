"""The saga of supporters in training as a table: whoever leaves or is away, each learns beside somebody by name."""

from services.matching.domain.events import (
    CoordinatorRetired,
    CoordinatorSet,
    DeskSet,
    MatchingConsentChanged,
    PersonForgotten,
)
from services.matching.domain.introducing.meeting_events import IntroductionConsentChanged
from services.matching.domain.learning.events import SupporterPaired, SupporterUnpaired
from services.matching.domain.learning.pairing import set_right
from services.matching.domain.learning.training import Training, Welcomes
from services.matching.domain.team.roster import Roster
from shared.journal import Following, Step, on, on_commit


def _set_right(_: CoordinatorSet | CoordinatorRetired | DeskSet, following: Following) -> Step:
    return Roster.main(), lambda roster: set_right(roster, following.at)


def _turn(e: SupporterPaired) -> Step:
    return Training.stream(e.supporter_id), lambda training: training.turn(e)


def _end(e: SupporterUnpaired) -> Step:
    return Training.stream(e.supporter_id), lambda training: training.end(e)


def _unwelcome(e: PersonForgotten | MatchingConsentChanged | IntroductionConsentChanged) -> list[Step]:
    if not isinstance(e, PersonForgotten) and e.given:
        return []
    words = not isinstance(e, IntroductionConsentChanged)
    return [(Welcomes.stream(e.person_id), lambda welcomes: welcomes.end(words=words))]


REACTIONS = (
    # the team has changed: every supporter learns beside somebody who is there
    on_commit(CoordinatorSet, "pair-when-set", _set_right),
    on_commit(CoordinatorRetired, "pair-when-retired", _set_right),
    on_commit(DeskSet, "pair-when-desk-set", _set_right),
    on(SupporterPaired, "turn-training", _turn),
    on(SupporterUnpaired, "end-training", _end),
    # the person of a case is gone, or takes a consent back: nobody learns by it
    on(PersonForgotten, "unwelcome-forgotten", _unwelcome),
    on(MatchingConsentChanged, "unwelcome-without-matching", _unwelcome),
    on(IntroductionConsentChanged, "unwelcome-without-introductions", _unwelcome),
)
