"""Groups: who may change what is decided on the group's own stream; the last officer stays."""

import asyncio

import pytest

from services.matching.domain.groups import group as group_module
from services.matching.refusals import (
    AlreadyMember,
    AlreadyOfficer,
    GroupExists,
    GroupFull,
    LastOfficer,
    PersonGone,
    UnknownWords,
)
from shared.contracts.matching import GroupChanged, GroupJoined, GroupLeft, GroupRegistered, OfficerAppointed
from shared.contracts.people import PersonErased
from shared.web import Forbidden, NotFound
from tests import kit
from tests.integration.matching.matching_kit import GARDEN, HANA, KEN, SATO, STAFF, YUI


async def test_a_group_begins_with_its_officer_in_one_commit(empty):
    """Profile, membership and office come true together or not at all."""
    commit = await empty.uses.groups.register(GARDEN, by=SATO, cause=empty.cause(), officer_id="officer-yui")

    kinds = [type(event) for event in commit.events if event.topic]
    assert [GroupRegistered, GroupJoined, OfficerAppointed] == kinds


async def test_residents_register_no_groups(empty):
    """Coordinators and staff do."""
    with pytest.raises(Forbidden):
        await empty.uses.groups.register(GARDEN, by=HANA, cause=empty.cause())


async def test_a_groups_words_may_be_sent_as_people_read_them(empty):
    """園芸 is gardening; what is in no list is refused, by name."""
    said = GARDEN.model_copy(update={"tags": ("園芸", "Nature", "gardening")})
    commit = await empty.uses.groups.register(said, by=SATO, cause=empty.cause())
    assert ("gardening", "nature") == commit.first(GroupRegistered).tags

    strange = GARDEN.model_copy(update={"tags": ("園芸", "田中さんの会")})
    with pytest.raises(UnknownWords) as refused:
        await empty.uses.groups.register(strange, by=SATO, cause=empty.cause())
    assert "田中さんの会" == refused.value.data["unknown"]


async def test_a_register_names_a_group_once(city):
    """The same id twice is refused, the first stays."""
    with pytest.raises(GroupExists):
        await city.group("osawa-garden", name="別の会")


async def test_only_its_officers_change_a_group(city):
    """Not coordinators, not staff, not other officers."""
    changed = GARDEN.model_copy(update={"needs": ("accounting",)})
    for somebody in (HANA, SATO, STAFF):
        with pytest.raises(Forbidden):
            await city.uses.groups.change("osawa-garden", changed, by=somebody, cause=city.cause())

    commit = await city.uses.groups.change("osawa-garden", changed, by=YUI, cause=city.cause())

    assert ("accounting",) == commit.first(GroupChanged).needs
    assert ("accounting",) == (await city.uses.groups.get("osawa-garden")).needs


async def test_members_come_and_go_and_the_person_knows(city):
    """The person's own list of groups follows."""
    await city.person("resident-ken")
    await city.uses.groups.add_member("osawa-garden", "resident-ken", by=YUI, cause=city.cause())
    assert ["osawa-garden"] == [row.group_id for row in await city.uses.groups.of_person("resident-ken")]
    with pytest.raises(AlreadyMember):
        await city.uses.groups.add_member("osawa-garden", "resident-ken", by=YUI, cause=city.cause())

    chain = await city.uses.groups.remove_member("osawa-garden", "resident-ken", by=KEN, cause=city.cause())

    assert "resident-ken" == chain.first(GroupLeft).person_id
    assert [] == await city.uses.groups.of_person("resident-ken")


async def test_nobody_removes_another_from_a_group_they_do_not_lead(city):
    """The officer or the person themselves."""
    with pytest.raises(Forbidden):
        await city.uses.groups.remove_member("osawa-garden", "officer-yui", by=KEN, cause=city.cause())
    with pytest.raises(NotFound):
        await city.uses.groups.remove_member("osawa-garden", "resident-ken", by=KEN, cause=city.cause())


