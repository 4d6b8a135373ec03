"""People through its routes: register, change, consent, be looked up, see who looked."""

import pytest

from services.people.app import build
from tests.integration.people.people_kit import HANA, NOW, Town
from tests.kit import make_site, opened, published


@pytest.fixture
async def town(tmp_path):
    site = make_site(tmp_path, NOW)
    service = build(site)
    async with opened(service):
        yield Town(service, site)


async def test_a_registration_answers_without_the_details(town):
    """Id, areas, language and age band; the name is in the vault and not in the answer."""
    answer = await town.register_hana()

    assert {
        "person_id": "resident-hana",
        "areas": {"neighbourhood": "minami"},
        "language": "ja",
        "age_band": "25-39",
        "at": "2026-11-22T12:00:00+09:00",
    } == answer


async def test_one_sees_ones_own_account_whole(town):
    """What was given comes back, and no cache may keep it."""
    await town.register_hana(consents=["matching"])

    response = await town.hana.get("/people/me")

    assert "no-store" == response.headers["cache-control"]
    assert {
        **HANA,
        "name": {**HANA["name"], "known_as": ""},
        "person_id": "resident-hana",
        "age_band": "25-39",
        "consents": ["matching"],
    } == response.json()


async def test_the_same_key_answers_the_same_and_keeps_one_document(town):
    """A repeated registration is a replay, in the vault too."""
    key = {"idempotency-key": "once"}
    first = await town.hana.post("/people", json=HANA, headers=key)
    second = await town.hana.post("/people", json=HANA, headers=key)

    assert (201, first.content, "true") == (second.status_code, second.content, second.headers["idempotency-replayed"])
    assert 1 == len(await town.details_kept())


async def test_the_same_key_with_another_body_leaves_the_first_details(town):
    """The second body is refused, and has not overwritten what the first one put into the vault."""
    key = {"idempotency-key": "once"}
    await town.hana.post("/people", json=HANA, headers=key)
    second = await town.hana.post("/people", json={**HANA, "contact": {"email": "evil@x.example"}}, headers=key)

    account = (await town.hana.get("/people/me")).json()

    assert (422, "idempotency-key-reused") == (second.status_code, second.json()["code"])
    assert ("hana@mail.example", 1) == (account["contact"]["email"], len(await town.details_kept()))


async def test_registering_twice_is_refused_and_leaves_nothing(town):
    """One account a person; the second one's details do not stay in the vault."""
    await town.register_hana()

    second = await town.hana.post("/people", json={**HANA, "language": "en"})

    assert (409, "already-registered") == (second.status_code, second.json()["code"])
    assert 1 == len(await town.details_kept())


async def test_staff_register_somebody_at_the_counter(town):
    """Without an id one is derived; a person without e-mail or phone can have an account."""
    body = {"name": {"given": "Sukarno"}, "channel": "counter", "language": "id"}
    first = await town.mori.post("/people", json=body)
    second = await town.mori.post("/people", json={**body, "person_id": "counter-0001", "channel": "phone"})

    assert (201, 201) == (first.status_code, second.status_code)
    assert "counter-0001" == second.json()["person_id"] != first.json()["person_id"]


@pytest.mark.parametrize(
    ("caller", "changes", "status", "code"),
    [
        ("hana", {"person_id": "resident-ken"}, 422, "channel-not-yours"),
        ("hana", {"channel": "counter"}, 403, "forbidden"),
        ("mori", {"channel": "counter", "person_id": "staff-mori"}, 422, "channel-not-yours"),
        ("hana", {"birth_date": "2027-01-01"}, 422, "birth-date-in-future"),
        ("hana", {"birth_date": "0001-01-01"}, 422, "invalid-request"),
        ("hana", {"name": {}}, 422, "invalid-request"),
        ("hana", {"name": {"family": "x" * 500}}, 422, "invalid-request"),
        ("hana", {"contact": {"email": "not an address"}}, 422, "invalid-request"),
        ("hana", {"areas": {"neighbourhood": "大沢 花子"}}, 422, "invalid-request"),
        ("hana", {"language": "Japanese!"}, 422, "invalid-request"),
        ("mori", {"channel": "counter", "person_id": "a/b"}, 422, "invalid-request"),
        ("hana", {"consents": ["everything"]}, 422, "invalid-request"),
        ("nobody", {}, 401, "token-missing"),
    ],
)
async def test_a_bad_registration_is_named_and_leaves_nothing(town, caller, changes, status, code):
    """Every refusal has a code, says what to do next, does not repeat what was sent, and writes nothing."""
    response = await getattr(town, caller).post("/people", json={**HANA, **changes})

    problem = response.json()

    assert (status, code) == (response.status_code, problem["code"])
    assert problem["next"]
    assert not any(text in response.text for text in ("not an address", "花村", "大沢 花子"))
    assert ([], 0) == (await town.service.vault.settled_ids(), await town.service.journal.store.last_position())


async def test_a_change_replaces_the_whole_profile(town):
    """The new version is shown, the old one has left the vault, the city hears of the new areas."""
    await town.register_hana()
    changed = await town.hana.put("/people/me", json={**HANA, "areas": {"neighbourhood": "kita"}, "language": "en"})

    account = (await town.hana.get("/people/me")).json()

    assert (200, "en", {"neighbourhood": "kita"}) == (changed.status_code, account["language"], account["areas"])
    assert 1 == len(await town.details_kept())


