"""The saga behind introductions as a table: follow-ups, who serves no longer, erasure and consent taken back."""

from services.matching.domain.events import CoordinatorRetired, PersonForgotten
from services.matching.domain.introducing.follow_up import FollowUp, named_by
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.introducing.meeting_events import (
    FollowUpEnded,
    FollowUpOwnerNamed,
    FollowUpPlanned,
    FollowUpRefused,
    FollowUpTurned,
    IntroductionConsentChanged,
    IntroductionsLeft,
    ReasonsWithdrawn,
)
from services.matching.domain.person import Person
from services.matching.domain.team.roster import Roster
from shared.contracts.matching import IntroductionCompleted
from shared.events import Event
from shared.journal import Following, Step, on, on_commit

LEFT_PER_EVENT = 500


def left_by(roster: Roster, person_id: str) -> list[Event]:
    """Step of a saga: the introductions that counted against somebody who serves no longer."""
    if person_id in roster.coordinators:  # entered again meanwhile
        return []
    left = [id for id, holder in roster.held.items() if holder == person_id]
    return [
        IntroductionsLeft(person_id=person_id, introduction_ids=tuple(left[start : start + LEFT_PER_EVENT]))
        for start in range(0, len(left), LEFT_PER_EVENT)
    ]


def _left(e: CoordinatorRetired) -> Step:
    return Roster.main(), lambda roster: left_by(roster, e.person_id)


def _hand_on(e: IntroductionsLeft) -> list[Step]:
    return [(Introduction.stream(id), lambda found: found.hand_on(e.person_id)) for id in e.introduction_ids]


def _plan(e: IntroductionCompleted, following: Following) -> Step:
    return FollowUp.stream(e.introduction_id), lambda found: found.plan(e, following.at)


def _note_planned(e: FollowUpPlanned) -> Step:
    who = e.followed
    return Person.stream(who.person_id), lambda person: person.plan_follow_up(who.introduction_id, who.group_id)


def _name(e: FollowUpTurned, following: Following) -> Step:
    return Roster.main(), lambda roster: named_by(roster, e, following.at)


def _take(e: FollowUpOwnerNamed, following: Following) -> Step:
    return FollowUp.stream(e.followed.introduction_id), lambda found: found.take(e, following.at)


def _note_ended(e: FollowUpEnded) -> Step:
    return Person.stream(e.person_id), lambda person: person.end_follow_up(e.introduction_id)


def _forgo_refused(e: FollowUpRefused) -> Step:
    return FollowUp.stream(e.introduction_id), lambda found: found.forgo(e.person_id)


def _forgo_follow_ups(e: PersonForgotten | IntroductionConsentChanged) -> list[Step]:
    return [(FollowUp.stream(id), lambda found: found.forgo(e.person_id)) for id in e.follow_up_ids]


def _forgo(e: IntroductionConsentChanged) -> list[Step]:
    return [(Introduction.stream(id), lambda found: found.forgo(e.person_id)) for id in e.introduction_ids]


def _drop_reasons(e: ReasonsWithdrawn) -> list[Step]:
    return [(Introduction.stream(id), lambda found: found.drop_reasons()) for id in e.introduction_ids]


REACTIONS = (
    # somebody serves no longer: what they have goes on at once
    on(CoordinatorRetired, "leave-introductions", _left),
    on(IntroductionsLeft, "hand-introductions-on", _hand_on),
    # somebody has joined: in a month they are asked how it goes, and somebody named hears it
    on_commit(IntroductionCompleted, "plan-follow-up", _plan),
    on(FollowUpPlanned, "note-follow-up", _note_planned),
    on_commit(FollowUpTurned, "name-follow-up-owner", _name),
    on_commit(FollowUpOwnerNamed, "take-follow-up", _take),
    on(FollowUpEnded, "note-follow-up-ended", _note_ended),
    # it ends half-way
    on(FollowUpRefused, "forgo-refused-follow-up", _forgo_refused),
    on(PersonForgotten, "forgo-follow-ups", _forgo_follow_ups),
    on(IntroductionConsentChanged, "forgo-follow-ups-without-consent", _forgo_follow_ups),
    on(IntroductionConsentChanged, "forgo-introductions-without-consent", _forgo),
    on(ReasonsWithdrawn, "drop-reasons", _drop_reasons),
)
