"""One draft of each message that notifications sends, by the name of its template."""

from services.notifications.domain import (
    accompaniment_drafts,
    booking_drafts,
    drafts,
    group_drafts,
    guardian_drafts,
    help_drafts,
    introduction_drafts,
    invitation_drafts,
    money_drafts,
    team_drafts,
    visit_drafts,
)
from shared.contracts import BY_TYPE
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ParticipationAffected,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from shared.contracts.booking_money import FeeDue, FeeOverdue, FeePaid, FeeRefundDue, FeeRefunded
from shared.contracts.matching import ConsultationOpened, GroupJoined, IntroductionDeclined, IntroductionProposed
from shared.contracts.matching_accompaniments import AccompanimentGoalsChange, AccompanimentVisitDue
from shared.contracts.matching_consultations import ConsultationReferralChanged
from shared.contracts.matching_guardians import GuardianAgreed, GuardianEnded
from shared.contracts.matching_help import (
    HelpAccepted,
    HelpAnswered,
    HelpAnswerEnded,
    HelpDone,
    HelpOverdue,
    HelpReminded,
)
from shared.contracts.matching_introductions import IntroductionArranged, IntroductionWished
from shared.contracts.matching_invitations import InvitationClosed, InvitationLapsed, InvitationMade
from shared.contracts.matching_standing import (
    IntroductionInterrupted,
    IntroductionSuggested,
    MembershipEnded,
    SuggestionWithdrawn,
)
from shared.contracts.matching_suggestions import SuggestionAnswered, SuggestionLapsed, SuggestionLate, SuggestionMade
from shared.contracts.matching_team import CapacityExhausted, CapacityRestored
from shared.contracts.matching_visits import VisitEnded
from shared.contracts.points import PointsEarned, PointsGiven, PointsRedeemed, PointsReturned, RewardHandedOver
from tests.unit.notifications.appointment_messages import APPOINTMENT_DRAFTS
from tests.unit.notifications.booking_messages import BOOKING, BOOKING_DRAFTS, MIDNIGHT, TEN, cancelled
from tests.unit.notifications.co_host_messages import CO_HOST_DRAFTS
from tests.unit.notifications.registration_drafts import REGISTRATION_DRAFTS

TAKING_PART = ActivitySignedUp(activity_id="a1", group_id="g1", person_id="p1")
INTRODUCTION = IntroductionProposed(
    introduction_id="i1", person_id="p1", group_id="g1", coordinator_id="c1", due_at=TEN
)
MEETING = IntroductionArranged(**INTRODUCTION.model_dump(), starts_at=TEN, officer_id="o1")
CONSULTATION = ConsultationOpened(
    consultation_id="k1", person_id="p1", desk="life", channel="web", coordinator_id="c1", due_at=TEN
)
MEMBER = GroupJoined(group_id="g1", person_id="p1")
POINTS = PointsEarned(
    account_id="p1", person_id="p1", programme_id="x", amount=50, balance=1250, cause="f", expires_at=MIDNIGHT
)
MOVED = {**POINTS.model_dump(), "total": 50, "part": 1, "parts": 1}
REWARD = {"reward_id": "seeds", "reward_ja": "花の種", "reward_en": "Flower seeds"}
REDEEMED = PointsRedeemed(**MOVED, **REWARD, place="Osawa Centre", due_at=MIDNIGHT)
HANDED_OVER = RewardHandedOver(account_id="p1", person_id="p1", cause="r", amount=50, place="Osawa Centre", **REWARD)

AFFECTED = ParticipationAffected(
    activity_id="a1", group_id="g1", person_id="p1", standing="signed-up", changed=("title",), place="the gym",
    starts_at=TEN, ends_at=MIDNIGHT, was_place="the hall", was_starts_at=TEN, was_ends_at=MIDNIGHT,
)  # fmt: skip
FEE = {
    **BOOKING.model_dump(include={"booking_id", "facility_id", "room_ids", "starts_at", "ends_at", "person_id"}),
    "amount": 300,
    "bill_number": "1234-56789-01234",
}
RECEIPT = {"channel": "counter", "receipt_number": "1234-56789-01234-1"}
WAITING = {"activity_id": "a1", "group_id": "g1", "person_id": "p1", "deadline": TEN}


