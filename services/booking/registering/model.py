"""What registrations bring to booking's journal: events, state, rows, and the points that follow a fault."""

from services.booking.domain.after_use.events import NoShowWithdrawn, ReasonShown
from services.booking.domain.registering.events import REGISTRATION_PRIVATE
from services.booking.domain.registering.registration import Registration
from services.booking.domain.ways.change_events import PlaceGivenUp
from services.booking.parts import Part
from services.booking.registering.penalty_points import PenaltyRules
from services.booking.registering.rows import REGISTRATION_ROWS, project_registration
from shared.contracts.booking import BookingCancelled, BookingNoShow
from shared.contracts.booking_registrations import EVENTS
from shared.journal import on_commit


def registrations_part(rules: PenaltyRules) -> Part:
    """The part, with what the town's rules make of faults."""
    return Part(
        events=(*EVENTS, *REGISTRATION_PRIVATE),
        states=(Registration,),
        rows=REGISTRATION_ROWS,
        project=project_registration,
        reactions=(
            on_commit(BookingCancelled, "give-points-for-cancelling-late", rules.after_cancellation),
            on_commit(PlaceGivenUp, "give-points-for-moving-away-late", rules.after_change),
            on_commit(BookingNoShow, "give-points-for-no-show", rules.after_no_show),
            on_commit(NoShowWithdrawn, "waive-points-of-no-show", rules.after_withdrawal),
            on_commit(ReasonShown, "waive-points-for-a-reason", rules.after_reason),
        ),
    )
