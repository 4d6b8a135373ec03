"""What people are told of activities that change, and of places that come free."""

from datetime import timedelta

import pytest

from services.notifications.app import build
from shared.contracts.booking_activities import (
    ActivityChanged,
    ActivitySignedUp,
    ParticipationAffected,
    WaitingOffered,
    WaitingPassed,
)
from shared.contracts.booking_co_hosts import CoHostAnswered, CoHostAsked
from shared.contracts.matching import GroupRegistered
from shared.contracts.people import PersonChanged
from tests.integration.notifications.test_notifications_inbox import ACTIVITY, GROUP, NOW, TEN, inbox
from tests.kit import deliver, make_site, opened


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path, NOW)


@pytest.fixture
async def service(site):
    async with opened(build(site)) as service:
        yield service


async def test_a_change_says_what_was_and_what_is_under_the_new_title(service, site):
    """In the language of each; and the same fact again is no second message."""
    later = TEN + timedelta(hours=3)
    affected = ParticipationAffected(
        activity_id="a1", group_id="osawa-garden", person_id="resident-hana", standing="signed-up",
        changed=("title", "time", "place"), place="大沢体育館", starts_at=later, ends_at=later + timedelta(hours=2),
        was_place="大沢センター", was_starts_at=TEN, was_ends_at=TEN + timedelta(hours=2),
    )  # fmt: skip
    retitled = ActivityChanged(**{**ACTIVITY.model_dump(), "title": "球根植えの日"})
    await deliver(service, GROUP, ACTIVITY, retitled, affected, affected)

    (message,) = await inbox(service, site)
    (english,) = await inbox(service, site, **{"accept-language": "en"})

    assert "時間と場所が変わりました: 球根植えの日" == message["title"]
    assert "前: 2026年12月1日（火） 10:00から12:00まで 大沢センター" in message["body"]
    assert "新しい日時: 2026年12月1日（火） 13:00から15:00まで\n新しい場所: 大沢体育館" in message["body"]
    assert "It is now: Tue, 1 December 2026, 13:00 to 15:00" in english["body"]


async def test_an_offer_says_until_when_and_its_end_what_can_be_done(service, site):
    """Whoever waits hears of both; whoever declined is not told what they did."""
    waiting = {"activity_id": "a1", "group_id": "osawa-garden", "person_id": "resident-hana"}
    await deliver(service, GROUP, ACTIVITY, WaitingOffered(**waiting, deadline=TEN))
    await deliver(service, WaitingPassed(**waiting, reason="declined"), n=2)
    await deliver(service, WaitingPassed(**waiting, reason="offer-expired"), n=3)

    expired, offered = sorted(await inbox(service, site), key=lambda message: message["template"])

    assert ("waiting-offer-expired", "waiting-offered") == (expired["template"], offered["template"])
    assert "2026年12月1日（火） 10:00までに案内を受けてください" in offered["body"]


EN = {"accept-language": "en"}
BLOCK = GroupRegistered(group_id="osawa-block", name="大沢町会", kind="neighbourhood", size_band="10-29")


async def test_what_two_groups_hold_is_named_after_both(service, site):
    """From their yes on, in every message about it; before it, and for whom it has ended, after one."""
    alone = ActivitySignedUp(activity_id="a1", group_id="osawa-garden", person_id="resident-hana")
    await deliver(service, GROUP, BLOCK, ACTIVITY, alone)
    (before,) = await inbox(service, site)
    both = ActivityChanged(**{**ACTIVITY.model_dump(), "together_with": ("osawa-block",)})
    told = ParticipationAffected(
        activity_id="a1", group_id="osawa-garden", person_id="resident-hana", standing="signed-up", changed=(),
        place="大沢センター", starts_at=TEN, ends_at=TEN + timedelta(hours=2), was_place="大沢センター",
        was_starts_at=TEN, was_ends_at=TEN + timedelta(hours=2), together_with=("osawa-block",),
    )  # fmt: skip

    await deliver(service, both, told, alone, n=2)

    after = {each["template"]: each["body"] for each in await inbox(service, site) if each != before}
    assert "大沢町会" not in before["body"]
    assert {"activity-hosts-changed", "activity-signed-up"} == set(after)
    assert all("大沢園芸会と大沢町会" in body for body in after.values()), after
    await deliver(service, PersonChanged(person_id="resident-hana", language="en"), alone, n=3)
    assert any(
        "“花植えの日” by 大沢園芸会 and 大沢町会" in each["body"] for each in await inbox(service, site, **EN)
    ), [each["body"] for each in await inbox(service, site, **EN)]


async def test_officers_are_asked_and_told_the_answer(service, site):
    """The group that is asked, in the words of its question; the one that announced, once."""
    asked = {"activity_id": "a1", "group_id": "osawa-garden", "to_group_id": "osawa-block", "starts_at": TEN}
    question = CoHostAsked(**asked, officer_ids=("resident-hana",))
    await deliver(service, GROUP, BLOCK, ACTIVITY, question, question)
    (message,) = await inbox(service, site)
    assert ("co-host-asked", "大沢園芸会から共催のお誘いがありました") == (message["template"], message["title"])
    assert "大沢町会と一緒に開きたい" in message["body"]

    await deliver(service, CoHostAnswered(**asked, officer_ids=("resident-hana",), accepted=False), n=2)

    assert {"co-host-asked", "co-host-declined"} == {each["template"] for each in await inbox(service, site)}
