"""With a group its registration ends, once; what it has booked keeps its terms, and whoever goes on has their own."""

from datetime import datetime

import pytest

from services.booking.app import build
from services.booking.domain.group import Group
from services.booking.registering.rows import RegistrationDocumentRow, RegistrationRow
from services.booking.rulebook.book import TOWNS
from shared.clock import TOKYO
from shared.contracts.booking_registrations import RegistrationEnded, RegistrationEnding
from shared.contracts.matching import GroupRegistered, OfficerAppointed
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended
from shared.journal.rebuild import rebuild
from tests.integration.booking.bookings_kit import City, a_city
from tests.integration.booking.registrations_kit import (
    GARDEN,
    MEMBERS,
    application,
    come_to,
    refused,
    registered,
    sent,
)
from tests.integration.booking.test_registration_grants import FAR, FIVE, KOMINKAN, wish
from tests.kit import deliver, opened, published, run_timers

ID, NEXT = "osawa-garden", "next-garden"
PATH = f"/registrations/{GARDEN}"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


def standing(kind, count=1):
    return kind(group_id=ID, name="大沢ガーデン", count=count)


async def row(city):
    found = await city.service.journal.get(RegistrationRow, GARDEN)
    return found.status, found.waiting, found.ended_for


async def ends(city):
    return [
        (event.group_id, event.person_id, event.standing) for event in await published(city.service, RegistrationEnded)
    ]


async def documents(city):
    rows = await city.service.journal.all(RegistrationDocumentRow, with_closed=False)
    return sorted(await city.service.vault.settled_ids()), [each.id for each in rows]


async def test_a_registration_ends_with_its_group_once_and_nobody_is_asked_to_renew_it(city):
    """Its list goes; who answers is told once; nothing of it falls due; however often the end is heard."""
    await registered(city)
    await deliver(city.service, standing(GroupSuspended))
    assert ("registered", "", None) == await row(city)
    await deliver(city.service, *[standing(GroupEnded, 2)] * 2)
    await deliver(city.service, standing(GroupEnded, 2), n=2)

    assert ("ended", "", "group-ended") == await row(city)
    assert ([(ID, "officer-yui", "ended")], ([], [])) == (await ends(city), await documents(city))
    shown = await sent(city.yui, "GET", PATH)
    assert ("ended", None, "group-ended", 0) == tuple(
        shown[name] for name in ("status", "until", "ended_for", "members")
    )
    assert [] == (await sent(city.staff, "GET", "/registrations?status=registered"))["items"]
    for day in (datetime(2027, 2, 1, tzinfo=TOKYO), datetime(2027, 4, 2, tzinfo=TOKYO)):
        come_to(city, day)
        await run_timers(city.service)
    assert ([], 1) == (await published(city.service, RegistrationEnding), len(await ends(city)))
    assert (409, "registration-not-standing") == await refused(city.yui, "POST", f"{PATH}/renew")
    before = await city.service.journal.get(RegistrationRow, GARDEN)
    await rebuild(city.service.journal.model, city.service.journal.store)
    assert before == await city.service.journal.get(RegistrationRow, GARDEN)


async def test_an_application_ends_too_and_nobody_applies_for_a_group_that_has_ended(city):
    """The city has nothing to decide; a repeat of what was asked before is answered as then."""
    key = {"idempotency-key": "k"}
    first = await sent(city.yui, "POST", "/registrations", application(), expected=201, **key)
    await deliver(city.service, standing(GroupEnded))

    assert ("ended", "", "group-ended") == await row(city)
    assert [] == (await sent(city.staff, "GET", "/registrations?waiting=applied"))["items"]
    assert (409, "group-ended") == await refused(city.yui, "POST", "/registrations", application())
    assert first == await sent(city.yui, "POST", "/registrations", application(), expected=201, **key)
    assert (1, ([], [])) == (len(await ends(city)), await documents(city))


async def test_an_application_that_crosses_the_end_ends_too(city, monkeypatch):
    """It was looked at before the end was heard, and committed behind it."""
    groups = city.uses.registrations._groups
    judged = groups.over

    async def judged_before(group_id):
        over = await judged(group_id)
        await deliver(city.service, standing(GroupEnded))
        return over

    with monkeypatch.context() as patch:
        patch.setattr(groups, "over", judged_before)
        await sent(city.yui, "POST", "/registrations", application(), expected=201)

    assert ("ended", "", "group-ended") == await row(city)
    assert (1, ([], [])) == (len(await ends(city)), await documents(city))


