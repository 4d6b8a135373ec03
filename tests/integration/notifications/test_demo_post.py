"""The demo's own mail server: a visitor sees the mail, nobody else does, and nothing of it is written down."""

import logging

import aiosmtplib
import pytest

from kyoso.post import KEPT_MAX, DemoPost
from services.notifications.app import build
from services.notifications.letter import Addressee, Content, Letters, Returns
from services.notifications.line import Line, Server
from shared.settings import Settings
from tests.integration.notifications.mail_kit import NOW, Book, ends, joined, postman, prefer
from tests.kit import clock_of, deliver, make_site, opened


@pytest.fixture
async def post(tmp_path):
    post = DemoPost(clock_of(make_site(tmp_path, NOW)))
    await post.start()
    yield post
    await post.stop()


async def test_a_mail_of_the_town_can_be_read_there(tmp_path, post):
    """Decoded, with whom it is for, and by that address."""
    told = post.settings(Settings())
    chosen = {name: getattr(told, name) for name in ("smtp_host", "smtp_port", "smtp_tls", "mail_from")}
    site = make_site(tmp_path, NOW, **chosen)
    async with opened(build(site, Book())) as service:
        await prefer(service, site, email=True)
        await deliver(service, joined())
        await postman(service).work_off()
        (mail,) = post.mails("hana@mail.example")

        assert ["delivered"] == await ends(service)
        assert ("この団体の会員になりました", "2026-11-22T12:00:00+09:00", "ja") == (
            mail["subject"], mail["at"], mail["language"],
        )  # fmt: skip
        assert "この団体の会員になりました。活動の案内が" in mail["text"]
        assert [] == post.mails("ken@mail.example")


async def test_it_keeps_the_last_ones_only(post):
    """A demo that runs for a month does not fill the memory."""
    returns = Returns(b"k" * 32, "x@city.example")
    letters = Letters(returns, sender="x@city.example", city={"ja": "市", "en": "City"}, site_url="http://x.example")
    line = Line(Server("127.0.0.1", post.port, "none", "city.example", 5.0))
    to = Addressee.of("a@mail.example")
    for number in range(KEPT_MAX + 3):
        id = f"00000000-0000-5000-8000-{number:012d}"
        await line.ready()
        assert None is await line.offer(returns.path(id), to.spec)
        mail = letters.written(Content(id, "group-joined", "en", {"group": str(number)}), to, NOW, asked=1)
        assert "taken" == (await line.hand_over(mail)).kind
    await line.close()

    assert (KEPT_MAX, f"You are a member of {KEPT_MAX + 2}") == (len(post.mails()), post.mails()[0]["subject"])


async def test_no_address_is_logged(post, caplog):
    """The library would log every command."""
    with caplog.at_level(logging.DEBUG):
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=post.port, start_tls=False, local_hostname="x.example")
        await client.connect()
        await client.mail("a@mail.example")
        await client.rcpt("hana@mail.example")
        await client.quit()

    assert "mail.example" not in caplog.text


def test_it_listens_on_this_machine_only():
    """What it takes is people's."""
    with pytest.raises(ValueError, match="this machine only"):
        DemoPost(None, "0.0.0.0")
