"""From a fact to what is to be said about it, and to whom. Pure; names are filled in later, where they are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.notifications.domain.events import Kind, Parameter
from shared.clock import utc_text
from shared.contracts.booking import BookingConfirmed
from shared.contracts.booking_activities import (
    ActivitySignedUp,
    ParticipationAffected,
    WaitingJoined,
    WaitingPassed,
)
from shared.contracts.booking_registrations import (
    PenaltyRecorded,
    PenaltyWaived,
    RegistrationApplied,
    RegistrationEnded,
    RegistrationSuspended,
)
from shared.contracts.matching import ConsultationOpened, GroupJoined, IntroductionProposed
from shared.contracts.matching_consultations import ConsultationReferralChanged, ReferralEnd
from shared.contracts.points import PointsEarned, PointsGiven, PointsRedeemed, PointsReturned, RewardHandedOver


@dataclass(frozen=True, slots=True)
class Place:
    """The name of a facility with rooms."""

    facility_id: str
    room_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameOfGroup:
    """The name of a group."""

    group_id: str


@dataclass(frozen=True, slots=True)
class TitleOfActivity:
    """The title of an activity."""

    activity_id: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names of the groups that hold an activity: the first, and ``others`` (``None``: as was last heard)."""

    activity_id: str
    group_id: str
    others: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A public name that the fact itself tells in both languages."""

    ja: str
    en: str


Named = Place | NameOfGroup | TitleOfActivity | Hosts | Bilingual


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to one person: the template, what is known for it, and the names that are still to be looked up."""

    person_id: str
    template: str
    kind: Kind
    parameters: dict[str, Parameter] = field(default_factory=dict)
    names: dict[str, Named] = field(default_factory=dict)


def of_booking(template: str, event: BookingConfirmed) -> Sequence[Draft]:
    """To who booked."""
    return [
        Draft(
            event.person_id,
            template,
            "bookings",
            {
                "booking_id": event.booking_id,
                "starts_at": utc_text(event.starts_at),
                "ends_at": utc_text(event.ends_at),
                "people": event.people,
                "fee": event.fee,
            },
            {"place": Place(event.facility_id, event.room_ids)},
        )
    ]


def of_participation(template: str, event: ActivitySignedUp) -> Sequence[Draft]:
    """To who takes part."""
    parameters: dict[str, Parameter] = {"activity_id": event.activity_id, "group_id": event.group_id}
    return [Draft(event.person_id, template, "activities", parameters, _of(event))]


def _of(event: ActivitySignedUp | ParticipationAffected | WaitingJoined) -> dict[str, Named]:
    others = event.together_with if isinstance(event, ParticipationAffected) else None
    id, group_id = event.activity_id or "", event.group_id
    names: dict[str, Named] = {"activity": TitleOfActivity(id)}
    return {**names, "group": Hosts(id, group_id, others)} if group_id else names


def of_affected(event: ParticipationAffected) -> Sequence[Draft]:
    """To who has a place, or waits: what was, and what is now."""
    parameters: dict[str, Parameter] = {
        "activity_id": event.activity_id,
        "group_id": event.group_id,
        "place": event.place,
        "was_place": event.was_place,
        "starts_at": utc_text(event.starts_at),
        "ends_at": utc_text(event.ends_at),
        "was_starts_at": utc_text(event.was_starts_at),
        "was_ends_at": utc_text(event.was_ends_at),
    }
    return [Draft(event.person_id, _affected(event), "activities", parameters, _of(event))]


def _affected(event: ParticipationAffected) -> str:
    """The template that says what has changed; of the reasons of a cancellation each has one."""
    changed = frozenset(event.changed)
    if not changed:
        return "activity-hosts-changed"
    if "cancelled" in changed:
        return f"activity-cancelled-{event.reason or 'other'}"
    if "days" in changed:
        return "activity-days-changed"
    if {"time", "place"} <= changed:
        return "activity-moved"
    if "time" in changed:
        return "activity-time-changed"
    return "activity-place-changed" if "place" in changed else "activity-changed"


WAITING_PASSED = {"offer-expired": "waiting-offer-expired", "closed": "waiting-closed"}
"""What people are told who wait no more. Whoever declined knows, and a cancellation is told by itself."""


def of_waiting(event: WaitingJoined) -> Sequence[Draft]:
    """To who waits for a place of an activity."""
    template = event.type.partition(".")[0]
    if isinstance(event, WaitingPassed):
        template = WAITING_PASSED.get(event.reason, "")
    elif event.guests:
        template += "-two"
    if event.activity_id is None or not template:
        return []
    parameters: dict[str, Parameter] = {"activity_id": event.activity_id, "group_id": event.group_id}
    if event.deadline is not None:
        parameters["deadline"] = utc_text(event.deadline)
    return [Draft(event.person_id, template, "activities", parameters, _of(event))]


def of_introduction(template: str, event: IntroductionProposed, *, to: str) -> Sequence[Draft]:
    """To one of those whom an introduction concerns."""
    parameters: dict[str, Parameter] = {
        "introduction_id": event.introduction_id,
        "group_id": event.group_id,
        "due_at": utc_text(event.due_at),
    }
    return [Draft(to, template, "introductions", parameters, {"group": NameOfGroup(event.group_id)})]


def of_consultation(template: str, event: ConsultationOpened, *, to: str | None) -> Sequence[Draft]:
    """To one of those whom a consultation concerns, ``None``: nobody. Neither desk nor name: others see the screen."""
    if to is None:
        return []
    parameters: dict[str, Parameter] = {"consultation_id": event.consultation_id, "due_at": utc_text(event.due_at)}
    return [Draft(to, template, "consultations", parameters)]


