"""After an erasure a person's name and address are in no file of the data folder, in any encoding; the books add up.

The whole loop is played by the person in every service, in one process, with a small bus of its own in this file.
"""

import json
import shutil
import sqlite3
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import quote

import pytest

from kyoso.compose import compose
from kyoso.town.generate import SEED, generate
from kyoso.town.seats import Seats
from services.points.ledger import check_ledger
from shared.clock import fiscal_year, tokyo_date
from shared.contracts import PublicEvent
from shared.contracts.people import PersonErased
from shared.journal import Fact
from tests.kit import client, make_site, opened

WHO = "resident-hana"
FAMILY, GIVEN, FAMILY_KANA, GIVEN_KANA = "纐纈", "弥生乃", "コウケツ", "ヤヨイノ"
ADDRESS, PHONE = "yayoino.kouketsu@mail.example", "090-0000-7391"
HANA = {
    "name": {"family": FAMILY, "given": GIVEN, "family_kana": FAMILY_KANA, "given_kana": GIVEN_KANA},
    "contact": {"email": ADDRESS, "phone": PHONE},
    "birth_date": "1988-04-12",
    "areas": {"neighbourhood": "minami"},
}
WORDS = f"はじめまして、{FAMILY}{GIVEN}と申します。{ADDRESS} にご連絡ください。"
GROUP = "osawa-garden"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")


def forms(text):
    """A text as bytes in every way that a file might hold it."""
    encoded = {text.encode(encoding) for encoding in ENCODINGS}
    return encoded | {json.dumps(text)[1:-1].encode(), quote(text).encode(), text.encode().hex().encode()}


PERSONAL = {
    "name": set.union(*(forms(text) for text in (FAMILY, GIVEN, FAMILY_KANA, GIVEN_KANA, FAMILY + GIVEN))),
    "address": forms(ADDRESS) | forms(ADDRESS.partition("@")[0]),
    "phone": forms(PHONE) | forms(PHONE.replace("-", "")),
}


def found_in(folder, patterns):
    """(file, pattern) wherever one of the patterns is in a file of the folder, write-ahead logs included."""
    return [
        (path.name, pattern)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for data in [path.read_bytes()]
        for pattern in sorted(patterns)
        if pattern in data
    ]


def everywhere(folder):
    """What of the person is found in the folder."""
    return {what: found_in(folder, patterns) for what, patterns in PERSONAL.items()}


NOWHERE = {what: [] for what in PERSONAL}


def vault_secrets(folder, person_id):
    """The person's wrapped keys and sealed documents, in pieces of 16 bytes, as the vaults' files hold them now."""
    secrets = []
    for path in folder.glob("*.vault.db"):
        db = sqlite3.connect(path)
        secrets += db.execute("SELECT wrapped FROM keys WHERE person_id=?", (person_id,)).fetchall()
        secrets += db.execute("SELECT sealed FROM documents WHERE person_id=?", (person_id,)).fetchall()
        db.close()
    return {secret[start : start + 16] for (secret,) in secrets for start in range(0, len(secret) - 15, 16)}


