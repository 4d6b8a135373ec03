"""By whichever way a worry comes: named in data, written down by staff for who has no account, in words or two taps."""

import json
from datetime import timedelta

import pytest

from services.matching.consulting.refusals import NothingSaid, UnknownChannel, WordNeeded
from services.matching.domain.consulting.desks import Desks
from services.matching.knowledge import PACKAGED
from shared.contracts.matching import ConsultationOpened, ConsultationResolved
from shared.web import Forbidden
from tests import kit
from tests.integration.matching.consulting_kit import WORRY, told, words
from tests.integration.matching.matching_kit import HANA, KEN, SATO, STAFF


@pytest.mark.parametrize(("channel", "kind"), [("letter", "counter"), ("chat", "phone"), ("phone", "phone")])
async def test_staff_write_down_what_comes_by_any_channel(city, channel, kind):
    """Its words are in the vault at once and nowhere else; events tell what the channel is like."""
    id = await city.consult(STAFF, WORRY, channel=channel)

    async with kit.client(city.service, city.site, "coordinator-sato", ("coordinator",)) as sato:
        seen = (await sato.get(f"/consultations/{id}")).json()
    assert (channel, kind, WORRY) == (seen["channel"], seen["kind"], seen["text"])
    assert [kind] == [event.channel for event in await told(city, ConsultationOpened)]
    commits = await city.journal.store.after(0, 500)
    assert not any(WORRY in record.body.decode() for commit in commits for record in commit.records)


async def test_residents_bring_their_own_by_web_alone(city):
    """Another channel would let them open one for somebody else; a channel that the city has not got is none."""
    for by in (HANA, KEN):
        with pytest.raises(Forbidden):
            await city.consult(by, channel="letter")
    with pytest.raises(UnknownChannel):
        await city.consult(STAFF, channel="pigeon")


async def test_two_taps_are_enough(city):
    """A category without a word; neither is nothing, and nothing of it is kept."""
    async with kit.client(city.service, city.site, "resident-hana") as hana:
        brought = await hana.post("/consultations", json={"category": "care"})
        seen = (await hana.get(f"/consultations/{brought.json()['consultation_id']}")).json()
        menu = (await hana.get("/consultations/menu")).json()

    assert (201, "welfare", [], "web") == (
        brought.status_code, brought.json()["desk"], brought.json()["urgent"], brought.json()["channel"],
    )  # fmt: skip
    assert ("care", "person", "") == (seen["category"], seen["decided_by"], seen["text"])
    assert ["web", "phone", "counter", "letter", "chat"] == [each["channel"] for each in menu["channels"]]
    kept = await city.uses.kept.vault.written_before("9999")
    with pytest.raises(NothingSaid):
        await city.consult(KEN, "")
    assert kept == await city.uses.kept.vault.written_before("9999")


async def test_who_has_no_account_and_says_nothing_more_is_told_a_day_and_then_it_ends(city):
    """A letter without a sender must not stay open for good; the silence is recorded as silence."""
    id = await city.consult(STAFF, WORRY, channel="letter")
    with pytest.raises(WordNeeded):
        await city.resolve(id)

    await city.resolve(id, word="told")
    row = await city.consultation(id)
    assert ("answered", SATO.person_id) == (row.status, row.coordinator_id)
    city.advance(timedelta(days=14))
    await city.timers()

    assert ["silent"] == [event.word for event in await told(city, ConsultationResolved)]
    await city.uses.consultations.reopen(id, by=SATO, cause=city.cause())
    assert (("open", SATO.person_id), WORRY) == (
        ((await city.consultation(id)).status, (await city.consultation(id)).coordinator_id),
        await words(city, id, SATO),
    )


def test_a_citys_channels_are_like_one_of_three():
    """A file that says otherwise is refused; its own words for the phone are taken."""
    document = json.loads((PACKAGED / "desks.json").read_text("utf-8"))
    own = {"id": "phone", "ja": "でんわ", "en": "Telephone", "kind": "phone"}

    assert "でんわ" == Desks({**document, "channels": [own]}).channels["phone"].word.ja
    for wrong in ([own, own], [{**own, "kind": "web"}], [{**own, "id": "x", "kind": "fax"}]):
        with pytest.raises(ValueError, match="channel"):
            Desks({**document, "channels": wrong})
