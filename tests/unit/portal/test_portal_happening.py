"""What the portal hears: open events as they are, events about persons as counts, once each, today's only."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.portal import happening as module
from services.portal.happening import Happening, TooManyListeners
from services.portal.words import COUNTED
from shared.clock import MovableClock
from shared.contracts import BY_TYPE, TOPICS
from shared.contracts.base import ACTIVITIES, BOOKINGS
from tests.unit.portal.happening_kit import NOON, a_booking, a_sign_up, an_activity, heard, slots


@pytest.fixture
def clock():
    return MovableClock(start=NOON)


@pytest.fixture
def happening(clock):
    return Happening(clock)


def titles(happening):
    return [each.event.title for each in happening.news()]


def test_an_open_event_is_news(happening):
    """The newest comes first, and the list has an end."""
    for n in range(1, 12):
        happening.hear(heard(an_activity(f"{n}"), n=n))

    assert ["11", "10", "9", "8", "7", "6", "5", "4"] == titles(happening)


def test_an_event_about_a_person_is_only_counted(happening):
    """Nothing of who remains anywhere in the portal."""
    happening.hear(heard(a_booking()))
    happening.hear(heard(a_sign_up()))

    assert [] == happening.news()
    assert {**dict.fromkeys(COUNTED, 0), "booking-confirmed.v1": 1} == happening.counts()
    assert "hana" not in repr(vars(happening))


def test_people_are_counted_in_whole_fives_and_once_each(happening):
    """Twelve sign-ups by eleven people are at least ten; the same people again are no more."""
    for n, who in enumerate([*range(11), 0], 1):
        happening.hear(heard(a_sign_up(f"p{who}"), n=n))
    assert 10 == happening.counts()["activity-signed-up.v1"]

    for n, who in enumerate(range(11), 13):
        happening.hear(heard(a_sign_up(f"p{who}"), n=n))
    assert 10 == happening.counts()["activity-signed-up.v1"]


def test_the_people_of_yesterday_are_forgotten(happening, clock):
    """A new day counts everybody anew, and knows nobody by yesterday's digest."""
    for n in range(1, 6):
        happening.hear(heard(a_sign_up(f"p{n}"), n=n))
    before = set(happening._people["activity-signed-up.v1"])
    clock.advance(timedelta(days=1))
    assert 0 == happening.counts()["activity-signed-up.v1"]

    for n in range(6, 11):
        happening.hear(heard(a_sign_up(f"p{n - 5}"), n=n, at=clock.now()))

    assert 5 == happening.counts()["activity-signed-up.v1"]
    assert not before & happening._people["activity-signed-up.v1"]


def test_memory_of_people_has_a_bound(happening, monkeypatch):
    """Beyond it the number stands still."""
    monkeypatch.setattr(module, "PEOPLE_TOLD_APART_MAX", 6)
    for n in range(1, 21):
        happening.hear(heard(a_sign_up(f"p{n}"), n=n))

    assert 5 == happening.counts()["activity-signed-up.v1"]
    assert 6 == len(happening._people["activity-signed-up.v1"])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"person_id": 7}', b"null"])
def test_an_event_about_nobody_counts_nobody(happening, body):
    """Nor does it stop the counting."""
    happening.hear(heard(a_sign_up(), body=body))
    for n in range(2, 7):
        happening.hear(heard(a_sign_up(f"p{n}"), n=n))

    assert 5 == happening.counts()["activity-signed-up.v1"]


def test_a_repeat_counts_once(happening):
    """The bus may deliver again, also long after: what is not behind the last of its subject was heard."""
    first, second = heard(a_booking("b1"), n=1, subject="day/1"), heard(a_booking("b2"), n=2, subject="day/1")
    for incoming in (first, second, first, second, second):
        happening.hear(incoming)
    for _ in range(2):
        happening.hear(heard(an_activity()))

    assert 2 == happening.counts()["booking-confirmed.v1"]
    assert 1 == len(happening.news())


def test_subjects_are_told_apart(happening):
    """Every subject counts its own sequence."""
    for day in ("day/1", "day/2"):
        happening.hear(heard(a_booking(), n=1, subject=day))

    assert 2 == happening.counts()["booking-confirmed.v1"]


def test_memory_of_subjects_has_a_bound(happening, monkeypatch):
    """The oldest subject is forgotten first."""
    monkeypatch.setattr(module, "SUBJECTS_REMEMBERED_MAX", 2)
    for day in ("day/1", "day/2", "day/3"):
        happening.hear(heard(a_booking(), subject=day))

    assert [subject for _, subject in happening._last_seen] == ["day/2", "day/3"]


def test_the_day_turns_at_midnight_in_tokyo(happening, clock):
    """At 15:00 UTC the counts begin anew, although nothing was heard."""
    happening.hear(heard(a_booking()))
    happening.hear(heard(an_activity()))
    clock.advance(timedelta(hours=11, minutes=59))
    assert (1, 1) == (happening.counts()["booking-confirmed.v1"], len(happening.news()))
    before = happening.version

    clock.advance(timedelta(minutes=1))

    assert before != happening.version
    assert (0, 0) == (happening.counts()["booking-confirmed.v1"], len(happening.news()))
    assert datetime(2026, 12, 1, 15, 0, tzinfo=UTC) == happening.since


def test_another_days_events_are_passed_over(happening):
    """After a restart the bus tells of yesterday too."""
    happening.hear(heard(a_booking(), at=NOON - timedelta(days=1)))
    happening.hear(heard(an_activity(), at=NOON - timedelta(hours=12, seconds=1)))
    happening.hear(heard(an_activity("夜"), n=2, at=NOON - timedelta(hours=12)))

    assert 0 == happening.counts()["booking-confirmed.v1"]
    assert ["夜"] == titles(happening)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"title": "x"}', b"null"])
def test_what_cannot_be_read_is_passed_over(happening, body):
    """A poison message is for the services' dead letters; a page goes on."""
    happening.hear(heard(an_activity(), body=body))
    happening.hear(heard(an_activity("次"), n=2))

    assert ["次"] == titles(happening)


def test_a_type_on_a_topic_of_the_other_audience_is_neither_told_nor_counted(happening):
    """The embedded bus has no authentication: what a topic may carry decides, not what a header says."""
    happening.hear(heard(a_booking(), topic=ACTIVITIES.name))
    happening.hear(heard(an_activity(), topic=BOOKINGS.name))

    assert [] == happening.news()
    assert not any(happening.counts().values())


def test_everything_told_is_open_and_everything_counted_is_restricted():
    """The two lists are made of published events of the right audience."""
    assert {"open"} == {TOPICS[event.topic].audience for event in module.OPEN.values()}
    assert {"restricted"} == {TOPICS[BY_TYPE[name].topic].audience for name in COUNTED}
    assert all("person_id" not in event.model_fields for event in module.OPEN.values())


async def test_listeners_have_a_bound_and_are_forgotten(happening, monkeypatch):
    """One listener too many is refused; a place that was left is free again."""
    monkeypatch.setattr(module, "LISTENERS_MAX", 1)
    with happening.listening():
        with pytest.raises(TooManyListeners), happening.listening():
            pass
        assert 1 == happening.listeners

    assert 0 == happening.listeners
    with happening.listening():
        assert 1 == happening.listeners


async def test_whoever_waits_is_woken_by_the_next_event(happening):
    """All who wait, each time."""
    waiting = [asyncio.create_task(happening.changed()) for _ in range(3)]
    await asyncio.sleep(0)

    happening.hear(heard(slots()))

    await asyncio.wait_for(asyncio.gather(*waiting), 1)