async def test_an_end_that_is_heard_behind_the_return_ends_nothing(city):
    """Each change has a number. A group that ended and is back applies anew: nothing comes back by itself."""
    await registered(city)
    await deliver(city.service, standing(GroupResumed, 2), standing(GroupEnded, 1))
    assert ("registered", "", None) == await row(city)
    await deliver(city.service, standing(GroupEnded, 3), standing(GroupResumed, 4))
    assert ("ended", "", "group-ended") == await row(city)

    await registered(city)

    assert ("registered", "", None) == await row(city)
    assert len(MEMBERS) == (await sent(city.yui, "GET", PATH))["members"]


async def test_what_is_booked_keeps_its_terms_and_whoever_goes_on_has_their_own(tmp_path):
    """An accredited group pays half, also for what is left of it; another registered group takes the room over."""
    async with a_city(tmp_path, rules_file=TOWNS / "shiomi.toml") as city:
        await city.uses.register_facility(KOMINKAN, city.service.journal.causes.operator("town", b"", KOMINKAN.id))
        await deliver(
            city.service,
            OfficerAppointed(group_id=NEXT, person_id="officer-rei", role="officer"),
            GroupRegistered(group_id=NEXT, name="次の会", kind="theme", size_band="5-9"),
        )
        for officer, group in ((city.yui, ID), (city.client("officer-rei"), NEXT)):
            path = f"/registrations/group~{group}"
            await sent(officer, "POST", "/registrations", {"group_id": group, "members": FIVE}, expected=201)
            await sent(city.staff, "POST", f"{path}/proof", {"method": "counter", "document": "articles"})
            await sent(city.staff, "POST", f"{path}/approve")
            await sent(city.staff, "PUT", f"{path}/accreditations", {"accreditations": [{"kinds": ["kominkan"]}]})
        ids = [(await sent(city.yui, "POST", "/bookings", wish(day), expected=201))["booking_id"]
               for day in (FAR, "2027-01-14")]  # fmt: skip
        facts = city.uses.registrations.facts_of
        stood = await facts(ID, "officer-yui", rest=True)

        await deliver(city.service, standing(GroupEnded))

        assert stood == await facts(ID, "officer-yui", rest=True)
        assert (None, False, ()) == _known(await facts(ID, "officer-yui"))
        shorter = {"starts_at": f"{FAR}T09:00:00+09:00", "ends_at": f"{FAR}T11:00:00+09:00"}
        assert 250 >= (await sent(city.yui, "POST", f"/bookings/{ids[0]}/change", shorter))["fee"]
        whom = {"group_id": NEXT, "person_id": "officer-rei", "channel": "counter", "purpose": "study", "people": 5}
        taken = await sent(city.staff, "POST", f"/bookings/{ids[1]}/take-over", whom, expected=201)
        assert ("confirmed", NEXT, 250) == tuple(taken[name] for name in ("status", "group_id", "fee"))
        theirs = await city.service.journal.get(RegistrationRow, f"group~{NEXT}")
        assert "registered" == theirs.status
        await deliver(city.service, standing(GroupResumed, 2))
        assert "registered" in {each["rule_id"] for each in (
            await city.yui.post("/bookings/explain", json=wish("2026-12-16"))
        ).json()["refusals"]}, "what stood counts for nothing new"  # fmt: skip


def _known(facts):
    return facts.registered_until, facts.counted, facts.accreditations


async def test_those_of_groups_that_ended_before_end_at_the_first_start(tmp_path):
    """The version before heard of the end and left the registration; a second start does nothing more."""
    async with a_city(tmp_path) as city:
        await registered(city)
        cause = city.service.journal.causes.operator("older", b"", "x")
        await city.service.journal.transact(Group.stream(ID), cause, lambda group: group.note_standing("ended", 1))
        assert ("registered", "", None) == await row(city)
        site = city.site
    for _ in range(2):
        async with opened(build(site)) as service:
            city = City(service, site)

            assert ("ended", "", "group-ended") == await row(city)
            assert (1, ([], [])) == (len(await ends(city)), await documents(city))
