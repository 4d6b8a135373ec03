"""What older versions kept of a person in streams of their own is in the person's record after the first start."""

from datetime import date

import pytest

from services.matching.app import MODEL
from services.matching.carrying import Carrier
from services.matching.domain.carried import Carrying, Helper, Ladder
from services.matching.domain.helping.events import (
    AttendanceNoted,
    Check,
    CheckRecorded,
    HelpAsked,
    HelpConsentGiven,
    HelpCounted,
    HelperEnded,
    HelpTapped,
)
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.ladder.events import (
    AttendanceVoided,
    DeedNoted,
    InterestNoted,
    LadderDropped,
    LadderPersonHeard,
    LadderReopened,
)
from services.matching.domain.person import Person
from services.matching.domain.recommending.wish_events import WishMade
from services.matching.helping.refusals import AlreadyYours
from services.matching.helping.rows import HelpWordsRow, WishRow
from services.matching.ladder.rows import LadderRow
from shared.contracts.booking_activities import ActivityAttended
from shared.contracts.people import PersonErased, PersonRegistered
from shared.journal.rebuild import rebuild
from tests import kit
from tests.integration.matching.help_kit import opened, tapped
from tests.integration.matching.matching_kit import HANA, KEN, SOUTH

DAY = date(2026, 11, 20)
WHO = {"person_id": "resident-ken"}


async def older(city, person_id="resident-ken"):
    """A journal as the version before wrote it: two streams beside the person's, with one of everything."""
    await kit.deliver(city.service, PersonRegistered(person_id="resident-hana", areas=SOUTH, age_band="40-64"))
    taken = await opened(city)
    who = {"person_id": person_id}
    await city.uses.people.hear(PersonRegistered(**who, areas=SOUTH), cause=city.cause())
    asking = (await city.events(f"help-request/{taken}"))[0].asking.model_copy(
        update={"request_id": "r-ken", "document_id": "words-ken", **who}
    )
    ladder = [
        LadderPersonHeard(**who, areas=SOUTH, age_band="40-64"),
        InterestNoted(**who, on=DAY),
        DeedNoted(**who, kind="joined", group_id="osawa-garden", on=DAY),
        DeedNoted(**who, kind="attended", group_id="osawa-garden", on=DAY, key="a1"),
        AttendanceVoided(**who, key="a2", known=False),
    ]
    check = Check(checked_on=DAY, valid_until=date(2027, 1, 1), by="coordinator-sato")
    helper = [
        HelpAsked(asking=asking),
        HelpTapped(request_id=taken, number=4, **who),
        HelpCounted(request_id="r-old", category="garden"),
        AttendanceNoted(activity_id="a1"),
        CheckRecorded(**who, kind="adult", check=check),
        WishMade(**who, of="category", target_id="garden"),
    ]
    await city.journal.transact(Ladder.stream(person_id), city.cause(), lambda _: ladder)
    commit = await city.journal.transact(Helper.stream(person_id), city.cause(), lambda _: helper)
    await city.journal.settle(commit)
    return taken


async def test_everything_is_there_and_goes_on(city):
    """Deeds, the step, wishes, checks, what is open and the age: as if the record had always been one."""
    taken = await older(city)

    await Carrier(city.journal).run()

    told = await city.uses.helpers.deeds("resident-ken")
    assert (1, {"garden": 1}, ["adult"]) == (told.attended, told.by_category, list(told.checks))
    own = await city.uses.ladder.of("resident-ken")
    assert ("taking-part", DAY, 1) == (own.standing.step, own.standing.interested_since, own.standing.attendances)
    row = await city.journal.get(LadderRow, "resident-ken")
    assert ("40-64", SOUTH) == (row.record.age_band, row.record.areas)
    assert ["garden"] == [wish.target_id for wish in await city.uses.wishes.of_person("resident-ken")]
    assert not (await city.journal.get(HelpWordsRow, "words-ken")).closed
    with pytest.raises(AlreadyYours):
        await tapped(city, taken, KEN)
    await city.uses.help_requests.decline(taken, "resident-ken", by=HANA, cause=city.cause())
    assert {} == await city.journal.ask(Person.stream("resident-ken"), lambda person: person.said)


