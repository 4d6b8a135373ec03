"""Who leaves the desk or the team leaves nothing behind: introductions, consultations, follow-ups, suggestions."""

from datetime import timedelta

import pytest

from services.matching.domain.groups.group_contact import GroupContact
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.team.roster import Roster
from services.matching.refusals import PersonGone
from services.matching.team import offices
from services.matching.team.roster_rows import LOOK_AGAIN, OfficeRow
from shared.contracts.people import PersonErased
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, DESK, SATO, STAFF

DAY = timedelta(days=1)
NEXT = "desk-doi"


async def joined(city, person_id):
    """Somebody has joined a month ago and says that it is hard: somebody has that."""
    id = await city.ask(person_id)
    await city.uses.introductions.accept(id, by=SATO, cause=city.cause())
    async with kit.client(city.service, city.site, "officer-yui") as yui:
        body = {"person_id": person_id, "introduction_id": id}
        assert 201 == (await yui.post("/groups/osawa-garden/members", json=body)).status_code
    await city.settle()
    return id


@pytest.fixture
async def left(city):
    """The desk owner has one of each: an introduction, a consultation, a follow-up and a suggestion, both late."""
    for person in ("hana", "rin"):
        await city.person(person)
    followed = await joined(city, "hana")
    await city.group(
        "osawa-chokai", "officer-ken", name="大沢町会", kind="neighbourhood", areas=CENTRE, tags=("nature",)
    )
    async with kit.client(city.service, city.site, "officer-yui") as yui:
        body = {"to_group": "osawa-chokai", "theme": "nature"}
        contact = (await yui.post("/groups/osawa-garden/contacts", json=body)).json()["contact_id"]
    city.advance(31 * DAY)
    await city.timers()
    async with kit.client(city.service, city.site, "hana") as hana:
        assert 200 == (await hana.post(f"/introductions/{followed}/follow-up", json={"answer": "hard"})).status_code
    city.advance(8 * DAY)
    await city.timers()
    await city.coordinator("coordinator-sato", capacity=0)
    introduction, consultation = await city.ask("rin"), await city.consult()
    await city.settle()
    return {"introduction": introduction, "consultation": consultation, "followed": followed, "contact": contact}


async def owners(city, left):
    """Who has each."""
    ask = city.journal.ask
    return [
        await ask(Introduction.stream(left["introduction"]), lambda found: found.coordinator_id),
        (await city.consultation(left["consultation"])).coordinator_id,
        await ask(FollowUp.stream(left["followed"]), lambda found: found.coordinator_id),
        await ask(GroupContact.stream(left["contact"]), lambda found: found.coordinator_id),
    ]


async def test_a_desk_owner_who_is_replaced_is_followed_in_everything_at_once(city, left):
    """No deadline passes for it; the clock looks, twice, and nothing is moved a second time."""
    assert [DESK] * 4 == await owners(city, left)

    await city.desk(NEXT)
    await city.settle()
    await city.timers()
    assert [NEXT] * 4 == await owners(city, left)

    before = len(await city.events(f"introduction/{left['introduction']}"))
    for _ in range(3):
        city.advance(timedelta(minutes=11))
        await city.timers()
    assert before == len(await city.events(f"introduction/{left['introduction']}"))
    assert [NEXT] * 4 == await owners(city, left)


async def test_what_was_on_its_way_to_who_left_is_found_by_the_second_look(city, left):
    """A saga that a crash cut off comes back after the first look; ten minutes later it has its owner."""
    await city.desk(NEXT)
    await city.settle()
    await city.timers()
    made = await city.journal.ask(Roster.main(), lambda roster: roster.desk_owner)
    assert NEXT == made

    late = await city.ask("hana", "osawa-chokai")
    await city.settle()
    taken = next(e for e in await city.events(f"introduction/{late}") if e.type == "introduction-taken.v1")
    again = next(e for e in await city.events("roster/main") if getattr(e, "asking", None) == taken.asking)
    stale = again.model_copy(update={"coordinator_id": DESK, "turn": 1})
    await city.journal.transact(Introduction.stream(late), city.cause(), lambda found: found.take(stale))
    city.advance(timedelta(minutes=11))
    await city.timers()

    assert NEXT == (await city.introduction(late)).coordinator_id


async def test_an_erased_desk_owner_is_followed_by_the_freest_coordinator(city, left):
    """Until staff name somebody."""
    await kit.deliver(city.service, PersonErased(person_id=DESK))
    await city.settle()
    await city.timers()

    assert ["coordinator-sato"] * 4 == await owners(city, left)


async def test_who_is_named_again_keeps_it_and_who_serves_keeps_what_they_see_to(city, left, monkeypatch):
    """Replaced by mistake and named again before the clock looked: nothing moves, and no deadline begins anew."""
    stream = f"introduction/{left['introduction']}"
    before = await city.events(stream)
    await city.desk(NEXT)
    await city.desk(DESK)
    await city.settle()
    await city.timers()
    assert [DESK, DESK] == (await owners(city, left))[::2]
    assert before == await city.events(stream)

    await city.coordinator(DESK, capacity=1)
    await city.desk(NEXT)
    await city.settle()
    await city.timers()
    assert [NEXT, NEXT, DESK, DESK] == await owners(city, left)

    monkeypatch.setattr(offices, "FOUND_MAX", 0)  # what is kept is more than one look can take: the clock rests still
    city.advance(LOOK_AGAIN)
    await city.timers()
    assert (await city.journal.get(OfficeRow, DESK)).closed


async def test_a_coordinator_who_retires_leaves_follow_ups_and_suggestions_to_others(city):
    """Each is somebody's at once, without a word to officers who were asked already."""
    await city.group(
        "osawa-chokai", "officer-ken", name="大沢町会", kind="neighbourhood", areas=CENTRE, tags=("nature",)
    )
    async with kit.client(city.service, city.site, "officer-yui") as yui:
        body = {"to_group": "osawa-chokai", "theme": "nature"}
        contact = (await yui.post("/groups/osawa-garden/contacts", json=body)).json()["contact_id"]
    commit = await city.uses.coordinators.retire("coordinator-sato", by=STAFF, cause=city.cause())
    await city.journal.settle(commit)
    await city.timers()

    found = await city.journal.ask(GroupContact.stream(contact), lambda contact: contact.coordinator_id)
    assert DESK == found
    told = [event for event in await city.events(f"group-contact/{contact}") if event.type == "suggestion-made.v1"]
    assert [("officer-ken",), ()] == [event.officer_ids for event in told]


async def test_nobody_who_is_erased_is_entered_or_named(city):
    """The roster hears of an erasure once; who is named after it would have everything and be nobody."""
    await city.person("gone-goto")
    await kit.deliver(city.service, PersonErased(person_id="gone-goto"))
    await city.settle()

    for name in (
        lambda: city.desk("gone-goto"),
        lambda: city.coordinator("gone-goto"),
        lambda: city.uses.coordinators.set_desk_owner("life", "gone-goto", by=STAFF, cause=city.cause()),
    ):
        with pytest.raises(PersonGone):
            await name()
    assert DESK == await city.journal.ask(Roster.main(), lambda roster: roster.desk_owner)
