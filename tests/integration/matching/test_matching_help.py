"""Small help: exact places, a yes, deeds, checks and age; a day that passes; erasure; and nothing said in events."""

import asyncio
from datetime import date

import pytest

from services.matching.domain.helping.helper import SAID_MAX
from services.matching.domain.person import Person
from services.matching.helping.refusals import (
    AlreadyYours,
    HelpFull,
    HelpNotInRange,
    NotMatchedYet,
    NotTheirAnswer,
    TooManyHelp,
    UnknownHelpCategory,
)
from services.matching.helping.rows import AnswerRow, HelpRow
from services.matching.refusals import UnknownWords
from shared.errors import NotYet
from shared.web import Forbidden, NotFound
from tests.integration.matching.help_kit import helped, known, opened, resident, tapped
from tests.integration.matching.matching_kit import HANA, KEN, NORTH, SOUTH

TARO = resident("taro")
HELPERS = ("resident-ken", "taro", "officer-yui")


@pytest.fixture
async def helping(city):
    """Hana, Ken, Taro and Yui are of age and known."""
    await known(city, "resident-hana", *HELPERS)
    return city


async def row(city, request_id):
    return await city.journal.get(HelpRow, request_id)


async def deeds(city, person_id):
    return await city.uses.helpers.deeds(person_id)


async def test_from_the_tap_to_done(helping):
    """One tap, a yes, done: it has ended, and the person alone sees the step."""
    request_id = await helped(helping, "resident-ken")

    seen = await row(helping, request_id)
    assert ("closed", "done", True) == (seen.status, seen.outcome, seen.closed)
    told = await deeds(helping, "resident-ken")
    assert (1, {"carrying": 1}, True) == (told.helped, told.by_category, told.companion_free)
    assert "はじめの一歩：次からは付き添いなしで手伝えます" == told.step.word.ja
    assert 0 == (await deeds(helping, "resident-hana")).helped


async def test_fifty_clicks_give_one_place(helping):
    """With fifty keys at once: one place, and the others are told that it is theirs already."""
    request_id = await opened(helping, places=20)

    outcomes = await asyncio.gather(*(tapped(helping, request_id, KEN) for _ in range(50)), return_exceptions=True)

    assert 49 == sum(isinstance(each, AlreadyYours) for each in outcomes)
    assert 19 == (await row(helping, request_id)).free


async def test_two_at_once_for_the_last_place(helping):
    """One gets it; the other is told what else there is, and has nothing open that they do not know of."""
    request_id, other = await opened(helping), await opened(helping, category="event")

    outcomes = await asyncio.gather(
        tapped(helping, request_id, KEN), tapped(helping, request_id, TARO), return_exceptions=True
    )

    (full,) = [each for each in outcomes if isinstance(each, HelpFull)]
    assert [other] == [each["request_id"] for each in full.data["alternatives"]]
    assert 0 == (await row(helping, request_id)).free
    said = [await helping.journal.ask(Person.stream(id), lambda helper: len(helper.said)) for id in HELPERS[:2]]
    assert [0, 1] == sorted(said)


async def test_places_are_never_exceeded_by_a_crowd(helping):
    """Twelve for three places at once: three have one."""
    crowd = [f"p{n}" for n in range(12)]
    await known(helping, *crowd)
    request_id = await opened(helping, places=3)

    outcomes = await asyncio.gather(
        *(tapped(helping, request_id, resident(id)) for id in crowd), return_exceptions=True
    )

    assert 9 == sum(isinstance(each, HelpFull) for each in outcomes)
    answers = await helping.journal.all(AnswerRow, where={"request_id": request_id}, with_closed=False)
    assert (3, 0) == (len(answers), (await row(helping, request_id)).free)


async def test_the_same_key_takes_one_place_and_answers_the_same(helping):
    """A repeat is the first outcome, though the place was given back since."""
    request_id, cause = await opened(helping), helping.by_http(KEN, "key")
    await tapped(helping, request_id, KEN, cause)
    await helping.uses.help_requests.withdraw(request_id, by=KEN, cause=helping.cause())

    again = await tapped(helping, request_id, KEN, cause)

    assert again.replayed
    assert 1 == (await row(helping, request_id)).free


