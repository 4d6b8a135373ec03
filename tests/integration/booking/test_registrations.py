"""Registrations over HTTP: applied for, looked at, approved, changed, renewed, ended; who sees what."""

from datetime import date, datetime

import pytest

from services.booking.registering.rows import RegistrationDocumentRow, RegistrationRow
from shared.clock import TOKYO
from shared.contracts.booking_registrations import RegistrationApplied, RegistrationEnding
from shared.journal.rebuild import rebuild
from tests.integration.booking.bookings_kit import a_city
from tests.integration.booking.registrations_kit import (
    GARDEN,
    HANA,
    MEMBERS,
    application,
    come_to,
    refused,
    registered,
    sent,
)
from tests.kit import published, run_timers

PATH = f"/registrations/{GARDEN}"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def documents(city):
    """The documents that the vault holds, and those that rows refer to."""
    held = await city.service.vault.settled_ids()
    rows = await city.service.journal.all(RegistrationDocumentRow, with_closed=False)
    return sorted(held), sorted(row.id for row in rows)


async def test_from_the_application_to_a_registration_for_all_facilities(city):
    """An officer applies, the city sees the articles and approves; the answer counts, and names nobody."""
    applied = await sent(city.yui, "POST", "/registrations", application(), expected=201)

    assert ("applied", "applied", 4, 3, ["officer-yui"]) == (
        applied["status"], applied["waiting"], applied["members"], applied["eligible"], applied["responsible"],
    )  # fmt: skip
    waiting = await sent(city.staff, "GET", "/registrations?waiting=applied")
    assert [GARDEN] == [each["registration_id"] for each in waiting["items"]]
    assert (422, "proof-missing") == await refused(city.staff, "POST", f"{PATH}/approve")
    proof = {"method": "electronic", "document": "articles"}
    seen = await sent(city.staff, "POST", f"{PATH}/proof", proof)
    assert {**proof, "seen_by": "staff-mori"} == seen["proof"]
    stands = await sent(city.staff, "POST", f"{PATH}/approve")

    assert ("registered", "", "2027-03-31", "2027-01-30") == (
        stands["status"], stands["waiting"], stands["until"], stands["renew_from"],
    )  # fmt: skip
    assert applied["number"] == stands["number"]
    found = await sent(city.staff, "GET", f"/registrations?number={stands['number']}")
    assert [GARDEN] == [each["registration_id"] for each in found["items"]]
    assert [GARDEN] == [
        each["registration_id"] for each in (await sent(city.yui, "GET", "/registrations/mine"))["items"]
    ]
    assert (409, "registration-stands") == await refused(city.yui, "POST", "/registrations", application())


async def test_a_list_that_there_is_not_is_answered_with_those_that_there_are(city):
    """Of what waits, and of states."""
    answer = await city.staff.get("/registrations", params={"waiting": "proof"})

    assert (422, True) == (answer.status_code, "'applied'、'review'" in answer.json()["errors"][0]["message"])


async def test_names_are_in_the_vault_alone(city):
    """Not in an event, not in a row, not in a log of answers: counts are."""
    await registered(city)
    commits = await city.service.journal.store.of_stream(f"registration/{GARDEN}")
    row = await city.service.journal.get(RegistrationRow, GARDEN)
    written = b"".join(record.body for commit in commits for record in commit.records).decode() + row.model_dump_json()

    for member in MEMBERS:
        assert member["name"] not in written
    assert "resident-hana" not in written
    assert {"lives": 2, "works": 1, "elsewhere": 1} == row.shares


async def test_who_reads_the_list_is_noted_and_the_group_can_see_it(city):
    """Officers and staff read it, nobody else; the one may see who did."""
    await registered(city)

    seen = await sent(city.staff, "GET", f"{PATH}/members")

    assert (1, [{**member, "person_id": member.get("person_id")} for member in MEMBERS]) == (
        seen["version"], seen["items"],
    )  # fmt: skip
    assert (403, "forbidden") == await refused(city.client(), "GET", f"{PATH}/members")
    assert (403, "forbidden") == await refused(city.client("auditor", ("auditor",)), "GET", f"{PATH}/members")
    looks = await sent(city.yui, "GET", f"{PATH}/accesses")
    assert [("staff-mori", "registration-check")] == [(each["reader"], each["purpose"]) for each in looks["items"]]
    assert (403, "forbidden") == await refused(city.staff, "GET", f"{PATH}/accesses")
    own = await city.service.vault.accesses_of("resident-hana")
    assert [("staff-mori", "registration-check")] == [(each.reader, each.purpose) for each in own]


