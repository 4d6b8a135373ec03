"""A mail is handed over at most once, whatever the server does, and ends in a state that has a name."""

import asyncio
from datetime import timedelta

import pytest

from shared.errors import StoreUnavailable
from tests.integration.notifications.mail_kit import (
    HANA,
    Book,
    ends,
    joined,
    mail_site,
    mailing,
    postman,
    prefer,
    rows,
    status,
)
from tests.kit import client, clock_of, deliver, run_timers
from tests.sink import DROP, SILENCE, listening

HOUR = timedelta(hours=1)


@pytest.fixture
async def sink():
    async with listening() as sink:
        yield sink


@pytest.fixture
def site(tmp_path, sink):
    return mail_site(tmp_path, sink)


async def work_off(service):
    return await postman(service).work_off()


async def test_a_mail_reaches_the_server_once_and_is_known_to_have(site, sink):
    """However often the fact comes and the postman looks."""
    async with mailing(site) as service:
        for _ in range(3):
            await deliver(service, joined())
            await work_off(service)
        inbox = (await client(service, site).get("/inbox")).json()["items"]

        assert ["delivered"] == await ends(service)
        assert [1] == list(sink.counted.values())
        assert ["hana@mail.example"] == sink.offered
        assert 1 == len(inbox)


async def test_e_mail_is_for_those_who_asked_for_it(site, sink):
    """For anybody else it is no channel: no mail and no record of one, and no look at their address."""
    book = Book(ken="ken@mail.example")
    async with mailing(site, book) as service:
        await deliver(service, joined(person_id="ken"))
        await prefer(service, site, HANA, email=True, muted_channels=["email"])
        await deliver(service, joined())

        assert ([], [], []) == (await ends(service), await rows(service), book.asked)


async def test_a_muted_kind_is_suppressed_by_e_mail_too(site, sink):
    """The record says why."""
    async with mailing(site, muted_kinds=["groups"]) as service:
        await deliver(service, joined())

        assert ["suppressed not-wanted"] == await ends(service)


async def test_what_is_switched_off_before_it_is_sent_is_not_sent(site, sink):
    """The wish of the moment counts, not that of the moment it was queued."""
    book = Book()
    async with mailing(site, book) as service:
        await deliver(service, joined())
        await prefer(service, site, HANA)
        await work_off(service)

        assert (["suppressed not-wanted"], []) == (await ends(service), book.asked)
        assert not sink.mails


async def test_a_refusal_for_now_is_tried_again_later(site, sink):
    """4xx: the server has not got it, so that offering it again is safe; not at once, and in the end once."""
    sink.at_rcpt, sink.after_dot = ["450 4.2.0 greylisted"], ["451 4.3.0 try later"]
    async with mailing(site) as service:
        await deliver(service, joined())
        await work_off(service)
        assert 0 == await work_off(service)
        for _ in range(2):
            clock_of(site).advance(HOUR)
            await work_off(service)

        assert ["delivered"] == await ends(service)
        assert 3 == len(sink.offered)


@pytest.mark.parametrize(
    ("at_rcpt", "after_dot", "end"),
    [
        ("550 5.1.1 no such user", "", "failed no-such-mailbox"),
        ("550 5.7.1 not from you", "", "failed refused"),
        ("", "554 5.6.0 we do not like it", "failed refused"),
    ],
)
async def test_a_refusal_for_good_is_the_end(site, sink, at_rcpt, after_dot, end):
    """5xx, before or after the mail: with its reason, and never again."""
    sink.at_rcpt, sink.after_dot = [at_rcpt] if at_rcpt else [], [after_dot] if after_dot else []
    async with mailing(site) as service:
        await deliver(service, joined())
        await work_off(service)
        clock_of(site).advance(HOUR)
        await work_off(service)
        await run_timers(service)

        assert [end] == await ends(service)
        assert 1 == len(sink.offered)


async def test_a_line_that_breaks_before_the_mail_went_over_it_is_no_loss(site, sink):
    """The server cannot have it: it is offered again."""
    sink.at_data = [DROP, "452 4.3.1 no room"]
    async with mailing(site) as service:
        await deliver(service, joined())
        for _ in range(3):
            await work_off(service)
            clock_of(site).advance(HOUR)

        assert ["delivered"] == await ends(service)
        assert 1 == len(sink.mails)