async def test_the_last_officer_neither_retires_nor_leaves(city):
    """A group always has somebody to act for it; with a successor the first may go."""
    for step in (city.uses.groups.retire, city.uses.groups.remove_member):
        with pytest.raises(LastOfficer):
            await step("osawa-garden", "officer-yui", by=YUI, cause=city.cause())
    await city.uses.groups.appoint("osawa-garden", "resident-ken", by=YUI, cause=city.cause(), role="chair")
    with pytest.raises(AlreadyOfficer):
        await city.uses.groups.appoint("osawa-garden", "resident-ken", by=YUI, cause=city.cause())

    await city.uses.groups.retire("osawa-garden", "officer-yui", by=YUI, cause=city.cause())

    page = await city.uses.groups.members("osawa-garden", by=STAFF, cursor=None, limit=50)
    assert {"officer-yui": ("member", False), "resident-ken": ("chair", True)} == {
        row.person_id: (row.role, row.officer) for row in page.items
    }


async def test_two_officers_who_retire_at_once_leave_one(city):
    """Decided on one stream: the second is the last."""
    await city.uses.groups.appoint("osawa-garden", "resident-ken", by=YUI, cause=city.cause())
    outcomes = await asyncio.gather(
        city.uses.groups.retire("osawa-garden", "officer-yui", by=YUI, cause=city.cause()),
        city.uses.groups.retire("osawa-garden", "resident-ken", by=KEN, cause=city.cause()),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(outcome, LastOfficer) for outcome in outcomes)
    assert 1 == len((await city.uses.groups.get("osawa-garden")).officers)


async def test_a_group_has_a_greatest_size(city, monkeypatch):
    """Every stream is bound by design."""
    monkeypatch.setattr(group_module, "MEMBERS_MAX", 3)
    for number in range(2):
        await city.uses.groups.add_member("osawa-garden", f"p{number}", by=None, cause=city.cause())

    with pytest.raises(GroupFull):
        await city.uses.groups.add_member("osawa-garden", "p3", by=None, cause=city.cause())


async def test_a_group_that_grows_out_of_its_band_says_so(city):
    """The published band is never below the members that are registered."""
    for number in range(8):
        await city.uses.groups.add_member("osawa-garden", f"p{number}", by=None, cause=city.cause())
    assert [] == await kit.published(city.service, GroupChanged)

    await city.uses.groups.add_member("osawa-garden", "p9", by=None, cause=city.cause())

    (changed,) = await kit.published(city.service, GroupChanged)
    assert "10-29" == changed.size_band
    shrunk = GARDEN.model_copy(update={"size_band": "1-4"})
    commit = await city.uses.groups.change("osawa-garden", shrunk, by=YUI, cause=city.cause())
    assert "10-29" == commit.first(GroupChanged).size_band


async def test_somebody_who_was_erased_is_not_added(city):
    """Neither by name nor, when the fact comes late, for long."""
    await city.person("resident-ken")
    await kit.deliver(city.service, PersonErased(person_id="resident-ken"))
    with pytest.raises(PersonGone):
        await city.uses.groups.add_member("osawa-garden", "resident-ken", by=YUI, cause=city.cause())

    await city.uses.groups.add_member("osawa-garden", "resident-ken", by=None, cause=city.cause())
    await city.settle()

    assert [] == await city.uses.groups.of_person("resident-ken")


async def test_groups_are_listed_by_name_and_filtered(city):
    """By area, by tag (code or word), by kind."""
    await city.group("a", officer="o1", name="あおば町会", kind="neighbourhood", tags=("neighbourhood",), areas={})
    await city.group("b", officer="o2", name="いろは書道会", tags=("calligraphy",), areas={"neighbourhood": "kita"})

    async def ids(**wanted):
        query = {"area": None, "tag": None, "kind": None, "cursor": None, "limit": 50, **wanted}
        return [row.id for row in (await city.uses.groups.page(**query)).items]

    assert ["a", "b", "osawa-garden"] == await ids()
    assert ["b"] == await ids(area="kita")
    assert ["b"] == await ids(tag="書道")
    assert ["a"] == await ids(kind="neighbourhood")
    assert ["a", "b"] == await ids(limit=2)
