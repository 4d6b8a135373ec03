"""The decisions on one mail: every order of what can happen to it, and never two attempts that nobody answered for."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.drafts import Draft
from services.notifications.domain.events import AddressFailed, MailAttempted, MailSuspended, PreferencesSet
from services.notifications.domain.mail import Mail
from services.notifications.domain.recipient import BOUNCES_MAX, Choices, Recipient
from services.notifications.letter import Addressee, Returns, StopLink, one_line
from services.notifications.line import Answer, dotted
from services.notifications.refusals import LinkOver
from shared.contracts.notifications import MessageDelivered, MessageFailed, MessageUncertain
from shared.journal import Fact

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AGE_MAX = timedelta(hours=48)
MINUTE = timedelta(minutes=1)
WANTING = Choices(email=True)
DRAFT = Draft("p1", "group-joined", "groups", {"group_id": "g1"})


def a_fact(age=timedelta(0)):
    return Fact(id="f1.0", topic="kyoso.memberships", subject="group/g1", sequence="1", at=NOW - age)


def after(mail, events):
    for event in events:
        mail.apply(event)
    return mail


def queued(age=timedelta(0)):
    mail = Mail(stream_name="mail/p1/m1")
    return after(mail, mail.queue(DRAFT, WANTING, {}, a_fact(age), NOW, AGE_MAX))


def sending(attempt="a"):
    mail = queued()
    return after(mail, mail.claim(attempt, NOW, NOW + 10 * MINUTE))


@pytest.mark.parametrize(
    ("choices", "age", "reason"),
    [
        (WANTING, AGE_MAX + MINUTE, "too-old"),
        (Choices(email=True, muted_kinds=("groups",)), MINUTE, "not-wanted"),
        (Choices(), MINUTE, "not-wanted"),
        (Choices(email=True, suspended=True), MINUTE, "suspended"),
    ],
)
def test_why_a_mail_is_not_queued(choices, age, reason):
    """Each with its name."""
    (event,) = Mail(stream_name="mail/p1/m1").queue(DRAFT, choices, {}, a_fact(age), NOW, AGE_MAX)

    assert (reason, "email") == (event.reason, event.channel)


def test_one_attempt_at_a_time_and_not_before_its_time_nor_after():
    """Who comes second gets nothing; so does who comes early, or too late."""
    assert [] == sending().claim("b", NOW, NOW + MINUTE)
    deferred = queued()
    after(deferred, deferred.defer("", "smtp-450", NOW + MINUTE))
    assert [] == deferred.claim("a", NOW, NOW + MINUTE)
    assert [] != deferred.claim("a", NOW + MINUTE, NOW + 2 * MINUTE)
    assert [] == queued().claim("a", NOW + AGE_MAX, NOW + AGE_MAX + MINUTE)


def test_only_who_holds_it_says_what_became_of_it():
    """Another process's outcome, or one of before, is not this one's."""
    for decide in (
        lambda mail: mail.deliver("b"),
        lambda mail: mail.fail("b", "refused"),
        lambda mail: mail.defer("b", "x", NOW),
        lambda mail: mail.doubt("b", "no-answer"),
        lambda mail: mail.fail("", "refused"),
        lambda mail: mail.defer("", "x", NOW),
    ):
        assert [] == decide(sending("a"))


def test_an_uncertain_mail_is_not_tried_again():
    """It may be called delivered by who knows better, or failed when it comes back; nothing else."""
    uncertain = sending()
    after(uncertain, uncertain.expire(NOW + 10 * MINUTE))

    assert "uncertain" == uncertain.status
    assert [] == uncertain.claim("b", NOW + 20 * MINUTE, NOW + 30 * MINUTE)
    assert [] == uncertain.defer("a", "x", NOW) == uncertain.expire(NOW + AGE_MAX)
    assert [MessageDelivered] == [type(event) for event in uncertain.deliver("a")]
    assert [MessageFailed] == [type(event) for event in uncertain.bounce("bounced-other", counts=False)]


def test_what_came_back_by_two_ways_speaks_for_its_address_once():
    """Known by its Message-ID it has failed; only the way back counts against the address, also when it comes later."""
    mail = sending()
    after(mail, mail.deliver("a"))
    after(mail, mail.bounce("bounced-other", counts=False))
    late = mail.bounce("bounced-no-mailbox", counts=True)
    after(mail, late)

    assert [AddressFailed] == [type(event) for event in late]
    assert [] == mail.bounce("bounced-other", counts=True) == mail.bounce("bounced-other", counts=False)
    refused = sending()
    after(refused, refused.fail("a", "refused"))
    assert [] == refused.bounce("bounced-other", counts=True)


def test_a_try_that_would_come_too_late_is_the_last():
    """Given up now, not asked for ever."""
    assert ["gave-up"] == [event.reason for event in queued().defer("", "smtp-450", NOW + AGE_MAX)]
    assert ["gave-up"] == [event.reason for event in queued().expire(NOW + AGE_MAX)]
    assert [] == queued().expire(NOW + AGE_MAX - MINUTE)


MOVES = {
    "claim": lambda mail, at, who: mail.claim(who, at, at + 10 * MINUTE),
    "deliver": lambda mail, at, who: mail.deliver(who),
    "fail": lambda mail, at, who: mail.fail(who, "refused"),
    "defer": lambda mail, at, who: mail.defer(who, "smtp-451", at + MINUTE),
    "refused before": lambda mail, at, who: mail.fail("", "no-such-mailbox"),
    "later before": lambda mail, at, who: mail.defer("", "smtp-450", at + MINUTE),
    "doubt": lambda mail, at, who: mail.doubt(who, "no-answer"),
    "expire": lambda mail, at, who: mail.expire(at),
    "bounce": lambda mail, at, who: mail.bounce("bounced-other", counts=who == "a"),
    "hide": lambda mail, at, who: mail.hide(),
    "suppress": lambda mail, at, who: mail.suppress("not-wanted"),
}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from("ab"), st.integers(0, 2_000)), max_size=25))
def test_no_order_of_things_hands_a_mail_over_again_unless_it_was_certainly_not_taken(moves):
    """Whatever two processes, timers, bounces and people do: between two attempts lies a word that it was not taken."""
    mail, at, events = queued(), NOW, []
    for move, who, minutes in moves:
        at += minutes * MINUTE
        found = list(MOVES[move](mail, at, who))
        after(mail, found)
        events += [event.type for event in found]

    attempts = [number for number, type_name in enumerate(events) if type_name == MailAttempted.type]
    for one, next_one in pairwise(attempts):
        assert "mail-deferred.v1" in events[one:next_one]
    if MessageUncertain.type in events:
        assert MailAttempted.type not in events[events.index(MessageUncertain.type) :]


def test_a_mailbox_that_is_not_there_is_enough_once_and_others_three_times():
    """Then nothing is sent until the person asks again, which counts from the beginning."""
    person = Recipient(stream_name="person/p1", choices=WANTING)
    assert [MailSuspended] == [type(event) for event in person.bounce("bounced-no-mailbox")[1:]]
    for _ in range(BOUNCES_MAX - 1):
        (only,) = person.bounce("bounced-mailbox-full")
        person.apply(only)
    after(person, person.bounce("bounced-mailbox-full"))
    assert person.choices.suspended
    assert [] == person.bounce("bounced-other")

    after(person, person.prefer((), (), email=True))
    assert (False, 0) == (person.choices.suspended, person.bounces)


def test_asking_for_what_one_has_changes_nothing():
    """No event, so that a client may say it as often as it likes."""
    person = Recipient(stream_name="person/p1")
    (event,) = person.prefer((), (), email=True, plain=True)
    person.apply(event)

    assert PreferencesSet(email=True, plain=True) == event
    assert [] == person.prefer((), (), email=True, plain=True)


@pytest.mark.parametrize(
    "address", ["", "@", "a@b", "a@b@c.example", "a@.example", "<a>@b.example", 'a"b@c.example', "é@b.example"]
)
def test_what_is_no_address_for_mail(address):
    """Nothing that a header or a server could read as more than one mailbox."""
    assert None is Addressee.of(address)


def test_a_domain_in_any_script_is_told_in_ascii():
    """Names of Japanese domains are allowed; servers know them by their other name."""
    assert "info@xn--wgv71a119e.jp" == Addressee.of("info@日本語.jp").spec


ID = "6f3c4a51-9d2b-5c52-8a3e-0b1f0c1d2e3f"


@pytest.mark.parametrize("purpose", ["bounce", "message-id"])
def test_a_tag_is_only_believed_with_its_proof(purpose):
    """Of this deployment, of this message, and for this purpose."""
    returns, other = Returns(b"k" * 32, "x@city.example"), Returns(b"l" * 32, "x@city.example")
    tag, strange = (tags_of(each)[purpose] for each in (returns, other))
    elsewhere = {"bounce": "message-id", "message-id": "bounce"}[purpose]

    assert ID == returns.of(purpose, tag)
    assert [None] * 4 == [returns.of(purpose, each) for each in (strange, tag[:-1], tag.replace("6f", "7f"), "")]
    assert None is returns.of(elsewhere, tag)
    assert len(returns.path(ID).partition("@")[0]) <= 64


def test_a_link_stops_what_it_was_made_for_and_no_other_part_of_a_mail_stops_anything():
    """Not with another number in it; and what stands in archives and logs of mail servers is no link."""
    returns = Returns(b"k" * 32, "x@city.example")
    link = StopLink(ID, 12)
    tag = returns.off(link)
    id, _, proof = tag.split("-")
    proofs = [each.rpartition("-")[2] for each in tags_of(returns).values()]

    assert link == returns.stopping(tag)
    assert [None] * 5 == [
        returns.stopping(each)
        for each in (f"{id}-13-{proof}", f"{id}-{proof}", f"{id}-012-{proof}", *(f"{id}-12-{each}" for each in proofs))
    ]
    assert [None, None] == [returns.of(purpose, f"{id}-{proof}") for purpose in ("bounce", "message-id")]
    assert len(tag) <= 64


def tags_of(returns):
    """What a mail carries in sight of mail servers, and in sight of everybody."""
    path, message_id = returns.path(ID), returns.message_id(ID)
    return {"bounce": path.removeprefix("bounce+").partition("@")[0], "message-id": message_id[1:].partition("@")[0]}


def test_a_wish_for_mails_is_numbered_anew_only_when_there_was_none():
    """Asked again while it stands, it is the same one; after a stop, or mails that came back, another."""
    person, asked = Recipient(stream_name="person/p1"), []
    for wish in ({"email": True}, {"email": True, "plain": True}, {"email": False}, {"email": True}):
        after(person, person.prefer((), (), **wish))
        asked.append(person.choices.asked)
    after(person, person.bounce("bounced-no-mailbox"))
    after(person, person.prefer((), (), email=True))

    assert [1, 1, 1, 2, 3] == [*asked, person.choices.asked]


def test_a_link_of_an_earlier_wish_does_not_end_a_later_one():
    """It says so, as long as there is something to end; where nothing is, it is as good as done."""
    person = Recipient(stream_name="person/p1", choices=Choices(email=True, asked=2))
    with pytest.raises(LinkOver):
        person.switch_email_off(1)
    after(person, person.switch_email_off(2))

    assert (False, 2) == (person.choices.email, person.choices.asked)
    assert [] == person.switch_email_off(1) == person.switch_email_off(2)


@pytest.mark.parametrize(
    ("code", "text", "answer"),
    [
        (450, "4.2.0 later", Answer("later", 450, "4.2.0")),
        (421, "bye", Answer("later", 421)),
        (550, "5.1.1 nobody", Answer("refused", 550, "5.1.1")),
        (554, "no 5.1.1 here", Answer("refused", 554)),
    ],
)
def test_what_an_answer_means(code, text, answer):
    """By the code, and the status that begins the text."""
    assert answer == Answer.of(code, text)


def test_a_dot_at_the_beginning_of_a_line_is_doubled():
    """RFC 5321, 4.5.2; one line end at the end."""
    assert b"a\r\n..\r\n..b\r\n" == dotted(b"a\r\n.\r\n.b\r\n\r\n")
    assert "a b c" == one_line("a\r\n b\t\u2028c\x00")
