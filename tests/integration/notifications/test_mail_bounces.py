"""Mail that comes back ends in a state that has a name; what pretends to be one changes nothing."""

import asyncio
import base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from kyoso.admin import Scope, perform
from shared.contracts.people import PersonChanged
from tests.integration.notifications.mail_kit import (
    HANA,
    ends,
    joined,
    mail_site,
    mailing,
    postman,
    prefer,
    status,
)
from tests.kit import client, deliver, run_reactions, run_timers
from tests.sink import DROP, listening

GATEWAY = ("gateway-1", ("mail-gateway",))


@pytest.fixture
async def sink():
    async with listening() as sink:
        yield sink


@pytest.fixture
async def world(tmp_path, sink):
    site = mail_site(tmp_path, sink)
    async with mailing(site) as service:
        yield service, site


async def sent(world, sink, n=1):
    """Send one mail; the address that it comes back to, and its Message-ID."""
    service, _ = world
    await deliver(service, joined(n))
    await postman(service).work_off()
    return sink.envelopes[-1].mail_from, str(sink.mails[-1]["message-id"])


def a_notification(
    *, to="mailer@city.example", action="failed", code="5.1.1", message_id="", way_back="", original="rfc822"
):
    """What a mail server sends back (RFC 3464)."""
    mail = MIMEMultipart("report", **{"report-type": "delivery-status"})
    mail["From"], mail["To"], mail["Subject"] = "MAILER-DAEMON@mx.example", to, "Undelivered"
    mail.attach(MIMEText("I am sorry.", "plain"))
    report = MIMEBase("message", "delivery-status")
    about, recipient = EmailMessage(), EmailMessage()
    about["Reporting-MTA"] = "dns; mx.example"
    recipient["Final-Recipient"], recipient["Action"], recipient["Status"] = "rfc822; x@mail.example", action, code
    report.set_payload([about, recipient])
    mail.attach(report)
    returned = EmailMessage()
    if way_back:
        returned["Return-Path"] = f"<{way_back}>"
    if message_id:
        returned["Message-ID"] = message_id
    returned.set_content("…")
    if original == "rfc822":
        part = MIMEBase("message", "rfc822")
        part.set_payload([returned])
    else:
        part = MIMEText(f"Return-Path: <{way_back}>\nMessage-ID: {message_id}\n", "rfc822-headers")
    mail.attach(part)
    return mail.as_bytes()


async def report(world, content, caller=GATEWAY):
    service, site = world
    async with client(service, site, *caller, headers={"content-type": "message/rfc822"}) as http:
        answer = await http.post("/bounces", content=content)
    await run_reactions(service)
    return answer


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("5.1.1", "bounced-no-mailbox"),
        ("5.2.2", "bounced-mailbox-full"),
        ("5.7.1", "bounced-refused"),
        ("5.4.7", "bounced-other"),
        ("rubbish", "bounced-other"),
    ],
)
async def test_a_mail_that_comes_back_has_failed(world, sink, code, end):
    """By the address that it came back to; a second notification, or the same again, changes nothing."""
    to, _ = await sent(world, sink)
    first = await report(world, a_notification(to=to, code=code))
    again = await report(world, a_notification(to=to, code="5.7.1"))

    assert (200, end, "failed") == (first.status_code, first.json()["reason"], first.json()["status"])
    assert (200, "failed") == (again.status_code, again.json()["status"])
    assert ["delivered", f"failed {end}"] == await ends(world[0])


@pytest.mark.parametrize("original", ["rfc822", "headers"])
async def test_a_mail_is_known_by_its_own_message_id_too(world, sink, original):
    """Some gateways rewrite the recipient; the original comes along."""
    _, message_id = await sent(world, sink)
    answer = await report(world, a_notification(message_id=message_id, original=original))

    assert (200, "failed") == (answer.status_code, answer.json()["status"])
    assert ["delivered", "failed bounced-no-mailbox"] == await ends(world[0])


async def test_who_read_a_message_id_cannot_stop_the_mails(world, sink):
    """A reply and a forward carry it: a notification that knows no more ends that one mail, as often as it likes."""
    for n in range(4):
        _, message_id = await sent(world, sink, n)
        forged = a_notification(to=f"bounce+{message_id[1:-1]}", message_id=message_id)
        assert 200 == (await report(world, forged)).status_code

    assert ["delivered", "failed bounced-no-mailbox"] * 4 == await ends(world[0])
    assert 4 == len(sink.mails)


@pytest.mark.parametrize("original", ["rfc822", "headers"])
async def test_the_way_back_counts_wherever_it_stands(world, sink, original):
    """A gateway that rewrote the recipient returns it as a header of the original: that mailbox is not there."""
    to, message_id = await sent(world, sink)
    await report(world, a_notification(way_back=to, message_id=message_id, original=original))
    await deliver(world[0], joined(2))

    assert ["delivered", "failed bounced-no-mailbox", "suppressed suspended"] == await ends(world[0])


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
async def test_what_is_late_has_not_failed(world, sink, action):
    """It may still arrive, and nobody sends it again meanwhile."""
    to, _ = await sent(world, sink)
    answer = await report(world, a_notification(to=to, action=action, code="4.4.1"))

    assert (200, None, "delivered") == (answer.status_code, answer.json()["reason"], answer.json()["status"])
    assert ["delivered"] == await ends(world[0])


async def test_an_uncertain_mail_that_comes_back_is_certain(world, sink):
    """The server had it after all."""
    sink.after_dot = [DROP]
    to, _ = await sent(world, sink)
    await report(world, a_notification(to=to))

    assert ["uncertain no-answer", "failed bounced-no-mailbox"] == await ends(world[0])