async def test_an_attendance_of_before_counts_once_when_it_is_heard_again(city):
    """Also one that had been taken back before it was heard of, which does not count."""
    await older(city)
    await Carrier(city.journal).run()

    for activity in ("a1", "a2"):
        event = ActivityAttended(activity_id=activity, group_id="osawa-garden", **WHO)
        await city.uses.ladder.note_attendance(event, cause=city.cause())

    assert 1 == (await city.uses.helpers.deeds("resident-ken")).attended
    assert 1 == (await city.uses.ladder.of("resident-ken")).standing.attendances


async def test_it_is_carried_once_also_when_it_was_cut_off(city):
    """A start that ended half-way is repeated; a finished one is not looked at again."""
    await older(city)
    carrier = Carrier(city.journal)
    await carrier._carry("resident-ken")  # and there the power went

    await carrier.run()
    await carrier.run()

    assert 1 == (await city.uses.helpers.deeds("resident-ken")).attended
    assert await city.journal.ask(Carrying.main(), lambda carrying: carrying.done)
    assert 1 == len([each for each in await city.events("person/resident-ken") if each.type == "record-carried.v1"])


async def test_nothing_is_carried_of_who_is_gone_or_took_the_consent_back(city):
    """What they did before is not made anew."""
    await older(city)
    await older(city, "resident-ren")
    await kit.deliver(city.service, PersonErased(**WHO))
    ended = [HelperEnded(person_id="resident-ren", erased=False), HelpConsentGiven(person_id="resident-ren")]
    dropped = [LadderDropped(person_id="resident-ren", for_good=False), LadderReopened(person_id="resident-ren")]
    await city.journal.transact(Helper.stream("resident-ren"), city.cause(), lambda _: ended)
    await city.journal.transact(Ladder.stream("resident-ren"), city.cause(), lambda _: dropped)

    await Carrier(city.journal).run()

    assert [] == await city.journal.all(WishRow, with_closed=False)
    assert (await city.journal.get(LadderRow, "resident-ken")).closed
    assert () == (await city.journal.get(LadderRow, "resident-ren")).record.deeds
    assert (0, {}) == ((told := await city.uses.helpers.deeds("resident-ren")).attended, told.by_category)


async def test_rows_are_the_same_after_a_rebuild(city):
    """The old streams fold, and make no rows of their own."""
    taken = await older(city)
    await Carrier(city.journal).run()
    kinds = (LadderRow, WishRow, HelpWordsRow)
    before = [await city.journal.all(kind) for kind in kinds]

    await rebuild(MODEL, city.journal.store)
    city.journal.writer.forget_cache()

    assert before == [await city.journal.all(kind) for kind in kinds]
    assert "said" == await city.journal.ask(
        HelpRequest.stream(taken), lambda request: request.answers["resident-ken"].status
    )


async def test_a_journal_without_such_streams_is_left_alone(city):
    """No commit, and the words of what is open stay."""
    await Carrier(city.journal).run()

    assert [] == await city.events("carrying/main")


async def test_an_event_of_a_person_leaves_one_commit(city):
    """Registration, a change, attendance, consent and erasure: each in one stream, whatever it ends elsewhere."""
    events = (
        PersonRegistered(**WHO, areas=SOUTH, age_band="40-64"),
        ActivityAttended(activity_id="a1", group_id="osawa-garden", **WHO),
        PersonErased(**WHO),
    )
    for event in events:
        before = len(await city.journal.store.after(0, 10_000))
        await kit.deliver(city.service, event)
        assert 1 == len(await city.journal.store.after(0, 10_000)) - before


async def test_resident_words_of_before_are_not_swept(city):
    """The sweep of words runs at the start too, behind the carrying."""
    await older(city)
    await city.uses.kept.keep("words-ken", "resident-ken", "重い箱")
    city.advance(city.journal.now().replace(year=2027) - city.journal.now())

    for sweep in city.service.sweeps:
        await sweep()

    assert "重い箱" == await city.uses.kept.read("words-ken", reader="resident-ken", purpose="help")