class Loop:
    """All services of one deployment, and a bus that carries every public event to every service that hears it."""

    def __init__(self, site):
        self.site = site
        self.folder = site.settings.data
        self.services = compose(site)
        self.read = dict.fromkeys(self.services, 0)
        self.closing = AsyncExitStack()

    async def __aenter__(self):
        for service in self.services.values():
            await self.closing.enter_async_context(opened(service))
        return self

    async def __aexit__(self, *_):
        await self.closing.aclose()

    async def carry(self):
        """Take every saga's steps and deliver every event, until nothing moves any more."""
        moved = True
        while moved:
            moved = False
            for name, service in self.services.items():
                for commit in await service.journal.store.after(self.read[name], 500):
                    self.read[name], moved = commit.position, True
                    await service.journal.react(commit)
                    for index, event in enumerate(commit.events):
                        if isinstance(event, PublicEvent):
                            await self._deliver(commit, index, event)

    async def _deliver(self, commit, index, event):
        fact = Fact(
            id=commit.event_id(index), topic=event.topic, subject=commit.stream, sequence=commit.sequence(index),
            at=commit.at,
        )  # fmt: skip
        for service in self.services.values():
            for handler in service.handlers.by_type.get(event.type, ()):
                await handler.handle(event, service.use_cases, service.journal.causes.fact(fact, handler.name))

    async def ask(self, service, method, path, body=None, by=WHO, roles=("resident",), status=None):
        """One request to one service."""
        async with client(self.services[service], self.site, by, roles) as http:
            response = await http.request(method, path, json=body)
        assert status == response.status_code if status else response.status_code < 300, response.text
        return response.json()

    async def furnish(self):
        """What the loop needs: the house that is always open, the group with its officer, a coordinator, points."""
        town = generate(SEED)
        seats = Seats(self.services, town)
        people = {person.id: person for person in town.people}
        for id in ("officer-yui", "coordinator-sato", "desk-owner", "resident-ken"):
            await seats.person(people[id])
        await seats.facility(next(house for house in town.facilities if house.kind == "always-open"))
        await seats.group(next(group for group in town.groups if group.id == GROUP))
        await self.carry()
        await seats.desk(town.desk_owner)
        await seats.coordinator(next(c for c in town.coordinators if c.person_id == "coordinator-sato"))
        await seats.programme(fiscal_year(tokyo_date(self.site.clock.now())))
        await self.carry()
        return next(house for house in town.facilities if house.kind == "always-open")

    async def play(self):
        """The person registers and leaves something in every service."""
        house = await self.furnish()
        await self.ask("people", "POST", "/people", {**HANA, "contact": {"email": ADDRESS}})
        await self.ask("people", "PUT", "/people/me", HANA)
        for purpose in ("matching", "introductions", "activity-notices"):
            await self.ask("people", "PUT", f"/people/me/consents/{purpose}", {"given": True})
        await self.carry()
        await self.ask("matching", "PUT", "/people/me/interests", {"tags": ["gardening"], "availability": []})
        asked = await self.ask("matching", "POST", "/introductions", {"group_id": GROUP, "message": WORDS})
        brought = await self.ask("matching", "POST", "/consultations", {"text": WORDS, "category": "unsure"})
        answer = f"/consultations/{brought['consultation_id']}/resolve"
        await self.ask("matching", "POST", answer, {"answer": WORDS}, brought["assigned_to"], ("coordinator",))
        await self.ask("people", "GET", f"/people/{WHO}/contact?purpose=introduction", None, "coordinator-sato",
                       ("coordinator",))  # fmt: skip
        start = self.site.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(minutes=30)).isoformat()}
        room = {"facility_id": house.id, "room_id": house.rooms[0].id, "purpose": "exchange", "people": 2}
        await self.ask("booking", "POST", "/bookings", {**room, **times})
        await self.attend(times)
        await self.carry()
        return asked["introduction_id"]

    async def attend(self, times):
        """An activity of the group, in which the person takes part; it earns points."""
        activity = await self.ask(
            "booking", "POST", "/activities",
            {"title": "花植えの日", "group_id": GROUP, "place": "広場", "capacity": 9, "deadline": times["ends_at"],
             "tags": [], "areas": {}, **times},
            "officer-yui",
        )  # fmt: skip
        path = f"/activities/{activity['activity_id']}"
        await self.ask("booking", "POST", f"{path}/sign-ups", {})
        self.site.clock.advance(timedelta(hours=2, minutes=10))
        await self.ask("booking", "POST", f"{path}/attendances", {"person_id": WHO}, "officer-yui")


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path)


@pytest.fixture
async def loop(site):
    async with Loop(site) as loop:
        yield loop