TOLD_OF_REFERRAL: dict[ReferralEnd, tuple[str | None, str | None]] = {
    "agreed": (None, "agreed"),
    "declined": (None, "declined"),
    "lapsed": ("stays", "lapsed"),
    "withdrawn": ("stays", None),
    "unconfirmed": (None, "unconfirmed"),
    "received": ("received", None),
}
"""What the person and who has it are told; nobody is told what they did themselves."""


def of_referral(event: ConsultationReferralChanged) -> Sequence[Draft]:
    """To who brought it, and to who has it, what became of a proposed referral."""
    drafted: list[Draft] = []
    for template, to in zip(TOLD_OF_REFERRAL[event.referral], (event.person_id, event.coordinator_id), strict=True):
        if template is not None:
            drafted.extend(of_consultation(f"consultation-referral-{template}", event, to=to))
    return drafted


def of_membership(template: str, event: GroupJoined) -> Sequence[Draft]:
    """To the member."""
    return [
        Draft(event.person_id, template, "groups", {"group_id": event.group_id}, {"group": NameOfGroup(event.group_id)})
    ]


def of_suspension(person_id: str) -> Draft:
    """To whose mails came back."""
    return Draft(person_id, "mail-suspended", "settings")


def of_points(template: str, event: PointsEarned) -> Sequence[Draft]:
    """To whose account it is."""
    parameters: dict[str, Parameter] = {
        "amount": abs(event.amount),
        "balance": event.balance,
        "expires_at": utc_text(event.expires_at) if event.expires_at else None,
    }
    return [Draft(event.person_id, template, "points", parameters)]


def of_redemption(event: PointsRedeemed) -> Sequence[Draft]:
    """To whose account it is: once, by the last of the events that one redemption over several programmes makes."""
    if event.part < event.parts:
        return []
    parameters: dict[str, Parameter] = {
        "amount": event.total,
        "balance": event.balance,
        "place": event.place,
        "due_at": utc_text(event.due_at),
    }
    names: dict[str, Named] = {"reward": Bilingual(event.reward_ja, event.reward_en)}
    return [Draft(event.person_id, "points-redeemed", "points", parameters, names)]


def of_gift(event: PointsGiven) -> Sequence[Draft]:
    """To the giver or the recipient, whose event it is; neither is told who the other one is."""
    if event.part < event.parts:
        return []
    template = "points-given" if event.role == "giver" else "points-received"
    parameters: dict[str, Parameter] = {
        "amount": event.total,
        "balance": event.balance,
        "expires_at": utc_text(event.expires_at) if event.expires_at else None,
    }
    return [Draft(event.person_id, template, "points", parameters)]


def of_return(event: PointsReturned) -> Sequence[Draft]:
    """To whose account it is: what came back, of a reward or of a gift. Somebody erased is told nothing anyway."""
    if event.part < event.parts:
        return []
    parameters: dict[str, Parameter] = {"amount": event.total, "balance": event.balance}
    if event.reward_ja is None or event.reward_en is None:
        return [Draft(event.person_id, "points-gift-returned", "points", parameters)]
    template = "points-returned" if event.reason == "cancelled" else "points-unfetched"
    names: dict[str, Named] = {"reward": Bilingual(event.reward_ja, event.reward_en)}
    return [Draft(event.person_id, template, "points", parameters, names)]


def of_hand_over(event: RewardHandedOver) -> Sequence[Draft]:
    """To whose account it is: if it was somebody else, they ask."""
    names: dict[str, Named] = {"reward": Bilingual(event.reward_ja, event.reward_en)}
    parameters: dict[str, Parameter] = {"amount": event.amount, "place": event.place}
    return [Draft(event.person_id, "reward-handed-over", "points", parameters, names)]


ENDED = {"refused": "registration-refused", "expired": "registration-ended", "city": "registration-ended"}
"""What people are told whose registration is over. Whoever withdrew it knows."""


def of_registration(event: RegistrationApplied) -> Sequence[Draft]:
    """To the person, or to who answers for the group; to nobody when nobody does."""
    template = event.type.partition(".")[0]
    if isinstance(event, RegistrationEnded):
        template = "registration-ended-with-group" if event.standing else ENDED.get(event.reason, "")
    elif isinstance(event, RegistrationSuspended) and event.reason == "points":
        template = "registration-suspended-points"
    if event.person_id is None or not template:
        return []
    parameters: dict[str, Parameter] = {"group_id": event.group_id}
    if event.until is not None:
        parameters["until"] = utc_text(event.until)
    return [Draft(event.person_id, template, "registrations", parameters, _holder(event.group_id))]


def of_penalty(event: PenaltyRecorded) -> Sequence[Draft]:
    """To the person, or to who answers for the group."""
    if event.person_id is None:
        return []
    template = "penalty-waived" if isinstance(event, PenaltyWaived) else f"penalty-{event.kind}"
    parameters: dict[str, Parameter] = {
        "group_id": event.group_id,
        "booking_id": event.booking_id,
        "amount": event.amount,
        "balance": event.balance,
        "limit": event.limit,
        "until": utc_text(event.until),
        "deadline": utc_text(event.deadline) if event.deadline else None,
    }
    return [Draft(event.person_id, template, "registrations", parameters, _holder(event.group_id))]


def _holder(group_id: str | None) -> dict[str, Named]:
    return {"holder": NameOfGroup(group_id)} if group_id else {}