HELP = {"request_id": "r1", "person_id": "p1", "group_id": "g1"}
VISIT = {"request_id": "v1", "person_id": "p1", "group_id": "g1", "activity_id": "a1", "starts_at": TEN}
WARD = {"request_id": "k1", "person_id": "p1"}
OVERDUE = HelpOverdue(**HELP, coordinator_id="c1", due_at=TEN)


def affected(*changed, reason=None):
    """The drafts of what has changed."""
    return lambda _: drafts.of_affected(AFFECTED.model_copy(update={"changed": changed, "reason": reason}))


def declined(words=None, officer_id=None):
    """The drafts of a no, the one to the officer last."""
    event = IntroductionDeclined(**INTRODUCTION.model_dump(), words=words, officer_id=officer_id)
    return lambda _: introduction_drafts.of_declined(event)[-1:]


def referral(how):
    """The drafts of what became of a proposed referral."""
    return drafts.of_referral(ConsultationReferralChanged(**CONSULTATION.model_dump(), referral=how))


def passed(reason):
    """The drafts for who waits no more."""
    return lambda _: drafts.of_waiting(WaitingPassed(**WAITING, reason=reason))


def room(event=CapacityExhausted, **fields):
    """The draft for the desk owner."""
    return lambda _: team_drafts.of_room(event(coordinator_id="d1", **fields))


def visit_due(reason, *, taken_over=False):
    """The draft for who accompanies a group, or sees to it now."""
    event = AccompanimentVisitDue(
        group_id="g1", coordinator_id="c1", reason=reason, due_at=TEN, taken_over=taken_over
    )  # fmt: skip
    return accompaniment_drafts.of_visit_due(event)


def goals_change(status, *, assigned=False):
    """The draft for the other side of an accompaniment, or for who has it."""
    sides = {"group_id": "g1", "coordinator_id": "c1", "intermediary_id": "i1", "officer_ids": ("o1",)}
    told = AccompanimentGoalsChange(**sides, side="group", status=status, due_at=TEN if status == "proposed" else None)
    return lambda _: [accompaniment_drafts.of_goals(told)[-1 if assigned else 0]]


def interrupted(to, standing="suspended"):
    """One draft of a group that is away: to the resident, or to who has the introduction."""
    event = IntroductionInterrupted(**INTRODUCTION.model_dump(), standing=standing)
    return lambda _: [introduction_drafts.of_interrupted(event)[to]]


def suggested(event, to=0, **fields):
    """One draft of a suggestion: the first is the officer's, the last is of who sees to it."""
    told = event(**SUGGESTION, **fields)
    return lambda _: [team_drafts.of_suggestion(told)[to]]


def closed(*, accepted):
    """The draft for the officer who asked."""
    event = InvitationClosed(group_id="g1", officer_id="o1", accepted=accepted)
    return lambda _: invitation_drafts.of_closed(event)


GOALS = ("proposed", "agreed", "declined", "withdrawn", "lapsed")
INVITED = {"person_id": "p1", "group_id": "g1"}
SUGGESTION = {
    "suggestion_id": "g1~g2", "group_id": "g1", "to_group_id": "g2", "theme": "nature", "coordinator_id": "c1",
    "due_at": TEN, "officer_ids": ("o1",),
}  # fmt: skip

