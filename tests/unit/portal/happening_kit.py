"""Events as the portal hears them from the bus."""

from datetime import UTC, datetime

from shared.contracts.base import TOPICS
from shared.contracts.booking import BookingConfirmed, SlotsTaken
from shared.contracts.booking_activities import ActivityAnnounced, ActivitySignedUp
from shared.messaging.envelope import Arrived, Incoming
from tests.kit import the_fact

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Noon in Tokyo."""


def heard(event, *, n=1, at=NOON, subject=None, topic=None, body=None):
    """``event`` as it arrives; the same ``n`` again is a redelivery."""
    fact = the_fact(event, at=at, subject=subject, n=n)
    arrived = Arrived(topic or event.topic, b"", event.body() if body is None else body, ())
    fact = type(fact)(fact.id, arrived.topic, fact.subject, fact.sequence, fact.at)
    assert topic is None or topic in TOPICS
    return Incoming(arrived, event.type, fact, "")


def an_activity(title="大沢の畑で土づくり", activity_id="a1"):
    return ActivityAnnounced(
        activity_id=activity_id,
        title=title,
        group_id="osawa-garden",
        place="大沢地区公会堂",
        starts_at=NOON,
        ends_at=NOON,
        deadline=NOON,
        capacity=5,
    )


def slots(starts_at=NOON, ends_at=NOON, kind=SlotsTaken):
    return kind(facility_id="osawa-cc", room_ids=("gym",), starts_at=starts_at, ends_at=ends_at)


def a_sign_up(person_id="resident-hana"):
    return ActivitySignedUp(activity_id="a1", group_id="osawa-garden", person_id=person_id)


def a_booking(booking_id="b1"):
    return BookingConfirmed(
        booking_id=booking_id,
        facility_id="osawa-cc",
        room_ids=("gym",),
        starts_at=NOON,
        ends_at=NOON,
        person_id="resident-hana",
        people=3,
        purpose="meeting",
        fee=0,
    )