async def test_a_mailbox_that_is_not_there_is_written_to_once(world, sink):
    """The inbox says so; later mails are suppressed, until the person asks again or changes their details."""
    service, site = world
    to, _ = await sent(world, sink)
    await report(world, a_notification(to=to))
    await deliver(service, joined(2))
    async with client(service, site) as http:
        shown = (await http.get("/preferences")).json()
        titles = [item["title"] for item in (await http.get("/inbox")).json()["items"]]
    again = await prefer(service, site, HANA, email=True)
    await sent(world, sink, 3)

    assert (True, True, False) == (shown["email"], shown["email_suspended"], again["email_suspended"])
    assert 1 == titles.count("お知らせメールを止めました")
    assert ["delivered", "failed bounced-no-mailbox", "suppressed suspended", "delivered"] == await ends(service)


async def test_new_details_end_a_suspension(world, sink):
    """The address may be another now."""
    service, _ = world
    sink.at_rcpt = ["550 5.1.1 nobody"]
    await deliver(service, joined())
    await postman(service).work_off()
    await run_reactions(service)
    await deliver(service, joined(2), PersonChanged(person_id=HANA))
    await sent(world, sink, 3)

    assert ["failed no-such-mailbox", "suppressed suspended", "delivered"] == await ends(service)


async def test_a_mailbox_that_is_full_three_times_is_left_alone(world, sink):
    """Once may be chance."""
    for n in range(3):
        to, _ = await sent(world, sink, n)
        await report(world, a_notification(to=to, code="5.2.2"))
    await deliver(world[0], joined(9))

    assert "suppressed suspended" == (await ends(world[0]))[-1]
    assert 3 == len(sink.mails)


async def test_a_forged_notification_changes_nothing(world, sink):
    """Without the proof that the mail carries anybody could have mails called undelivered."""
    service, _ = world
    to, _ = await sent(world, sink)
    other = "0" if to.partition("@")[0][-1] != "0" else "1"
    forged = to.replace("@", f"{other}@"), to.partition("-")[0] + f"-{'0' * 12}@city.example", "someone@city.example"
    answers = [await report(world, a_notification(to=each)) for each in forged]
    answers.append(await report(world, b"From: x\r\n\r\nI am on holiday."))
    answers.append(await report(world, b"\xff\x00" * 500))

    assert ["bounce-unknown"] * 3 + ["not-a-bounce"] * 2 == [answer.json()["code"] for answer in answers]
    assert {422} == {answer.status_code for answer in answers}
    assert ["delivered"] == await ends(service)


async def test_what_a_stranger_writes_into_a_header_costs_nothing(world, sink):
    """Parentheses within parentheses, and a line of a hundred thousand folds: refused in words, and soon."""
    await sent(world, sink)
    nested = a_notification(to="(" * 5_000 + "x@city.example")
    folded = a_notification().replace(b"Action: failed", b"Action: failed" + b"\r\n a" * 100_000)
    semicolons = b"Content-Type: multipart/report" + b";a=b" * 60_000 + b"\r\n\r\nx"

    codes = [(await report(world, content)).json()["code"] for content in (nested, folded, semicolons)]

    assert ["bounce-unknown", "not-a-bounce", "not-a-bounce"] == codes


async def test_only_the_gateway_and_operators_report(world, sink):
    """Nobody has a mail called undelivered by saying so; who runs the service sees how mails stand, without words."""
    service, site = world
    to, _ = await sent(world, sink)
    for roles in (("resident",), ("staff", "coordinator", "auditor")):
        answer = await report(world, a_notification(to=to), ("somebody", roles))
        assert (403, "forbidden") == (answer.status_code, answer.json()["code"])
    async with client(service, site, "ops", ("operator",)) as http:
        (shown,) = (await http.get("/mails", params={"status": "delivered"})).json()["items"]
    async with client(service, site) as http:
        assert 403 == (await http.get("/mails")).status_code

    assert {"message_id", "person_id", "template", "status", "reason", "queued_at"} == set(shown)
    assert ["delivered"] == await ends(service)


async def test_a_notification_may_be_faster_than_our_own_record(world, sink):
    """It came back before the answer was written down: it has failed, and is not called delivered afterwards."""
    service, _ = world

    async def meanwhile():
        await report(world, a_notification(to=sink.envelopes[-1].mail_from))

    sink.before_answer = meanwhile
    await sent(world, sink)
    await asyncio.sleep(0)

    assert ["failed bounced-no-mailbox"] == await ends(service)
    assert ["failed"] == await status(service)
    assert 0 == await run_timers(service)


async def test_an_operator_hands_it_in_by_command(world, sink):
    """The same as by the route, audited by its digest alone; the list shows how mails stand."""
    service, site = world
    to, _ = await sent(world, sink)
    scope = Scope(site, {service.name: service}, {})
    content = base64.b64encode(a_notification(to=to)).decode()
    done = [await perform("mail-bounce", {"content": content}, scope) for _ in range(2)]
    (listed,) = (await perform("mail-list", {"status": "failed"}, scope))["items"]

    assert ["failed"] * 2 == [each["status"] for each in done]
    assert {"message_id", "template", "status", "reason", "queued_at"} == set(listed)
    assert ["delivered", "failed bounced-no-mailbox"] == await ends(service)
    assert content[:40] not in (site.settings.data / "audit.jsonl").read_text()
