"""An activity to decide on, for the tests of its domain."""

from datetime import UTC, datetime, timedelta

from services.booking.domain.activities.activity import Activity
from services.booking.domain.activities.announcement import Announcement

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
STARTS, ENDS = NOW + timedelta(hours=5), NOW + timedelta(hours=7)
DURING = STARTS + timedelta(minutes=10)
FAR = {
    "starts_at": STARTS + timedelta(days=10), "ends_at": ENDS + timedelta(days=10), "deadline": NOW + timedelta(days=9),
}  # fmt: skip
"""Far enough away that an offer stands for a whole day."""


def wanted(**changes):
    return Announcement(
        **{
            "title": "大沢の畑で土づくり",
            "group_id": "osawa-garden",
            "place": "大沢地区公会堂",
            "starts_at": STARTS,
            "ends_at": ENDS,
            "deadline": NOW + timedelta(hours=4),
            "capacity": 2,
            **changes,
        }
    )


def done(activity, events):
    for event in events:
        activity.apply(event)
    return events


def an_activity(*people, **changes):
    activity = Activity(stream_name="activity/a1")
    done(activity, activity.announce(wanted(**changes), NOW))
    for person in people:
        done(activity, activity.sign_up(person, NOW))
    return activity


def attended(*people):
    activity = an_activity(*people)
    for person in people:
        done(activity, activity.attend_by_code(person, "right", DURING))
    return activity


def a_course(*people, days=3, **changes):
    """An activity of several days, an evening each week."""
    evenings = [
        {"starts_at": STARTS + timedelta(days=7 * n), "ends_at": ENDS + timedelta(days=7 * n)} for n in range(days)
    ]
    activity = Activity(stream_name="activity/a1")
    said = {**wanted().model_dump(exclude={"starts_at", "ends_at", "sessions"}), "sessions": evenings, **changes}
    done(activity, activity.announce(Announcement(**said), NOW))
    for person in people:
        done(activity, activity.sign_up(person, NOW))
    return activity
