"""Mails wait for whoever is away, and are not sent to whoever is gone or where none are sent."""

from datetime import timedelta

import pytest

from services.notifications.addresses import PeopleAway
from services.notifications.line import ServerAway
from shared.contracts.people import PersonErased
from shared.journal.rebuild import rebuild
from tests.integration.notifications.mail_kit import HANA, Book, ends, joined, mail_site, mailing, postman, rows, status
from tests.kit import client, clock_of, deliver, run_timers
from tests.sink import listening

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


async def test_a_mail_server_that_is_away_loses_nothing_and_its_time_is_bounded(tmp_path, site, sink):
    """No mail suffers for it; after the time in which a message is of use it is given up."""
    shut = mail_site(tmp_path, sink, smtp_port=1)
    async with mailing(shut) as service:
        await deliver(service, joined())
        with pytest.raises(ServerAway):
            await work_off(service)
        assert (["queued"], []) == (await status(service), await ends(service))
        clock_of(shut).advance(49 * HOUR)
        await run_timers(service)

        assert ["failed gave-up"] == await ends(service)


async def test_people_who_are_away_are_waited_for(site, sink):
    """The mail stays queued and goes when they are back."""
    book = Book()
    async with mailing(site, book) as service:
        await deliver(service, joined())
        book.away = PeopleAway("answered 503")
        with pytest.raises(PeopleAway):
            await work_off(service)
        assert ["queued"] == await status(service)
        book.away = None
        await work_off(service)

        assert ["delivered"] == await ends(service)


@pytest.mark.parametrize("sender", ["550 5.7.1 who are you", "421 4.3.2 closing"])
async def test_a_server_that_wants_none_of_our_mail_is_away(site, sink, sender):
    """A wrong setting must not fail everybody's mail."""
    sink.at_mail = [sender]
    async with mailing(site) as service:
        await deliver(service, joined())
        with pytest.raises(ServerAway):
            await work_off(service)
        assert ["queued"] == await status(service)
        await work_off(service)

        assert ["delivered"] == await ends(service)


async def test_an_erased_person_is_not_written_to_and_not_looked_up(site, sink):
    """Queued mails go with the person, without a record of a reason."""
    book = Book()
    async with mailing(site, book) as service:
        await deliver(service, joined(), PersonErased(person_id=HANA))
        assert ["hidden"] == await status(service)
        await work_off(service)
        await run_timers(service)

        assert ([], []) == (await ends(service), book.asked)
        assert ["hidden"] == await status(service)
        assert not sink.mails


async def test_people_may_know_of_an_erasure_first(site, sink):
    """Their answer counts though the event has not arrived yet."""
    book = Book()
    book.erased = {HANA}
    async with mailing(site, book) as service:
        await deliver(service, joined())
        await work_off(service)

        assert (["hidden"], []) == (await status(service), await ends(service))


async def test_without_a_mail_server_there_is_no_e_mail(tmp_path):
    """It is not offered, asking for it is refused, and nothing is queued."""
    site = mail_site(tmp_path, type("NoSink", (), {"port": 1}), smtp_host="", mail_from="")
    async with mailing(site, email=False) as service:
        await deliver(service, joined())
        async with client(service, site) as http:
            refused = await http.put("/preferences", json={"email": True})
            shown = (await http.get("/preferences")).json()

        assert (409, "no-mail", False) == (refused.status_code, refused.json()["code"], shown["email_offered"])
        assert ([], []) == (await ends(service), list(service.background))


async def test_rows_and_states_of_mails_are_what_the_journal_alone_gives(site, sink):
    """Delivered, deferred, refused, suppressed: byte for byte the same after a rebuild."""
    sink.at_rcpt = ["250 OK", "450 4.2.0 later", "550 5.1.1 nobody"]
    async with mailing(site) as service:
        await deliver(service, joined(1), joined(2), joined(3))
        await work_off(service)
        await deliver(service, joined(4))
        journal = service.journal
        before = [row.model_dump_json() for row in await rows(service)], await status(service)
        await rebuild(journal.model, journal.store)
        journal.writer.forget_cache()

        assert before == ([row.model_dump_json() for row in await rows(service)], await status(service))
        assert ["delivered", "failed", "queued", "queued"] == sorted(before[1])
