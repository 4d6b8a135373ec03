"""What booking does with the facts of others."""

from services.booking.service import Booking
from shared.contracts.matching import (
    GroupChanged,
    GroupJoined,
    GroupLeft,
    GroupRegistered,
    OfficerAppointed,
    OfficerRetired,
)
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from shared.contracts.matching_visits import VisitEnded, VisitForgone
from shared.contracts.people import PersonErased
from shared.journal import Cause
from shared.messaging.handlers import Handlers

HANDLERS: Handlers[Booking] = Handlers()


@HANDLERS.consumes(GroupRegistered, name="note-group")
async def note_group(event: GroupRegistered, booking: Booking, cause: Cause) -> None:
    """A group may book from now on."""
    await booking.groups.note(event, cause=cause)


@HANDLERS.consumes(GroupChanged, name="note-group-change")
async def note_group_change(event: GroupChanged, booking: Booking, cause: Cause) -> None:
    """A group's size counts for who may book."""
    await booking.groups.note(event, cause=cause)


@HANDLERS.consumes(GroupSuspended, name="note-group-suspended")
async def note_group_suspended(event: GroupSuspended, booking: Booking, cause: Cause) -> None:
    """What a group that pauses announced takes nobody."""
    await booking.groups.note_standing(event, "suspended", cause=cause)


@HANDLERS.consumes(GroupEnded, name="note-group-ended")
async def note_group_ended(event: GroupEnded, booking: Booking, cause: Cause) -> None:
    """Nothing new is booked under its name; what it has booked is put before staff; its registration ends."""
    await booking.groups.note_standing(event, "ended", cause=cause)
    await booking.registrations.ending.end(event.group_id, cause)


@HANDLERS.consumes(GroupEnded, name="end-co-hosting")
async def end_co_hosting(event: GroupEnded, booking: Booking, cause: Cause) -> None:
    """It holds nothing together with others any more, and is asked about nothing."""
    await booking.activities.co_hosts.end_of_group(event.group_id, cause=cause)


@HANDLERS.consumes(GroupResumed, name="note-group-resumed")
async def note_group_resumed(event: GroupResumed, booking: Booking, cause: Cause) -> None:
    """It books and invites again."""
    await booking.groups.note_standing(event, "active", cause=cause)


@HANDLERS.consumes(GroupJoined, name="note-member")
async def note_member(event: GroupJoined, booking: Booking, cause: Cause) -> None:
    """Members count for who may book."""
    await booking.groups.note_member(event, officer=False, cause=cause)


@HANDLERS.consumes(OfficerAppointed, name="note-officer")
async def note_officer(event: OfficerAppointed, booking: Booking, cause: Cause) -> None:
    """Officers book for their group."""
    await booking.groups.note_member(event, officer=True, cause=cause)


@HANDLERS.consumes(OfficerRetired, name="remove-officer")
async def remove_officer(event: OfficerRetired, booking: Booking, cause: Cause) -> None:
    """Who is no officer any more does not book for the group."""
    await booking.groups.remove_officer(event, cause=cause)


@HANDLERS.consumes(GroupLeft, name="remove-member")
async def remove_member(event: GroupLeft, booking: Booking, cause: Cause) -> None:
    """Who has left counts no more."""
    await booking.groups.remove_member(event, cause=cause)


@HANDLERS.consumes(VisitEnded, name="give-back-place-of-visit")
async def give_back_place_of_visit(event: VisitEnded, booking: Booking, cause: Cause) -> None:
    """Who does not come once after all needs no place, and no place for a friend."""
    if event.role == "said":
        await booking.activities.hear_visit_ended(event, cause=cause)


@HANDLERS.consumes(VisitForgone, name="give-back-place-of-forgone-visit")
async def give_back_place_of_forgone_visit(event: VisitForgone, booking: Booking, cause: Cause) -> None:
    """Nor who is gone, or has taken the consent back."""
    await booking.activities.hear_visit_ended(event, cause=cause)


@HANDLERS.consumes(PersonErased, name="note-erased-person")
async def note_erased_person(event: PersonErased, booking: Booking, cause: Cause) -> None:
    """A token may outlive its person: nothing new is taken for it."""
    await booking.forgotten.note(event, cause=cause)


@HANDLERS.consumes(PersonErased, name="strike-erased-person")
async def strike_erased_person(event: PersonErased, booking: Booking, cause: Cause) -> None:
    """Off every member list, answerable for no group; their own registration ends."""
    await booking.registrations.erasing.forget(event, cause=cause)