async def test_a_place_given_back_is_free_and_may_be_taken_again(helping):
    """Withdrawn, declined: a no lasts, the own one does not. What the relay does late changes nothing."""
    request_id = await opened(helping)
    await tapped(helping, request_id, KEN)
    await helping.uses.help_requests.withdraw(request_id, by=KEN, cause=helping.cause())
    await tapped(helping, request_id, KEN)
    await helping.settle()
    assert 0 == (await row(helping, request_id)).free
    assert 1 == await helping.journal.ask(Person.stream("resident-ken"), lambda helper: len(helper.said))
    late = await helping.journal.ask(
        Person.stream("resident-ken"), lambda helper: helper.release(request_id, "said", helper.taps - 1)
    )
    assert [] == late

    await helping.uses.help_requests.decline(request_id, "resident-ken", by=HANA, cause=helping.cause())
    with pytest.raises(HelpFull):
        await tapped(helping, request_id, KEN)
    await tapped(helping, request_id, TARO)


async def test_of_an_offer_whoever_was_helped_says_that_it_was_done(helping):
    """The one who offered helps; they say yes, and cannot say done. A coordinator may for the other."""
    request_id = await opened(helping, by=KEN, kind="offer", category="digital")
    await tapped(helping, request_id, HANA)
    uses, cause = helping.uses.help_requests, helping.cause
    with pytest.raises(NotMatchedYet):
        await uses.settle(request_id, "resident-hana", done=True, by=HANA, cause=cause())
    await uses.accept(request_id, "resident-hana", by=KEN, cause=cause())
    with pytest.raises(Forbidden):
        await uses.settle(request_id, "resident-hana", done=True, by=KEN, cause=cause())

    await uses.settle(request_id, "resident-hana", done=True, by=HANA, cause=cause())

    assert (1, 0) == ((await deeds(helping, "resident-ken")).helped, (await deeds(helping, "resident-hana")).helped)


async def test_what_cannot_be_is_refused(helping):
    """Categories, areas, times, days, minutes; somebody nobody told of; so many open at a time."""
    for wrong, refusal in (
        ({"category": "flying"}, UnknownHelpCategory),
        ({"areas": {"neighbourhood": "atlantis"}}, UnknownWords),
        ({"times": ("midnight",)}, UnknownWords),
        ({"until": date(2026, 11, 22)}, HelpNotInRange),
        ({"until": date(2027, 3, 1)}, HelpNotInRange),
        ({"minutes": 300}, HelpNotInRange),
        ({"group_id": "none"}, NotFound),
        ({"group_id": "osawa-garden"}, Forbidden),
        ({"by": resident("nobody")}, NotYet),
    ):
        with pytest.raises(refusal):
            await opened(helping, **wrong)
    ids = [await opened(helping, by=(HANA, TARO)[n % 2], category="event") for n in range(SAID_MAX + 1)]
    for id in ids[:-1]:
        await tapped(helping, id, KEN)
    with pytest.raises(TooManyHelp):
        await tapped(helping, ids[-1], KEN)
    with pytest.raises(NotTheirAnswer):
        await helping.uses.help_requests.accept(ids[0], "officer-yui", by=HANA, cause=helping.cause())


async def test_the_list_is_ordered_by_what_fits_with_true_reasons(helping):
    """Worked by hand: tag 2 + same area 2 + half of its times 0.5; near beats far; one's own is not there."""
    interests = {"tags": ("gardening",), "availability": ("weekend-morning",)}
    await helping.person("seeker", interests=interests)
    far = await opened(helping, category="event", areas=NORTH)
    garden = await opened(helping, category="garden", areas=SOUTH, times=("weekend-morning", "weekday-evening"))
    near = await opened(helping, category="event", areas=SOUTH, minutes=60)
    await opened(helping, by=KEN, kind="offer", category="event")

    async def listed(person_id="seeker", **more):
        asked = {"kind": "request", "category": None, "area": None, "minutes_max": None, "limit": 10, **more}
        return await helping.uses.help_reading.fitting(person_id, **asked)

    found = await listed()
    assert [garden, near, far] == [each.row.id for each in found]
    assert [4.5, 2.0, 0.0] == [each.score for each in found]
    assert [("tag", 2.0), ("near", 2.0), ("fits-time", 0.5)] == [(r.code, r.points) for r in found[0].reasons]
    assert "「園芸」に関心がある" == helping.uses.help_reading.words(found[0].reasons[0]).ja
    assert [garden, far] == [each.row.id for each in await listed(minutes_max=30)]
    assert [garden, near] == [each.row.id for each in await listed(area="minami")]
    assert [] == await listed("resident-hana")
