"""What notifications does with each fact it hears: one line each.

What it only keeps for itself is in ``hearing``, what it tells of money in ``telling_money``.
"""

from services.notifications.domain import booking_drafts, drafts, introduction_drafts
from services.notifications.hearing import HEARING
from services.notifications.service import Notifications
from services.notifications.telling_appointments import TELLING_APPOINTMENTS
from services.notifications.telling_groups import TELLING_GROUPS
from services.notifications.telling_guardians import TELLING_GUARDIANS
from services.notifications.telling_help import TELLING_HELP
from services.notifications.telling_introductions import TELLING_INTRODUCTIONS
from services.notifications.telling_invitations import TELLING_INVITATIONS
from services.notifications.telling_money import MONEY
from services.notifications.telling_registrations import TELLING_REGISTRATIONS
from services.notifications.telling_team import TELLING_TEAM
from services.notifications.telling_visits import TELLING_VISITS
from shared.contracts.booking import BookingCancelled, BookingConfirmed, BookingStarted
from shared.contracts.booking_activities import (
    ActivityAttended,
    ActivitySignedUp,
    CertificateGranted,
    CertificateRevoked,
    ParticipationAffected,
    WaitingJoined,
    WaitingOffered,
    WaitingPassed,
)
from shared.contracts.booking_ways import BookingChanged, BookingDisplaced, BookingHeld, BookingLapsed, SeriesBooked
from shared.contracts.matching import (
    ConsultationAnswered,
    ConsultationAssigned,
    ConsultationEscalated,
    ConsultationOpened,
    ConsultationReferred,
    ConsultationReopened,
    ConsultationResolved,
    GroupJoined,
    IntroductionAccepted,
    IntroductionCompleted,
    IntroductionDeclined,
    IntroductionLapsed,
    IntroductionProposed,
)
from shared.contracts.matching_consultations import ConsultationReferralChanged, ConsultationReferralProposed
from shared.contracts.points import (
    PointsEarned,
    PointsExpired,
    PointsGiven,
    PointsRedeemed,
    PointsReturned,
    PointsReversed,
    RewardHandedOver,
)
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HANDLERS = Handlers[Notifications](
    *(HEARING, TELLING_REGISTRATIONS, TELLING_INTRODUCTIONS, TELLING_INVITATIONS, TELLING_TEAM),
    *(TELLING_GROUPS, TELLING_HELP, TELLING_GUARDIANS, TELLING_VISITS, TELLING_APPOINTMENTS, MONEY),
)