async def test_a_new_list_replaces_the_old_one_in_the_vault(city):
    """What is replaced leaves; where its numbers are others, the city looks again, and it stands meanwhile."""
    await registered(city)

    same = await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS})
    changed = await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS[1:]})

    assert [(1, "", 4), (2, "review", 3)] == [
        (each["list_version"], each["waiting"], each["members"]) for each in (same, changed)
    ]
    held, referred = await documents(city)
    assert (2, held) == (len(held), referred)
    facts = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")
    assert (date(2027, 3, 31), (4, 3), (3, 2)) == (
        facts.registered_until, (facts.members, facts.eligible), facts.claimed,
    )  # fmt: skip
    approved = await sent(city.staff, "POST", f"{PATH}/approve")
    assert ("registered", "", "2027-03-31") == (approved["status"], approved["waiting"], approved["until"])


async def test_more_residents_count_when_the_city_has_looked(city):
    """Until then the list that it approved does, and the answer says so."""
    await registered(city)
    here = [{"name": f"会員 {n}", "share": "lives"} for n in range(6)]

    claimed = await sent(city.yui, "PUT", f"{PATH}/members", {"members": [*MEMBERS, *here]})
    meanwhile = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")
    approved = await sent(city.staff, "POST", f"{PATH}/approve")
    then = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")

    assert ("review", 10, [4, 3]) == (claimed["waiting"], claimed["members"], claimed["counted"])
    assert ((4, 3), (10, 9)) == ((meanwhile.members, meanwhile.eligible), (then.members, then.eligible))
    assert ((10, 9), None) == (meanwhile.claimed, then.claimed)
    assert ("", None) == (approved["waiting"], approved["counted"])


async def test_a_list_that_the_clerk_has_not_seen_is_not_approved(city):
    """An officer sends another one while the clerk reads."""
    await registered(city)
    for n in (2, 6):
        here = [{"name": f"会員 {i}", "share": "lives"} for i in range(n)]
        await sent(city.yui, "PUT", f"{PATH}/members", {"members": [*MEMBERS, *here]})

    assert (409, "member-list-changed") == await refused(city.staff, "POST", f"{PATH}/approve", {"list_version": 2})
    approved = await sent(city.staff, "POST", f"{PATH}/approve", {"list_version": 3})
    assert ("", 10, 3) == (approved["waiting"], approved["members"], approved["list_version"])


async def test_a_repeated_command_gets_its_first_answer_however_late(city):
    """The same bytes, though the registration has gone on; and nothing of the repeat stays in the vault."""
    first = await city.yui.post("/registrations", json=application(), headers={"idempotency-key": "apply-once"})
    await sent(city.staff, "POST", f"{PATH}/refuse", {"reasons": ["documents-missing"]})

    again = await city.yui.post("/registrations", json=application(), headers={"idempotency-key": "apply-once"})

    assert (201, "true") == (again.status_code, again.headers["idempotency-replayed"])
    assert first.content == again.content
    assert ([], []) == await documents(city)


async def test_a_refused_command_leaves_nothing_in_the_vault(city):
    """Not of a second application, not of a list with somebody on it twice."""
    await registered(city)
    before = await documents(city)

    assert (409, "registration-stands") == await refused(city.yui, "POST", "/registrations", application())
    twice = {"members": [MEMBERS[0], MEMBERS[0]]}
    assert (422, "member-twice") == await refused(city.yui, "PUT", f"{PATH}/members", twice)
    assert before == await documents(city)


async def test_a_key_with_another_list_leaves_nothing_in_the_vault(city):
    """It was written before the journal knew the key: it goes, and the first one stays."""
    await registered(city)
    key = {"idempotency-key": "one-list"}
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS[1:]}, **key)
    before = await documents(city)

    await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS[2:]}, expected=422, **key)

    assert before == await documents(city)
    assert before[0] == before[1]


async def test_a_backup_is_whole_only_with_the_lists_that_count(city):
    """Each document is referred to by a row, until its list is replaced."""
    await registered(city)
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS[1:]})
    refers = city.service.refers

    rows = await city.service.journal.all(RegistrationDocumentRow)

    assert sorted(await city.service.vault.settled_ids()) == sorted(filter(None, map(refers, rows)))
    assert len(rows) > len(await city.service.vault.settled_ids())


