"""What a mail looks like to whoever gets it: headers that nobody can add to, words in their language, a way to stop."""

import re
import ssl

import pytest

from services.notifications.letter import Addressee
from services.notifications.line import ServerAway
from shared.contracts.matching import GroupRegistered
from shared.contracts.people import PersonRegistered
from tests.integration.notifications.mail_kit import (
    HANA,
    Book,
    certificate,
    ends,
    joined,
    mail_site,
    mailing,
    postman,
    prefer,
    status,
)
from tests.kit import client, deliver
from tests.sink import listening


@pytest.fixture
async def sink():
    async with listening() as sink:
        yield sink


def group(name):
    return GroupRegistered(group_id="g1", name=name, kind="theme", size_band="5-9")


async def the_mail(site, sink, *events, book=None, **wish):
    async with mailing(site, book, **wish) as service:
        await deliver(service, *events, joined())
        await postman(service).work_off()
    (mail,), (envelope,) = sink.mails, sink.envelopes
    return mail, envelope


async def test_a_mail_says_what_it_is(tmp_path, sink):
    """From the city, to the person, generated, in its language, with an id that stays and a way to stop it."""
    site = mail_site(tmp_path, sink, city_name="こもれび市")
    mail, envelope = await the_mail(site, sink, group("大沢園芸会"))
    text = mail.get_content()

    assert "大沢園芸会の会員になりました" == mail["subject"]
    assert ("こもれび市 <kyoso@city.example>", "hana@mail.example") == (str(mail["from"]), str(mail["to"]))
    assert ("auto-generated", "ja") == (mail["auto-submitted"], mail["content-language"])
    assert "大沢園芸会の会員になりました。" in text
    link = re.search(r"https://kyoso.city.example/notifications/email-off/(\S+)", text)
    assert (f"<{link.group(0)}>", "List-Unsubscribe=One-Click") == (
        mail["list-unsubscribe"], mail["list-unsubscribe-post"],
    )  # fmt: skip
    assert f"\r\nList-Unsubscribe: <{link.group(0)}>\r\n".encode() in envelope.content
    tags = [re.fullmatch(shape, found)[1] for shape, found in (
        (r"bounce\+(\S+)@city.example", envelope.mail_from), (r"<(\S+)@city.example>", str(mail["message-id"])),
    )]  # fmt: skip
    apart = [tag.rpartition("-") for tag in (*tags, link.group(1))]
    assert (1, 3) == (len({id[:32] for id, _, _ in apart}), len({proof for _, _, proof in apart}))
    assert "Sun, 22 Nov 2026 12:00:00 +0900" == mail["date"]


async def test_a_mail_is_in_the_words_that_its_person_reads(tmp_path, sink):
    """Plain Japanese for who asked for it; English for who reads that, who has only one."""
    plain, _ = await the_mail(mail_site(tmp_path, sink), sink, group("園芸会"), plain=True)

    assert ("園芸会に 入りました", "ja") == (plain["subject"], plain["content-language"])
    assert "だれも 読みません" in plain.get_content()

    sink.mails.clear(), sink.envelopes.clear()
    reader = PersonRegistered(person_id=HANA, language="en")
    english, _ = await the_mail(mail_site(tmp_path / "en", sink), sink, reader, group("園芸会"), plain=True)

    assert ("You are a member of 園芸会", "en") == (english["subject"], english["content-language"])


@pytest.mark.parametrize(
    "name", ["x\r\nBcc: everybody@mail.example", "x\n\n<script>", "a\u2028b\x00c\x1b[2J" + "長" * 500]
)
async def test_a_name_cannot_become_a_header(tmp_path, sink, name):
    """A group calls itself anything; the mail has the headers that it always has, and one recipient."""
    mail, envelope = await the_mail(mail_site(tmp_path, sink), sink, group(name))

    assert {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
        "content-language", "content-type", "content-transfer-encoding", "mime-version",
    } == {header.lower() for header, _ in mail.items()} - {"x-peer", "x-mailfrom", "x-rcptto"}  # fmt: skip
    assert ["hana@mail.example"] == envelope.rcpt_tos
    assert mail["subject"].isprintable()