@HANDLERS.consumes(BookingConfirmed, name="tell-booking-confirmed")
async def booking_confirmed(event: BookingConfirmed, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(booking_drafts.of_confirmed(event), cause=cause)


@HANDLERS.consumes(BookingCancelled, name="tell-booking-cancelled")
async def booking_cancelled(event: BookingCancelled, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(booking_drafts.of_cancelled(event), cause=cause)


@HANDLERS.consumes(BookingHeld, name="tell-booking-held")
async def booking_held(event: BookingHeld, uses: Notifications, cause: Cause) -> None:
    """To who has to confirm, or asked for approval."""
    await uses.tell(booking_drafts.of_held(event), cause=cause)


@HANDLERS.consumes(BookingLapsed, name="tell-booking-lapsed")
async def booking_lapsed(event: BookingLapsed, uses: Notifications, cause: Cause) -> None:
    """To whom it was held for."""
    await uses.tell(booking_drafts.of_lapsed(event), cause=cause)


@HANDLERS.consumes(BookingChanged, name="tell-booking-changed")
async def booking_changed(event: BookingChanged, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(booking_drafts.of_changed(event), cause=cause)


@HANDLERS.consumes(BookingDisplaced, name="tell-booking-displaced")
async def booking_displaced(event: BookingDisplaced, uses: Notifications, cause: Cause) -> None:
    """To whose booking was taken away."""
    await uses.tell(booking_drafts.of_displaced(event), cause=cause)


@HANDLERS.consumes(SeriesBooked, name="tell-series-booked")
async def series_booked(event: SeriesBooked, uses: Notifications, cause: Cause) -> None:
    """To whom it is for."""
    await uses.tell(booking_drafts.of_series(event), cause=cause)


@HANDLERS.consumes(BookingStarted, name="tell-booking-started")
async def booking_started(event: BookingStarted, uses: Notifications, cause: Cause) -> None:
    """To who booked."""
    await uses.tell(drafts.of_booking("booking-started", event), cause=cause)


@HANDLERS.consumes(ActivitySignedUp, name="tell-activity-signed-up")
async def activity_signed_up(event: ActivitySignedUp, uses: Notifications, cause: Cause) -> None:
    """To who signed up."""
    template = "activity-signed-up-two" if event.guests else "activity-signed-up"
    await uses.tell(drafts.of_participation(template, event), cause=cause)


@HANDLERS.consumes(ActivityAttended, name="tell-activity-attended")
async def activity_attended(event: ActivityAttended, uses: Notifications, cause: Cause) -> None:
    """To who was there."""
    await uses.tell(drafts.of_participation("activity-attended", event), cause=cause)


@HANDLERS.consumes(ParticipationAffected, name="tell-participation-affected")
async def participation_affected(event: ParticipationAffected, uses: Notifications, cause: Cause) -> None:
    """To who has a place, or waits."""
    await uses.tell(drafts.of_affected(event), cause=cause)


@HANDLERS.consumes(WaitingJoined, name="tell-waiting-joined")
async def waiting_joined(event: WaitingJoined, uses: Notifications, cause: Cause) -> None:
    """To who waits."""
    await uses.tell(drafts.of_waiting(event), cause=cause)


@HANDLERS.consumes(WaitingOffered, name="tell-waiting-offered")
async def waiting_offered(event: WaitingOffered, uses: Notifications, cause: Cause) -> None:
    """To whom a place is held for."""
    await uses.tell(drafts.of_waiting(event), cause=cause)


@HANDLERS.consumes(WaitingPassed, name="tell-waiting-passed")
async def waiting_passed(event: WaitingPassed, uses: Notifications, cause: Cause) -> None:
    """To who waited."""
    await uses.tell(drafts.of_waiting(event), cause=cause)


@HANDLERS.consumes(CertificateGranted, name="tell-certificate-granted")
async def certificate_granted(event: CertificateGranted, uses: Notifications, cause: Cause) -> None:
    """To whose it is."""
    await uses.tell(drafts.of_participation("certificate-granted", event), cause=cause)


@HANDLERS.consumes(CertificateRevoked, name="tell-certificate-revoked")
async def certificate_revoked(event: CertificateRevoked, uses: Notifications, cause: Cause) -> None:
    """To whose it was."""
    await uses.tell(drafts.of_participation("certificate-revoked", event), cause=cause)


@HANDLERS.consumes(IntroductionProposed, name="tell-introduction-proposed")
async def introduction_proposed(event: IntroductionProposed, uses: Notifications, cause: Cause) -> None:
    """To the resident, and to the coordinator who has it."""
    resident = drafts.of_introduction("introduction-proposed", event, to=event.person_id)
    coordinator = drafts.of_introduction("introduction-assigned", event, to=event.coordinator_id)
    await uses.tell([*resident, *coordinator], cause=cause)


@HANDLERS.consumes(IntroductionLapsed, name="tell-introduction-lapsed")
async def introduction_lapsed(event: IntroductionLapsed, uses: Notifications, cause: Cause) -> None:
    """To the next owner."""
    template = "introduction-handed-over" if event.reason is None else "introduction-taken-over"
    drafted = drafts.of_introduction(template, event, to=event.coordinator_id)
    await uses.tell(drafted, cause=cause)


@HANDLERS.consumes(IntroductionAccepted, name="tell-introduction-accepted")
async def introduction_accepted(event: IntroductionAccepted, uses: Notifications, cause: Cause) -> None:
    """To the resident."""
    await uses.tell(drafts.of_introduction("introduction-accepted", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(IntroductionDeclined, name="tell-introduction-declined")
async def introduction_declined(event: IntroductionDeclined, uses: Notifications, cause: Cause) -> None:
    """To the resident."""
    await uses.tell(introduction_drafts.of_declined(event), cause=cause)


@HANDLERS.consumes(IntroductionCompleted, name="tell-introduction-completed")
async def introduction_completed(event: IntroductionCompleted, uses: Notifications, cause: Cause) -> None:
    """To the resident."""
    await uses.tell(drafts.of_introduction("introduction-completed", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(ConsultationOpened, name="tell-consultation-opened")
async def consultation_opened(event: ConsultationOpened, uses: Notifications, cause: Cause) -> None:
    """To who brought it."""
    await uses.tell(drafts.of_consultation("consultation-opened", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(ConsultationAssigned, name="tell-consultation-assigned")
async def consultation_assigned(event: ConsultationAssigned, uses: Notifications, cause: Cause) -> None:
    """To who has it."""
    await uses.tell(drafts.of_consultation("consultation-assigned", event, to=event.coordinator_id), cause=cause)


@HANDLERS.consumes(ConsultationReferred, name="tell-consultation-referred")
async def consultation_referred(event: ConsultationReferred, uses: Notifications, cause: Cause) -> None:
    """To who brought it, and to who has it now."""
    person = drafts.of_consultation("consultation-referred", event, to=event.person_id)
    coordinator = drafts.of_consultation("consultation-assigned", event, to=event.coordinator_id)
    await uses.tell([*person, *coordinator], cause=cause)


@HANDLERS.consumes(ConsultationReferralProposed, name="tell-referral-proposed")
async def referral_proposed(event: ConsultationReferralProposed, uses: Notifications, cause: Cause) -> None:
    """To who brought it, who is asked."""
    await uses.tell(drafts.of_consultation("consultation-referral-asked", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(ConsultationReferralChanged, name="tell-referral-changed")
async def referral_changed(event: ConsultationReferralChanged, uses: Notifications, cause: Cause) -> None:
    """To who has it, and to who brought it where they did not do it themselves."""
    await uses.tell(drafts.of_referral(event), cause=cause)


@HANDLERS.consumes(ConsultationEscalated, name="tell-consultation-escalated")
async def consultation_escalated(event: ConsultationEscalated, uses: Notifications, cause: Cause) -> None:
    """To who brought it, and to the desk owner who has it now."""
    person = drafts.of_consultation("consultation-late", event, to=event.person_id)
    owner = drafts.of_consultation("consultation-escalated", event, to=event.coordinator_id)
    await uses.tell([*person, *owner], cause=cause)


@HANDLERS.consumes(ConsultationAnswered, name="tell-consultation-answered")
async def consultation_answered(event: ConsultationAnswered, uses: Notifications, cause: Cause) -> None:
    """To who brought it, who is asked whether it is solved."""
    await uses.tell(drafts.of_consultation("consultation-answered", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(ConsultationResolved, name="tell-consultation-resolved")
async def consultation_resolved(event: ConsultationResolved, uses: Notifications, cause: Cause) -> None:
    """To who brought it."""
    await uses.tell(drafts.of_consultation("consultation-resolved", event, to=event.person_id), cause=cause)


@HANDLERS.consumes(ConsultationReopened, name="tell-consultation-reopened")
async def consultation_reopened(event: ConsultationReopened, uses: Notifications, cause: Cause) -> None:
    """To who brought it, and to who goes on with it."""
    person = drafts.of_consultation("consultation-reopened", event, to=event.person_id)
    coordinator = drafts.of_consultation("consultation-taken-up", event, to=event.coordinator_id)
    await uses.tell([*person, *coordinator], cause=cause)


@HANDLERS.consumes(GroupJoined, name="tell-group-joined")
async def group_joined(event: GroupJoined, uses: Notifications, cause: Cause) -> None:
    """To the member."""
    await uses.tell(drafts.of_membership("group-joined", event), cause=cause)


@HANDLERS.consumes(PointsEarned, name="tell-points-earned")
async def points_earned(event: PointsEarned, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_points("points-earned", event), cause=cause)


@HANDLERS.consumes(PointsReversed, name="tell-points-reversed")
async def points_reversed(event: PointsReversed, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_points("points-reversed", event), cause=cause)


@HANDLERS.consumes(PointsExpired, name="tell-points-expired")
async def points_expired(event: PointsExpired, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_points("points-expired", event), cause=cause)


@HANDLERS.consumes(PointsRedeemed, name="tell-points-redeemed")
async def points_redeemed(event: PointsRedeemed, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_redemption(event), cause=cause)


@HANDLERS.consumes(PointsReturned, name="tell-points-returned")
async def points_returned(event: PointsReturned, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_return(event), cause=cause)


@HANDLERS.consumes(RewardHandedOver, name="tell-reward-handed-over")
async def reward_handed_over(event: RewardHandedOver, uses: Notifications, cause: Cause) -> None:
    """To whose account it is."""
    await uses.tell(drafts.of_hand_over(event), cause=cause)


@HANDLERS.consumes(PointsGiven, name="tell-points-given")
async def points_given(event: PointsGiven, uses: Notifications, cause: Cause) -> None:
    """To the giver, and to the recipient: each has an event of their own."""
    await uses.tell(drafts.of_gift(event), cause=cause)