@pytest.mark.parametrize("answer", [DROP, SILENCE])
async def test_a_line_that_breaks_after_the_mail_went_over_it_leaves_it_uncertain(tmp_path, sink, answer):
    """The server may have it: nobody sends it again, on any day."""
    site = mail_site(tmp_path, sink, smtp_timeout_seconds=0.3)
    sink.after_dot = [answer]
    async with mailing(site) as service:
        await deliver(service, joined())
        await work_off(service)
        for _ in range(3):
            clock_of(site).advance(HOUR)
            await work_off(service)
            await run_timers(service)

        assert ["uncertain no-answer"] == await ends(service)
        assert [1] == list(sink.counted.values())


async def test_an_attempt_without_an_outcome_is_uncertain_after_a_while(site, sink, monkeypatch):
    """As after a kill between the mail and its answer: what no process remembers is not sent again."""
    async with mailing(site) as service:
        await deliver(service, joined())
        await killed_before_the_outcome(service, monkeypatch)
        assert ["sending"] == await status(service)
        assert 0 == await work_off(service)
        await run_timers(service)
        assert ["sending"] == await status(service)
        clock_of(site).advance(HOUR)
        await run_timers(service)
        await run_timers(service)
        await work_off(service)

        assert ["uncertain no-record"] == await ends(service)
        assert [1] == list(sink.counted.values())


async def killed_before_the_outcome(service, monkeypatch):
    """Hand the mail over and end there, as a killed process does."""

    class Killed(BaseException):
        pass

    async def killed(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(postman(service), "_record", killed)
        with pytest.raises(Killed):
            await work_off(service)


async def test_an_answer_that_comes_late_is_believed(site, sink):
    """The process was slow, not dead: what it knows is better than not knowing."""
    async with mailing(site) as service:
        await deliver(service, joined())

        async def meanwhile():
            clock_of(site).advance(HOUR)
            await run_timers(service)

        sink.before_answer = meanwhile
        await work_off(service)

        assert ["uncertain no-record", "delivered"] == await ends(service)


async def test_of_two_processes_one_hands_it_over(site, sink):
    """Both see the same mail at the same moment."""
    async with mailing(site) as service:
        await deliver(service, joined(), joined(2), joined(3))
        one, other = postman(service), postman(service)
        other = type(one)(
            one._mails, one._addresses, one._letters, one._returns, one._server,
            health=one._health, figures=one._figures, connections=1, rate_max=1000.0,
        )  # fmt: skip
        await asyncio.gather(one.work_off(), other.work_off())

        assert ["delivered"] * 3 == await ends(service)
        assert [1, 1, 1] == list(sink.counted.values())


async def test_an_outcome_waits_for_a_store_that_is_away(site, sink, monkeypatch):
    """Nobody else knows it; it is not given up at the first fault, and the mail is not sent again."""
    monkeypatch.setattr("services.notifications.postman.RECORD_SECONDS", 0.0)
    async with mailing(site) as service:
        await deliver(service, joined())
        mails, faults = postman(service)._mails, [StoreUnavailable("away")] * 3
        deliver_once = mails.deliver

        async def sometimes(job, attempt):
            if faults:
                raise faults.pop()
            await deliver_once(job, attempt)

        monkeypatch.setattr(mails, "deliver", sometimes)
        await work_off(service)

        assert ["delivered"] == await ends(service)
        assert [1] == list(sink.counted.values())


async def test_whoever_has_no_address_gets_no_mail(site, sink):
    """Some people have none; it is a record, not a fault."""
    async with mailing(site, Book(**{HANA: None})) as service:
        await deliver(service, joined())
        await work_off(service)

        assert ["suppressed no-address"] == await ends(service)


@pytest.mark.parametrize("address", ["花@mail.example", "a b@mail.example", "x,y@mail.example", "x@-.example."])
async def test_an_address_that_no_mail_can_have_is_named(site, sink, address):
    """It is not offered to the server, and nothing of it is kept."""
    async with mailing(site, Book(**{HANA: address})) as service:
        await deliver(service, joined())
        await work_off(service)

        assert ["failed address-unusable"] == await ends(service)
        assert not sink.offered


async def test_the_worker_sends_what_is_queued_and_stops_after_what_it_has_in_hand(site, sink):
    """Started as the service starts it: several lines, woken by the commit."""
    async with mailing(site) as service:
        worker = postman(service)
        worker.start()
        await deliver(service, *(joined(n) for n in range(8)))
        async with asyncio.timeout(10):
            while len(sink.mails) < 8:
                await asyncio.sleep(0.01)
        await worker.stop()

        assert ["delivered"] * 8 == await ends(service)
        page = service.metrics.exposition().decode()
        assert 'kyoso_mails_delivered_total{service="notifications"} 8.0' in page