async def test_a_change_that_is_repeated_late_brings_nothing_back(town):
    """A replay after a newer change answers as before, and does not put the older details into the vault again."""
    await town.register_hana()
    key = {"idempotency-key": "move"}
    first = await town.hana.put("/people/me", json={**HANA, "language": "en"}, headers=key)
    await town.hana.put("/people/me", json={**HANA, "contact": {"email": "new@mail.example"}})

    again = await town.hana.put("/people/me", json={**HANA, "language": "en"}, headers=key)

    assert first.content == again.content
    assert 1 == len(await town.details_kept())
    assert "new@mail.example" == (await town.hana.get("/people/me")).json()["contact"]["email"]


async def test_consents_are_given_and_taken_back(town):
    """Each purpose by itself; repeating changes nothing and is answered alike."""
    await town.register_hana()
    for given in (True, True, False, False, True):
        response = await town.hana.put("/people/me/consents/introductions", json={"given": given})
        assert (200, given) == (response.status_code, response.json()["given"])

    listed = (await town.hana.get("/people/me/consents")).json()["items"]
    told = [type(event).__name__ for event in await published(town.service)][1:]

    assert ["introductions"] == [item["purpose"] for item in listed if item["given"]]
    assert ["ConsentGiven", "ConsentWithdrawn", "ConsentGiven"] == told


async def test_a_contact_is_shown_for_a_purpose_and_the_person_sees_who_looked(town):
    """Name and contact only, no birth date; the reading is listed for the person and the auditor."""
    await town.register_hana()

    response = await town.mori.get("/people/resident-hana/contact?purpose=booking-matter")
    mine = await town.hana.get("/people/me/accesses")
    audited = await town.auditor.get("/people/resident-hana/accesses")

    assert {"person_id", "purpose", "name", "contact"} == set(response.json())
    assert "hana@mail.example" == response.json()["contact"]["email"]
    assert [("staff-mori", "booking-matter", "2026-11-22T12:00:00+09:00")] == [
        (look["reader"], look["purpose"], look["at"]) for look in mine.json()["items"]
    ]
    assert mine.json() == audited.json()


async def test_the_list_of_readers_goes_by_pages(town):
    """Newest first, none twice, none missing."""
    await town.register_hana()
    for _ in range(5):
        await town.mori.get("/people/resident-hana/contact?purpose=booking-matter")
    seen, cursor = [], ""
    while cursor is not None:
        page = (await town.hana.get(f"/people/me/accesses?limit=2{cursor and '&cursor=' + cursor}")).json()
        seen.append(len(page["items"]))
        cursor = page["next"]

    assert [2, 2, 1] == seen
    assert 422 == (await town.hana.get("/people/me/accesses?cursor=x")).status_code


@pytest.mark.parametrize(
    ("caller", "purpose", "status", "code"),
    [
        ("sato", "introduction", 403, "consent-missing"),
        ("sato", "booking-matter", 403, "forbidden"),
        ("sato", "curiosity", 422, "purpose-unknown"),
        ("ken", "emergency", 403, "forbidden"),
        ("auditor", "emergency", 403, "forbidden"),
        ("sato", "emergency", 200, None),
    ],
)
async def test_a_contact_needs_role_purpose_and_consent(town, caller, purpose, status, code):
    """Whoever is refused leaves no reading in the list."""
    await town.register_hana()

    response = await getattr(town, caller).get(f"/people/resident-hana/contact?purpose={purpose}")

    assert (status, code) == (response.status_code, response.json().get("code"))
    assert (status == 200) == bool((await town.hana.get("/people/me/accesses")).json()["items"])


async def test_with_consent_a_coordinator_may_call(town):
    """The consent to introductions opens the contact for introductions."""
    await town.register_hana(consents=["introductions"])

    response = await town.sato.get("/people/resident-hana/contact?purpose=introduction")

    assert 200 == response.status_code


@pytest.mark.parametrize("path", ["/people/me", "/people/me/consents", "/people/me/accesses"])
async def test_who_never_registered_is_told_so(town, path):
    """A good token is not yet an account."""
    response = await town.hana.get(path)

    assert (404, "not-registered") == (response.status_code, response.json()["code"])


async def test_erasing_forgets_and_stays_forgotten(town):
    """Afterwards everything about the person is 410, and the id cannot register again."""
    await town.register_hana(consents=["matching"])
    erased = await town.hana.delete("/people/me")
    requests = [
        town.hana.get("/people/me"),
        town.hana.get("/people/me/consents"),
        town.hana.get("/people/me/accesses"),
        town.mori.get("/people/resident-hana/contact?purpose=emergency"),
        town.hana.put("/people/me", json=HANA),
        town.hana.put("/people/me/consents/matching", json={"given": True}),
        town.hana.post("/people", json=HANA),
        town.hana.delete("/people/me"),
    ]

    assert (200, True) == (erased.status_code, erased.json()["erased"])
    assert [(410, "person-erased")] * 8 == [((r := await each).status_code, r.json()["code"]) for each in requests]
    assert [] == await town.service.vault.settled_ids()


async def test_only_the_person_or_an_operator_erases(town):
    """Staff and others may not; the operator may."""
    await town.register_hana()

    assert 403 == (await town.mori.delete("/people/resident-hana")).status_code
    assert 403 == (await town.ken.delete("/people/resident-hana")).status_code
    assert 200 == (await town.operator.delete("/people/resident-hana")).status_code


async def test_an_id_that_cannot_be_anybodys_is_not_found(town):
    """No server error for strange paths."""
    for id in ("%20", "a%40b.jp", "%F0%9F%98%80", "x" * 300):
        response = await town.operator.delete(f"/people/{id}")
        assert 404 == response.status_code, id


async def test_the_lists_of_purposes_are_open(town):
    """Anyone may know what contacts are looked up for."""
    response = await town.nobody.get("/people/purposes")

    assert {"booking-matter", "introduction"} <= {item["code"] for item in response.json()["contact"]}
    assert 4 == len(response.json()["consent"])
