"""Access needs and age: sealed in the vault, counted in one's own score, and nowhere else to be found."""

from datetime import timedelta

import pytest

from services.matching.domain.events import Interests, InterestsDeclared
from services.matching.domain.person import Person
from services.matching.domain.sealed_events import NeedsKept
from services.matching.refusals import ConsentMissing
from services.matching.rows import ROWS, PersonRow
from services.matching.sealed_rows import NeedsRow, home_id
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonErased
from shared.errors import CauseReused
from tests import kit
from tests.integration.matching.matching_kit import HANA

SAID = Interests(tags=("gardening",), access_needs=("step-free", "hearing-loop"), age_band="60s")
CODES = ("step-free", "hearing-loop", "60s")


async def sealed(city):
    """Ids of everything in the vault."""
    return list(await city.uses.kept.vault.settled_ids("", 100))


async def declared(city, said=SAID, cause=None):
    return await city.uses.people.declare("resident-hana", said, cause=cause or city.cause())


async def test_they_count_and_are_in_no_event_row_refusal_or_log(city, caplog):
    """The score has them, the person reads them; the codes are in the vault alone, sealed."""
    await city.person("resident-hana")
    await city.group("with-a-ramp", officer="o", access=("step-free",), ages_wanted=("60s",))
    browser = kit.client(city.service, city.site, "resident-hana")
    body = SAID.model_dump(mode="json")
    answer = await browser.put("/people/me/interests", json=body)
    assert {**body, **SAID.model_dump(mode="json")} == answer.json()
    assert answer.json() == (await browser.get("/people/me/interests")).json()

    found = await city.uses.recommendations.for_person("resident-hana")
    told = {reason.code for each in found if each.row.id == "with-a-ramp" for reason in each.reasons}
    why = (await browser.get("/people/me/recommendations/why", params={"group_id": "with-a-ramp"})).text

    assert told & {"has-access", "age-wanted"}
    assert "has-access" in why
    await city.ask("resident-hana", "with-a-ramp")
    commits = [record.body.decode() for commit in await city.journal.store.after(0, 1000) for record in commit.records
               if commit.stream.startswith(("person/", "introduction/", "roster/"))]  # fmt: skip
    rows = [
        repr(row) for kind in ROWS for row in await city.journal.all(kind) if getattr(row, "id", "") != "with-a-ramp"
    ]
    assert [] == [text for text in (*commits, *rows, caplog.text) for code in CODES if code in text]
    assert 1 == len([id for id in await sealed(city) if await city.journal.get(NeedsRow, id)])


async def test_a_later_declaration_takes_the_place_of_the_earlier_one(city):
    """One document a person; none when nothing of it is said any more."""
    await city.person("resident-hana")
    await declared(city)
    (first,) = await sealed(city)
    await declared(city, SAID.model_copy(update={"access_needs": (), "age_band": "70s-up"}))
    (second,) = await sealed(city)
    assert first != second
    assert "70s-up" == (await city.uses.people.interests("resident-hana")).age_band

    await declared(city, Interests(tags=("gardening",)))

    assert [] == await sealed(city)
    assert None is (await city.journal.get(PersonRow, "resident-hana")).needs_id


async def test_a_repeat_brings_nothing_back(city):
    """The answer of before is given again, and what came later stands."""
    await city.person("resident-hana")
    first = city.by_http(HANA, "k1", b"one")
    await declared(city, cause=first)
    await declared(city, Interests(tags=("gardening",)))

    commit = await declared(city, cause=first)

    assert commit.replayed
    assert [] == await sealed(city)
    with pytest.raises(CauseReused):
        await declared(city, cause=city.by_http(HANA, "k1", b"two"))
    assert [] == await sealed(city)


@pytest.mark.parametrize("gone", ["consent", "person"])
async def test_they_go_at_once_with_consent_and_with_the_person(city, gone):
    """And so does the cell of the home: not only at the next start."""
    await city.person("resident-hana")
    await declared(city)
    await city.uses.homes.keep("resident-hana", "53394525413", cause=city.cause())
    assert 2 == len(await sealed(city))
    who = {"person_id": "resident-hana"}

    await kit.deliver(
        city.service, PersonErased(**who) if gone == "person" else ConsentWithdrawn(**who, purpose="matching")
    )

    assert [] == await sealed(city)
    assert [] == await city.journal.all(NeedsRow, with_closed=False)
    if gone == "consent":
        with pytest.raises(ConsentMissing):
            await declared(city)
        assert [] == await sealed(city)


async def test_a_withdrawal_that_is_heard_again_takes_nothing_that_came_since(city):
    """Consent given anew, needs and home told anew: a repeat of the old event leaves both."""
    await city.person("resident-hana")
    await declared(city)
    await city.uses.homes.keep("resident-hana", "53394525413", cause=city.cause())
    away, back = (kind(person_id="resident-hana", purpose="matching") for kind in (ConsentWithdrawn, ConsentGiven))
    cause = city.cause()
    await city.uses.people.hear_consent(away, given=False, cause=cause)
    await city.uses.people.hear_consent(back, given=True, cause=city.cause())
    await declared(city)
    await city.uses.homes.keep("resident-hana", "53394525413", cause=city.cause())

    await city.uses.people.hear_consent(away, given=False, cause=cause)

    assert 2 == len(await sealed(city))
    assert home_id("resident-hana") in await sealed(city)


async def test_the_sweep_spares_what_is_referred_to_and_takes_the_rest(city):
    """A crash between the vault and the journal leaves an orphan for an hour."""
    await city.person("resident-hana")
    await declared(city)
    await city.uses.people.needs.keep("resident-hana", SAID, city.cause())  # its commit never came
    city.advance(timedelta(hours=2))
    before = await sealed(city)

    await city.uses.kept.sweep()

    assert (2, 1) == (len(before), len(await sealed(city)))
    assert CODES[2] == (await city.uses.people.interests("resident-hana")).age_band


def test_what_an_older_version_wrote_in_its_journal_is_not_read():
    """The codes stand in commits of before, which nothing rewrites; no state and no row has them."""
    hana = Person(stream_name="person/hana")

    hana.apply(InterestsDeclared(person_id="hana", interests=SAID))

    assert hana.interests == Interests(tags=("gardening",))
    hana.apply(NeedsKept(person_id="hana", document_id="d", kept=True))
    assert "d" == hana.needs_id