async def test_nothing_of_an_erased_person_is_left_in_any_file(loop):
    """Name, address, phone, wrapped keys and sealed documents are nowhere: at once, after a kill, and after closing."""
    await loop.play()
    secrets = vault_secrets(loop.folder, WHO)
    before = {name for name, _ in found_in(loop.folder, secrets)}
    texts = [message["body"] for message in (await loop.ask("notifications", "GET", "/inbox"))["items"]]

    await loop.ask("people", "DELETE", "/people/me")
    await loop.carry()
    shutil.copytree(loop.folder, loop.folder.with_name("as-a-kill-leaves-it"))

    assert len(texts) > 4
    assert {"people.vault.db", "matching.vault.db"} <= {name.removesuffix("-wal") for name in before}
    for folder in (loop.folder, loop.folder.with_name("as-a-kill-leaves-it")):
        assert (NOWHERE, []) == (everywhere(folder), found_in(folder, secrets))

    await loop.closing.aclose()

    assert (NOWHERE, []) == (everywhere(loop.folder), found_in(loop.folder, secrets))


async def test_everyone_says_so_and_the_books_add_up(loop):
    """Named answers about the erased, the others untouched, points in balance."""
    await loop.play()
    earned = (await loop.ask("points", "GET", "/accounts/me"))["balance"]
    await loop.ask("people", "DELETE", "/people/me")
    await loop.carry()

    answers = [
        await loop.ask("people", "GET", "/people/me", status=410),
        await loop.ask("people", "POST", "/people", HANA, status=410),
        await loop.ask("notifications", "GET", "/inbox", status=410),
        await loop.ask(
            "people", "GET", f"/people/{WHO}/contact?purpose=emergency", None, "staff-mori", ("staff",), 410
        ),
    ]
    ken = await loop.ask("people", "GET", "/people/me", by="resident-ken")
    report = await check_ledger(loop.services["points"].journal)

    assert earned > 0
    assert ["person-erased"] * 4 == [answer["code"] for answer in answers]
    assert "ken" in ken["contact"]["email"]
    assert report.balanced


async def test_an_erasure_cut_short_is_finished_at_the_next_start(site):
    """The event was committed and the process died before any vault heard of it: the next start makes it good."""
    async with Loop(site) as loop:
        await loop.play()
        secrets = vault_secrets(loop.folder, WHO)
        people = loop.services["people"]
        cause = people.journal.causes.operator("erase", WHO.encode(), WHO)
        await people.journal.transact(people.journal.model.states[0].stream(WHO), cause, lambda person: person.erase())
        left = found_in(loop.folder, secrets)

    async with Loop(site) as again:
        own = vault_secrets(again.folder, WHO)
        await again.carry()

        assert left
        assert len(own) < len(secrets)
        assert (NOWHERE, []) == (everywhere(again.folder), found_in(again.folder, secrets))


async def test_control_the_search_finds_what_is_there(loop, tmp_path):
    """A name planted in each encoding is found, a public name in a journal too, and the key before an erasure."""
    await loop.play()
    planted = tmp_path / "planted"
    planted.mkdir()
    for encoding in ENCODINGS:
        (planted / encoding).write_bytes(b"\x00\x01" + f"x{FAMILY}{GIVEN} {ADDRESS}".encode(encoding) + b"\xff")
    (planted / "json").write_text(json.dumps({"name": FAMILY}))

    found = everywhere(planted)
    public = {name for name, _ in found_in(loop.folder, forms("花植えの日"))}

    assert {*ENCODINGS, "json"} == {name for name, _ in found["name"]}
    assert set(ENCODINGS) == {name for name, _ in found["address"]}
    assert {"booking.db", "notifications.db"} <= {name.removesuffix("-wal") for name in public}
    assert found_in(loop.folder, vault_secrets(loop.folder, WHO))


async def test_while_a_person_is_there_the_details_are_on_disk_in_no_readable_form(loop):
    """Encryption, not only erasure: nothing can be read from the files even before."""
    await loop.play()

    assert NOWHERE == everywhere(loop.folder)


async def test_every_service_with_a_vault_hears_of_an_erasure(loop):
    """A service that keeps documents about persons must have a handler that drops them; people itself does it first."""
    keepers = {name for name, service in loop.services.items() if service.vault and name != "people"}

    assert {"matching"} <= keepers
    assert [] == [name for name in keepers if PersonErased.type not in loop.services[name].handlers.by_type]