async def test_a_crash_between_vault_and_commit_is_swept(city):
    """Documents that nothing refers to go at the next start; those that count stay."""
    await registered(city)
    uses = city.uses.registrations
    _, referred = await documents(city)
    await uses.kept.keep(uses.kept.prepare(GARDEN, "never-committed", []))

    await uses.kept.sweep()

    assert (referred, referred) == await documents(city)


async def test_a_person_at_the_counter_is_registered_by_staff(city):
    """Without e-mail: staff name the person; nobody else can."""
    wanted = {"person_id": "resident-hana", "channel": "counter", "share": "works"}
    assert (403, "forbidden") == await refused(city.client("resident-ken"), "POST", "/registrations", wanted)
    assert (422, "registration-whose") == await refused(city.staff, "POST", "/registrations", {"channel": "phone"})

    await sent(city.staff, "POST", "/registrations", wanted, expected=201)
    await sent(city.staff, "POST", f"/registrations/{HANA}/proof", {"method": "counter", "document": "passport"})
    await sent(city.staff, "POST", f"/registrations/{HANA}/approve")

    facts = await city.uses.registrations.facts_of(None, "resident-hana")
    assert (1, date(2027, 3, 31)) == (facts.eligible, facts.registered_until)
    assert (422, "no-member-list") == await refused(
        city.staff, "PUT", f"/registrations/{HANA}/members", {"members": MEMBERS}
    )


async def test_nobody_of_the_staff_decides_about_themselves(city):
    """Another one does."""
    await sent(city.staff, "POST", "/registrations", {"share": "lives"}, expected=201)
    path = "/registrations/person~staff-mori"

    assert (403, "forbidden") == await refused(city.staff, "POST", f"{path}/approve")
    other = city.client("staff-abe", ("staff",))
    await sent(other, "POST", f"{path}/proof", {"method": "counter", "document": "passport"})
    await sent(other, "POST", f"{path}/approve")


async def test_the_end_is_told_in_time_and_comes_by_itself(city):
    """Told once 30 days before, ended on the first of April; the list is gone. Renewed in time, it goes on."""
    await registered(city)
    come_to(city, datetime(2027, 3, 1, 0, 1, tzinfo=TOKYO))
    await run_timers(city.service)
    await run_timers(city.service)
    told = await published(city.service, RegistrationEnding)
    assert [("osawa-garden", "officer-yui")] == [(each.group_id, each.person_id) for each in told]
    renewed = await sent(city.yui, "POST", f"{PATH}/renew")
    assert "2028-03-31" == renewed["until"]
    come_to(city, datetime(2027, 4, 1, 0, 1, tzinfo=TOKYO))
    await run_timers(city.service)
    assert "registered" == (await sent(city.yui, "GET", PATH))["status"]

    come_to(city, datetime(2028, 4, 1, 0, 1, tzinfo=TOKYO))
    await run_timers(city.service)
    await run_timers(city.service)

    ended = await sent(city.yui, "GET", PATH)
    assert ("ended", "expired", None, 0) == (ended["status"], ended["ended_for"], ended["until"], ended["members"])
    assert ([], []) == await documents(city)
    assert (409, "registration-not-standing") == await refused(city.yui, "POST", f"{PATH}/renew")


async def test_rows_are_equal_after_a_rebuild(city):
    """Derived, so they may be made again at any time."""
    await registered(city)
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": MEMBERS[1:]})
    await sent(city.client(), "POST", "/registrations", {"share": "lives"}, expected=201)
    journal = city.service.journal

    async def rows():
        kinds = (RegistrationRow, RegistrationDocumentRow)
        return [row.model_dump() for kind in kinds for row in await journal.all(kind)]

    before = await rows()
    await rebuild(journal.model, journal.store)

    assert before == await rows()


async def test_a_group_that_was_not_heard_of_is_asked_for_later(city):
    """Facts come in no order; and of two sent at once one application stands."""
    wanted = {**application(), "group_id": "not-heard-of"}
    assert (409, "not-yet") == await refused(city.staff, "POST", "/registrations", wanted)

    await sent(city.yui, "POST", "/registrations", application(), expected=201)
    assert (409, "registration-applied") == await refused(city.staff, "POST", "/registrations", application())
    assert 1 == len(await published(city.service, RegistrationApplied))
    listed = await sent(city.client("anybody"), "GET", "/registration-terms")
    assert "fiscal-year" == listed["term"]