async def test_a_line_that_begins_with_a_dot_arrives_whole(tmp_path, sink):
    """The dot that ends a mail is the server's to see once only."""
    mail, _ = await the_mail(mail_site(tmp_path, sink), sink, group("\n.\nMAIL FROM:<x@y.example>"))

    assert 1 == len(sink.mails)
    assert "MAIL FROM:<x@y.example>" in mail.get_content()


async def test_an_address_with_two_dots_is_written_to_as_mobile_companies_gave_it(tmp_path, sink):
    """No address by the book, but many people's; on the line it is quoted, and the server understands."""
    site = mail_site(tmp_path, sink)
    await the_mail(site, sink, book=Book(**{HANA: "hana..k.@docomo.example"}))

    assert '"hana..k."@docomo.example' == Addressee.of("hana..k.@docomo.example").spec
    assert ["hana..k.@docomo.example"] == sink.offered


async def test_a_click_stops_the_mails_and_a_look_does_not(tmp_path, sink):
    """The link needs no sign-in (RFC 8058); machines that look at it switch nothing off; a made-up one is refused."""
    site = mail_site(tmp_path, sink)
    async with mailing(site) as service:
        await deliver(service, joined())
        await postman(service).work_off()
        path = str(sink.mails[0]["list-unsubscribe"]).strip("<>").partition("/notifications")[2]
        async with client(service, site, None) as http:
            looked = await http.get(path)
            on = (await prefer(service, site, HANA, email=True, muted_kinds=["points"]))["email"]
            clicked = [await http.post(path, content=b"List-Unsubscribe=One-Click") for _ in range(2)]
            forged = await http.post(path[:-1] + ("0" if path[-1] != "0" else "1"))
        async with client(service, site) as http:
            shown = (await http.get("/preferences")).json()

        assert (200, True) == (looked.status_code, on)
        assert "<button>" in looked.text
        assert [200, 200] == [answer.status_code for answer in clicked]
        assert (False, ["points"]) == (shown["email"], shown["muted_kinds"])
        assert (404, "link-unknown") == (forged.status_code, forged.json()["code"])


async def test_the_link_in_an_old_mail_does_not_end_what_was_asked_for_since(tmp_path, sink):
    """Its page says so and what to do; the link of a mail that came afterwards stops them, every time anew."""
    site = mail_site(tmp_path, sink)
    async with mailing(site) as service:
        paths = []
        for n in range(3):
            await deliver(service, joined(n))
            await postman(service).work_off()
            paths.append(str(sink.mails[-1]["list-unsubscribe"]).strip("<>").partition("/notifications")[2])
            async with client(service, site, None) as http:
                old = [await http.request(method, path) for path in paths[:-1] for method in ("GET", "POST")]
                on = (await prefer(service, site, HANA, email=True, plain=True))["email"]
                new = await http.post(paths[-1], content=b"List-Unsubscribe=One-Click")
                done = await http.post(paths[0])
            off = (await prefer(service, site, HANA, email=True))["email"]

            assert [410] * 2 * n == [answer.status_code for answer in old]
            assert (True, 200, 200, True) == (on, new.status_code, done.status_code, off)
            assert all("設定を変えてください" in answer.text and "<button>" not in answer.text for answer in old)


async def test_a_mail_goes_over_a_line_that_is_shut(tmp_path):
    """STARTTLS first, with a certificate that is trusted; no mail goes to anybody else's."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours, key = certificate(tmp_path)
    context.load_cert_chain(ours, key)
    async with listening(tls=context) as sink:
        site = mail_site(tmp_path, sink, smtp_tls="starttls", smtp_ca_file=ours)
        await the_mail(site, sink)
        strange = mail_site(tmp_path / "strange", sink, smtp_tls="starttls")
        async with mailing(strange) as service:
            await deliver(service, joined())
            with pytest.raises(ServerAway, match="tls"):
                await postman(service).work_off()

            assert (["queued"], []) == (await status(service), await ends(service))
        assert 1 == len(sink.mails)


async def test_a_server_that_offers_no_tls_gets_no_mail(tmp_path, sink):
    """Addresses are not told over an open line because somebody on the way took the offer out."""
    site = mail_site(tmp_path, sink, smtp_tls="starttls")
    async with mailing(site) as service:
        await deliver(service, joined())
        with pytest.raises(ServerAway, match="tls"):
            await postman(service).work_off()

        assert not sink.offered
