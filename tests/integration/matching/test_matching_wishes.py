"""One-tap wishes: kept for the person, first in their list, told as whole fives, gone with consent and erasure."""

import pytest

from services.matching.domain.helping.helper import WISHES_MAX
from services.matching.domain.person import Person
from services.matching.domain.recommending.wish_events import WishMade
from services.matching.helping.refusals import HelpConsentMissing, TooManyWishes
from services.matching.helping.rows import WishRow
from shared.contracts.people import ConsentWithdrawn, PersonErased
from shared.web import Forbidden, NotFound
from tests import kit
from tests.integration.matching.help_kit import known, opened, resident
from tests.integration.matching.matching_kit import HANA, KEN, SATO


async def wish(city, by, of="category", target_id="garden"):
    await city.uses.wishes.make(of, target_id, by=by, cause=city.cause())


async def test_a_wish_is_kept_once_and_puts_its_kind_first(city):
    """Three points by the file; taken back it is gone, and whatever is wished must be there."""
    await known(city, "resident-hana", "resident-ken")
    event, garden = await opened(city, category="event"), await opened(city, category="garden")
    for _ in range(2):
        await wish(city, KEN)
    await wish(city, KEN, "group", "osawa-garden")

    async def listed():
        asked = {"kind": None, "category": None, "area": None, "minutes_max": None, "limit": 10}
        return await city.uses.help_reading.fitting("resident-ken", **asked)

    first = (await listed())[0]
    assert (garden, 3.0, "wished") == (first.row.id, first.score, first.reasons[0].code)
    assert 2 == len(await city.uses.wishes.of_person("resident-ken"))
    made = [each for each in await city.events("person/resident-ken") if isinstance(each, WishMade)]
    assert 2 == len(made)
    await city.uses.wishes.withdraw("category", "garden", by=KEN, cause=city.cause())
    assert {0.0} == {each.score for each in await listed()}
    assert {event, garden} == {each.row.id for each in await listed()}
    for of in ("group", "activity", "category"):
        with pytest.raises(NotFound):
            await wish(city, KEN, of, "nothing")


async def test_coordinators_see_whole_fives_and_nobody_fewer(city):
    """Four people are not told; five to nine are told as five, so that one more or less gives nobody away."""
    people = [resident(f"p{n}") for n in range(6)]
    for by in people[:4]:
        await wish(city, by)
    assert [] == await city.uses.wishes.counts("category", by=SATO)
    for by in people[4:]:
        await wish(city, by)

    (told,) = await city.uses.wishes.counts("category", by=SATO)

    assert ("garden", 5) == (told.target_id, told.people)
    with pytest.raises(Forbidden):
        await city.uses.wishes.counts("category", by=HANA)


@pytest.mark.parametrize("gone", [ConsentWithdrawn, PersonErased])
async def test_wishes_go_with_consent_and_with_the_person(city, gone):
    """Nothing is left to count."""
    await wish(city, KEN)
    more = {"purpose": "matching"} if gone is ConsentWithdrawn else {}

    await kit.deliver(city.service, gone(person_id="resident-ken", **more))

    assert [] == await city.journal.all(WishRow, with_closed=False)
    assert {} == await city.journal.ask(Person.stream("resident-ken"), lambda helper: helper.wishes)
    if more:
        with pytest.raises(HelpConsentMissing):
            await wish(city, KEN)


def test_so_many_wishes_and_no_more():
    """A person's record stays small."""
    helper = Person(stream_name="person/p")
    for number in range(WISHES_MAX):
        for event in helper.wish("group", f"g{number}"):
            helper.apply(event)

    with pytest.raises(TooManyWishes):
        helper.wish("group", "one-more")


async def test_over_http(city):
    """PUT, GET, DELETE; a kind that is none is 422."""
    ken = kit.client(city.service, city.site, "resident-ken", ("resident",))
    assert 200 == (await ken.put("/people/me/wishes/group/osawa-garden")).status_code
    items = (await ken.get("/people/me/wishes")).json()["items"]
    assert [{"of": "group", "target_id": "osawa-garden", "kept": True}] == items
    assert False is (await ken.delete("/people/me/wishes/group/osawa-garden")).json()["kept"]
    assert 422 == (await ken.put("/people/me/wishes/star/x")).status_code
    assert 403 == (await ken.get("/wishes?of=group")).status_code
