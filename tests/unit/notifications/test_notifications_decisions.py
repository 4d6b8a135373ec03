"""The decisions on one message and on one recipient, and the table of who may do what."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.api import asked_language
from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import (
    LanguageHeard,
    MessageHidden,
    MessageRead,
    MessageWritten,
    PersonForgotten,
    PreferencesSet,
)
from services.notifications.domain.message import Message, message_id
from services.notifications.domain.names import Activity, Facility, Group
from services.notifications.domain.recipient import Choices, Recipient
from services.notifications.permissions import ROLES, RULES, may, require, standings
from shared.contracts.booking import FacilityRegistered, Room
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.matching import GroupRegistered
from shared.contracts.notifications import MessageSent, MessageSuppressed
from shared.journal import Fact
from shared.web import Caller, Forbidden, NotFound
from shared.web.refusals import PersonErasedHere

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AGE_MAX = timedelta(hours=48)
DRAFT = Draft("p1", "group-joined", "groups", {"group_id": "g1"})


def a_fact(age=timedelta(0), id="f1.0"):
    return Fact(id=id, topic="kyoso.memberships", subject="group/g1", sequence="1", at=NOW - age)


def a_message(*events):
    message = Message(stream_name="message/p1/m1")
    for event in events:
        message.apply(event)
    return message


def sent(message=None, *, choices=None, age=timedelta(0)):
    message = message or a_message()
    return message.send(DRAFT, choices or Choices(), {"group": "園芸会"}, a_fact(age), NOW, AGE_MAX)


RECORD = {"message_id": "m1", "person_id": "p1", "channel": "inbox", "template": "group-joined", "language": "ja"}


def test_a_message_is_sent_with_what_it_says():
    """The public event names the template; the private one holds ids and public names."""
    assert [
        MessageSent(**RECORD),
        MessageWritten(kind="groups", parameters={"group_id": "g1", "group": "園芸会"}, fact_id="f1.0", at=NOW),
    ] == sent()


def test_the_persons_language_is_the_messages():
    """As it was when the message was sent."""
    assert "en" == sent(choices=Choices(language="en"))[0].language


@pytest.mark.parametrize(("age", "reasons"), [(AGE_MAX, []), (AGE_MAX + timedelta(seconds=1), ["too-old"])])
def test_an_old_fact_causes_no_message(age, reasons):
    """A new consumer must not write to everyone about last week; exactly at the limit is still told."""
    assert reasons == [event.reason for event in sent(age=age) if isinstance(event, MessageSuppressed)]


@pytest.mark.parametrize(
    "choices", [Choices(muted_kinds=("groups",)), Choices(muted_channels=("inbox",), muted_kinds=("points",))]
)
def test_what_is_not_wanted_is_suppressed(choices):
    """By kind or by channel."""
    assert [MessageSuppressed(**RECORD, reason="not-wanted")] == sent(choices=choices)


def test_another_kind_is_still_told():
    """Muting points does not mute groups."""
    assert isinstance(sent(choices=Choices(muted_kinds=("points",)))[0], MessageSent)


def test_a_message_is_recorded_once():
    """Sent or suppressed: the second time there is nothing to do."""
    assert [] == sent(a_message(*sent()))
    assert [] == sent(a_message(*sent(age=AGE_MAX * 2)))
    assert [] == sent(a_message(*sent(), MessageHidden()))


def test_reading_twice_is_reading_once():
    """And there must be something to read."""
    assert [MessageRead()] == a_message(*sent()).mark_read()
    assert [] == a_message(*sent(), MessageRead()).mark_read()
    for missing in (a_message(), a_message(*sent(age=AGE_MAX * 2)), a_message(*sent(), MessageHidden())):
        with pytest.raises(NotFound):
            missing.mark_read()


def test_a_hidden_message_keeps_nothing():
    """After an erasure the parameters are gone from the state."""
    message = a_message(*sent())

    assert [MessageHidden()] == message.hide()
    assert {} == a_message(*sent(), MessageHidden()).parameters


def test_a_messages_id_depends_on_fact_person_and_channel_only():
    """Whoever computes it, it is the same; another fact or person has another."""
    first = message_id(a_fact(), "p1", "inbox")

    assert first == message_id(a_fact(age=AGE_MAX), "p1", "inbox")
    assert 3 == len({first, message_id(a_fact(id="f2.0"), "p1", "inbox"), message_id(a_fact(), "p2", "inbox")})


def a_recipient(*events):
    recipient = Recipient(stream_name="person/p1")
    for event in events:
        recipient.apply(event)
    return recipient


def test_a_language_is_heard_when_it_changes():
    """Japanese is what one starts with."""
    assert [] == a_recipient().hear_language("ja")
    assert [LanguageHeard(language="en")] == a_recipient().hear_language("en-GB")
    assert [LanguageHeard(language="ja")] == a_recipient(LanguageHeard(language="en")).hear_language("vi")


def test_preferences_replace_the_whole_list():
    """Saying again what holds records nothing, in whatever order."""
    muted = PreferencesSet(muted_kinds=("bookings", "points"))

    assert [muted] == a_recipient().prefer(["points", "bookings", "points"], [])
    assert [] == a_recipient(muted).prefer(["bookings", "points"], [])
    assert [PreferencesSet()] == a_recipient(muted).prefer([], [])


def test_the_forgotten_have_no_choices():
    """Nothing is taken in and nothing shown any more."""
    gone = a_recipient(LanguageHeard(language="en"), PersonForgotten())

    assert ([], []) == (gone.hear_language("ja"), gone.forget())
    for act in (gone.present, lambda: gone.prefer([], [])):
        with pytest.raises(PersonErasedHere):
            act()
    assert Recipient(stream_name="person/p1", forgotten=True) == gone


def test_names_are_heard_once_and_again_when_they_change():
    """What is known already records nothing."""
    house = FacilityRegistered(
        facility_id="f1",
        name="大沢センター",
        address="x",
        bookable=True,
        rooms=(Room(room_id="r1", name="会議室", capacity=9),),
    )
    group = GroupRegistered(group_id="g1", name="園芸会", kind="theme", size_band="5-9")
    times = dict.fromkeys(("starts_at", "ends_at", "deadline"), NOW)
    activity = ActivityAnnounced(activity_id="a1", title="花植え", group_id="g1", place="x", capacity=9, **times)
    for state, fact in (
        (Facility(stream_name="facility/f1"), house),
        (Group(stream_name="group/g1"), group),
        (Activity(stream_name="activity/a1"), activity),
    ):
        (heard,) = state.hear(fact)
        state.apply(heard)
        assert [] == state.hear(fact)


def test_a_place_is_the_facility_with_its_rooms():
    """Rooms that are not known are left out; a facility that is not known has no name."""
    house = Facility(stream_name="facility/f1", name="大沢センター", rooms={"r1": "会議室", "r2": "和室"})

    assert "大沢センター 会議室・和室" == house.called(["r1", "r2", "r9"], "ja")
    assert "大沢センター" == house.called(["r9"], "ja")
    assert None is Facility(stream_name="facility/f2").called(["r1"], "ja")


def test_rooms_are_called_in_the_reader_s_language():
    """Where a room has no English name, by the Japanese one; a name that is added is heard."""
    known = Facility(stream_name="facility/f1")
    rooms = (Room(room_id="r1", name="会議室", capacity=9), Room(room_id="r2", name="和室", capacity=9))
    house = FacilityRegistered(facility_id="f1", name="大沢センター", address="x", bookable=True, rooms=rooms)
    known.apply(*known.hear(house))
    named = (rooms[0], rooms[1].model_copy(update={"name_en": "Tatami room"}))
    known.apply(*known.hear(house.model_copy(update={"rooms": named})))

    assert "大沢センター 会議室, Tatami room" == known.called(["r1", "r2"], "en")
    assert "大沢センター 会議室・和室" == known.called(["r1", "r2"], "ja")


@pytest.mark.parametrize("action", RULES)
@pytest.mark.parametrize("standing", ["self", *ROLES])
def test_who_may_do_what(action, standing):
    """Oneself, and nobody else, whatever their role; mails that came back and how mails stand are for the machines."""
    allowed = {"report-bounce": {"mail-gateway", "operator"}, "see-mails": {"operator"}}.get(action, {"self"})

    assert (standing in allowed) == may(action, frozenset({standing}))


def test_staff_do_not_read_anybodys_inbox():
    """A role is no relation."""
    staff = Caller("staff-mori", frozenset({"staff", "operator"}))

    assert {"staff", "operator"} == standings(staff, "p1")
    with pytest.raises(Forbidden):
        require("see-inbox", staff, "p1")


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, None), ("", None), ("fr, zh;q=0.9", None), ("en-GB,en;q=0.9", "en"), ("ja,en;q=0.8", "ja"),
     ("fr,en;q=0.1", "en"), ("*", None), ("den", None)],
)  # fmt: skip
def test_a_request_that_names_neither_language_leaves_the_persons(header, language):
    """Only what is really asked for counts."""
    assert language == asked_language(header)