DRAFTS = {
    "team-full-introductions": room(),
    "team-full-introductions-until": room(until=MIDNIGHT),
    "team-full-consultations": room(desk="life"),
    "team-full-consultations-until": room(desk="life", until=MIDNIGHT),
    "team-full-accompaniments": room(desk="accompaniments"),
    "team-full-accompaniments-until": room(desk="accompaniments", until=MIDNIGHT),
    "team-has-room-accompaniments": room(CapacityRestored, desk="accompaniments"),
    "team-has-room-introductions": room(CapacityRestored),
    "team-has-room-consultations": room(CapacityRestored, desk="life"),
    "invitation-made": lambda _: invitation_drafts.of_made(InvitationMade(**INVITED, due_at=TEN)),
    "invitation-accepted": closed(accepted=True),
    "invitation-not-this-time": closed(accepted=False),
    "invitation-lapsed": lambda _: invitation_drafts.of_lapsed(InvitationLapsed(**INVITED)),
    "invitation-group-away": lambda _: invitation_drafts.of_lapsed(InvitationLapsed(**INVITED, standing="ended")),
    **CO_HOST_DRAFTS,
    "suggestion-made": suggested(SuggestionMade),
    "suggestion-assigned": suggested(SuggestionMade, -1),
    "suggestion-late": suggested(SuggestionLate),
    "suggestion-late-assigned": suggested(SuggestionLate, -1),
    "suggestion-accepted": suggested(SuggestionAnswered, accepted=True),
    "suggestion-declined": suggested(SuggestionAnswered, accepted=False),
    "suggestion-lapsed": suggested(SuggestionLapsed),
    "suggestion-withdrawn": suggested(SuggestionWithdrawn),
    "introduction-interrupted-suspended": interrupted(0),
    "introduction-interrupted-ended": interrupted(0, "ended"),
    "introduction-interrupted-assigned": interrupted(1),
    "introduction-resumed": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-suggested": lambda _: introduction_drafts.of_suggested(
        IntroductionSuggested(**INTRODUCTION.model_dump(), to_group_id="g2")
    ),
    **{f"accompaniment-goals-{status}": goals_change(status) for status in GOALS},
    **{f"accompaniment-goals-{status}-assigned": goals_change(status, assigned=True) for status in GOALS},
    "accompaniment-visit-not-noted": lambda _: visit_due("not-noted"),
    "accompaniment-visit-none-planned": lambda _: visit_due("none-planned"),
    "accompaniment-visit-taken-over": lambda _: visit_due("not-noted", taken_over=True),
    "booking-confirmed": lambda _: booking_drafts.of_confirmed(BOOKING),
    "booking-cancelled": lambda _: booking_drafts.of_cancelled(cancelled(None)),
    **BOOKING_DRAFTS,
    "booking-started": lambda name: drafts.of_booking(name, BOOKING),
    "activity-signed-up": lambda name: drafts.of_participation(name, TAKING_PART),
    "activity-signed-up-two": lambda name: drafts.of_participation(name, TAKING_PART),
    "activity-attended": lambda name: drafts.of_participation(name, TAKING_PART),
    "activity-changed": affected("title", "fee"),
    "activity-hosts-changed": affected(),
    "activity-time-changed": affected("time"),
    "activity-place-changed": affected("place", "target"),
    "activity-moved": affected("place", "time"),
    "activity-days-changed": affected("time", "days"),
    "activity-cancelled-weather": affected("cancelled", reason="weather"),
    "activity-cancelled-illness": affected("cancelled", reason="illness"),
    "activity-cancelled-too-few": affected("cancelled", reason="too-few"),
    "activity-cancelled-venue": affected("cancelled", reason="venue"),
    "activity-cancelled-other": affected("cancelled", reason="other"),
    "waiting-joined": lambda _: drafts.of_waiting(WaitingJoined(**WAITING)),
    "waiting-joined-two": lambda _: drafts.of_waiting(WaitingJoined(**WAITING, guests=1)),
    "waiting-offered-two": lambda _: drafts.of_waiting(WaitingOffered(**WAITING, guests=1)),
    "waiting-offered": lambda _: drafts.of_waiting(WaitingOffered(**WAITING)),
    "waiting-offer-expired": passed("offer-expired"),
    "waiting-closed": passed("closed"),
    "certificate-granted": lambda name: drafts.of_participation(name, TAKING_PART),
    "certificate-revoked": lambda name: drafts.of_participation(name, TAKING_PART),
    "introduction-proposed": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-assigned": lambda name: drafts.of_introduction(name, INTRODUCTION, to="c1"),
    "introduction-taken-over": lambda name: drafts.of_introduction(name, INTRODUCTION, to="c1"),
    "introduction-handed-over": lambda name: drafts.of_introduction(name, INTRODUCTION, to="c1"),
    "introduction-accepted": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-declined": declined(),
    "introduction-declined-full-now": declined("full-now"),
    "introduction-declined-times-differ": declined("times-differ"),
    "introduction-declined-another-fits": declined("another-fits"),
    "introduction-declined-resting": declined("resting"),
    "introduction-declined-by-resident": declined("not-now", "o1"),
    "introduction-arranged": lambda _: introduction_drafts.of_arranged(MEETING)[:1],
    "introduction-arranged-officer": lambda _: introduction_drafts.of_arranged(MEETING)[1:],
    "introduction-met": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-not-met": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-wished": lambda _: introduction_drafts.of_wished(
        IntroductionWished(**INTRODUCTION.model_dump(), officer_id="o1")
    ),
    "introduction-follow-up-asked": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "introduction-followed-up": lambda name: drafts.of_introduction(name, INTRODUCTION, to="c1"),
    "introduction-completed": lambda name: drafts.of_introduction(name, INTRODUCTION, to="p1"),
    "consultation-opened": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-assigned": lambda name: drafts.of_consultation(name, CONSULTATION, to="c1"),
    "consultation-referred": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-referral-asked": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-referral-stays": lambda _: referral("lapsed")[:1],
    "consultation-referral-received": lambda _: referral("received"),
    "consultation-referral-declined": lambda _: referral("declined"),
    "consultation-referral-lapsed": lambda _: referral("lapsed")[1:],
    "consultation-referral-agreed": lambda _: referral("agreed"),
    "consultation-referral-unconfirmed": lambda _: referral("unconfirmed"),
    "consultation-late": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-escalated": lambda name: drafts.of_consultation(name, CONSULTATION, to="c1"),
    "consultation-answered": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-resolved": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-reopened": lambda name: drafts.of_consultation(name, CONSULTATION, to="p1"),
    "consultation-taken-up": lambda name: drafts.of_consultation(name, CONSULTATION, to="c1"),
    "help-answered": lambda _: help_drafts.of_answered(HelpAnswered(**HELP)),
    "help-answered-companion": lambda _: help_drafts.of_answered(HelpAnswered(**HELP, part="companion")),
    "help-accepted": lambda _: help_drafts.of_accepted(HelpAccepted(**HELP, role="said", due_at=TEN)),
    "help-accepted-along": lambda _: help_drafts.of_accepted(HelpAccepted(**HELP, role="along", due_at=TEN)),
    "help-reminded": lambda _: help_drafts.of_reminded(HelpReminded(**HELP, role="said", due_at=TEN)),
    "help-reminded-asked": lambda _: help_drafts.of_reminded(HelpReminded(**HELP, role="asked", due_at=TEN)),
    "help-done": lambda _: help_drafts.of_done(HelpDone(**HELP, role="said", minutes=30)),
    "help-answer-ended": lambda _: help_drafts.of_ended(HelpAnswerEnded(**HELP, role="said", reason="declined")),
    "help-answer-ended-asked": lambda _: help_drafts.of_ended(
        HelpAnswerEnded(**HELP, role="asked", reason="withdrawn")
    ),
    "help-answer-ended-along": lambda _: help_drafts.of_ended(HelpAnswerEnded(**HELP, role="along", reason="closed")),
    "help-overdue": lambda _: help_drafts.of_overdue(OVERDUE)[:1],
    "help-overdue-owner": lambda _: help_drafts.of_overdue(OVERDUE)[1:],
    **{
        template: lambda _, kind=kind, role=role: visit_drafts.of_visit(BY_TYPE[kind](**VISIT, role=role))
        for (kind, role), template in visit_drafts.TEMPLATES.items()
    },
    **{
        f"{template}-two": lambda _, kind=kind, role=role: visit_drafts.of_visit(
            BY_TYPE[kind](**VISIT, role=role, guests=1)
        )
        for (kind, role), template in visit_drafts.TEMPLATES.items()
        if template in visit_drafts.OF_TWO
    },
    "visit-withdrawn-said": lambda _: visit_drafts.of_visit(VisitEnded(**VISIT, role="said", reason="withdrawn")),
    "visit-withdrawn": lambda _: visit_drafts.of_visit(VisitEnded(**VISIT, role="along", reason="withdrawn")),
    "visit-cancelled": lambda _: visit_drafts.of_visit(VisitEnded(**VISIT, role="said", reason="cancelled")),
    "visit-cancelled-along": lambda _: visit_drafts.of_visit(VisitEnded(**VISIT, role="along", reason="cancelled")),
    "visit-group-away-along": lambda _: visit_drafts.of_visit(
        VisitEnded(**VISIT, role="owner", reason="cancelled", standing="ended")
    ),
    "visit-group-away": lambda _: visit_drafts.of_visit(
        VisitEnded(**VISIT, role="said", reason="cancelled", standing="ended")
    ),
    "membership-ended": lambda _: group_drafts.of_end(MembershipEnded(group_id="g1", person_id="p1", role="member")),
    "group-ended-officer": lambda _: group_drafts.of_end(
        MembershipEnded(group_id="g1", person_id="p1", role="officer", until=TEN)
    ),
    "guardian-agreed": lambda _: guardian_drafts.of_agreed(GuardianAgreed(**WARD, expires_at=TEN)),
    "guardian-ended": lambda _: guardian_drafts.of_ended(GuardianEnded(**WARD, reason="revoked")),
    "guardian-ended-expired": lambda _: guardian_drafts.of_ended(GuardianEnded(**WARD, reason="expired")),
    "guardian-ended-left": lambda _: guardian_drafts.of_ended(GuardianEnded(**WARD, reason="left")),
    "group-joined": lambda name: drafts.of_membership(name, MEMBER),
    "points-earned": lambda name: drafts.of_points(name, POINTS),
    "points-reversed": lambda name: drafts.of_points(name, POINTS),
    "points-expired": lambda name: drafts.of_points(name, POINTS),
    "mail-suspended": lambda _: [drafts.of_suspension("p1")],
    "points-redeemed": lambda _: drafts.of_redemption(REDEEMED),
    "points-returned": lambda _: drafts.of_return(PointsReturned(**MOVED, **REWARD, reason="cancelled")),
    "points-unfetched": lambda _: drafts.of_return(PointsReturned(**MOVED, **REWARD, reason="not-fetched")),
    "points-gift-returned": lambda _: drafts.of_return(PointsReturned(**MOVED, reason="gift-undelivered")),
    "points-given": lambda _: drafts.of_gift(PointsGiven(**MOVED, role="giver")),
    "points-received": lambda _: drafts.of_gift(PointsGiven(**MOVED, role="recipient")),
    "reward-handed-over": lambda _: drafts.of_hand_over(HANDED_OVER),
    "fee-due": lambda _: money_drafts.of_due(FeeDue(**FEE, pay_by=TEN, total=300)),
    "fee-paid": lambda _: money_drafts.of_paid(FeePaid(**FEE, **RECEIPT, paid_at=TEN)),
    "fee-overdue": lambda _: money_drafts.of_overdue(FeeOverdue(**FEE, pay_by=TEN)),
    "fee-lapsed": lambda _: money_drafts.of_overdue(FeeOverdue(**FEE, pay_by=TEN, lapses=True)),
    "fee-refund-or-place": lambda _: money_drafts.of_refund_due(FeeRefundDue(**FEE, channel="counter", displaced=True)),
    "fee-refund-due": lambda _: money_drafts.of_refund_due(FeeRefundDue(**FEE, channel="counter")),
    "fee-refunded": lambda _: money_drafts.of_refunded(
        FeeRefunded(**FEE, **RECEIPT, refund_number="1234-56789-01234-R1", refunded_at=TEN)
    ),
}
DRAFTS |= REGISTRATION_DRAFTS | APPOINTMENT_DRAFTS
