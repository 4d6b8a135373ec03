"""From a fact to what is to be said about it, and to whom. Pure; names are filled in later, where they are known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.notifications.domain.events import Kind, Parameter
from shared.clock import utc_text
from shared.contracts.booking import ActivitySignedUp, BookingConfirmed
from shared.contracts.matching import GroupJoined, IntroductionProposed
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
class Bilingual:
    """A public name that the fact itself tells in both languages."""

    ja: str
    en: str


Named = Place | NameOfGroup | TitleOfActivity | Bilingual


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
    names: dict[str, Named] = {
        "activity": TitleOfActivity(event.activity_id),
        "group": NameOfGroup(event.group_id),
    }
    return [Draft(event.person_id, template, "activities", parameters, names)]


def of_introduction(template: str, event: IntroductionProposed, *, to: str) -> Sequence[Draft]:
    """To one of those whom an introduction concerns."""
    parameters: dict[str, Parameter] = {
        "introduction_id": event.introduction_id,
        "group_id": event.group_id,
        "due_at": utc_text(event.due_at),
    }
    return [Draft(to, template, "introductions", parameters, {"group": NameOfGroup(event.group_id)})]


def of_membership(template: str, event: GroupJoined) -> Sequence[Draft]:
    """To the member."""
    return [
        Draft(event.person_id, template, "groups", {"group_id": event.group_id}, {"group": NameOfGroup(event.group_id)})
    ]


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
