"""The load of the kill test, with a record of its own: every command that was sent, and every answer that came."""

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.end_to_end.door import Answer, Door, Line
from tests.end_to_end.town_kit import STAFF, Furnished, activity, booking

WORKERS = 24
PEOPLE = tuple(f"person-{number:04}" for number in range(1, 41))
"""Who books, says what they like and asks for introductions: each with a token of their own."""
OTHERS = tuple(f"person-{number:04}" for number in range(100, 4_900))
"""Whom officers and staff sign up, register and take in, each of them once for each thing."""
TWIN_SHARE = 0.03
DAYS = 50
LATER = 503
WAITING_SECONDS_MAX = 60


@dataclass(eq=False)
class Command:
    """One command under one key, and what was answered to it: a first answer counts for ever."""

    kind: str
    method: str
    path: str
    by: str
    body: bytes
    about: tuple[str, ...] = ()
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    answer: Answer | None = None
    sent: int = 0

    @property
    def done(self) -> bool:
        return self.answer is not None and self.answer.status < 300

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Load:
    """Commands of many people, until the line breaks. ``waiting`` are those that nobody has answered."""

    town: Door
    place: Furnished
    chance: random.Random
    commands: list[Command] = field(default_factory=list)
    waiting: list[Command] = field(default_factory=list)
    put_off: str = ""
    in_flight: int = 0
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    bookings: list[tuple[str, str]] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)
    signed_up: list[tuple[str, str]] = field(default_factory=list)
    attended: list[tuple[str, str]] = field(default_factory=list)

    async def run(self) -> None:
        """Send and send again until every worker's line has broken."""
        await asyncio.gather(*(self._work() for _ in range(WORKERS)))

    async def send_waiting(self) -> None:
        """Send again, with their own keys, what was never answered; until all of it is."""
        deadline = time.monotonic() + WAITING_SECONDS_MAX
        while self.waiting:
            assert time.monotonic() < deadline, self.put_off
            again, self.waiting = self.waiting, []
            await asyncio.gather(*(self._try(Line(self.town.port), command) for command in again))

    async def ask_all_again(self) -> list[str]:
        """Commands whose second answer is not their first one."""
        missing: list[str] = []
        left = iter([command for command in self.commands if command.done])

        async def work() -> None:
            line = Line(self.town.port)
            for command in left:
                again, first = await self._ask(line, command), command.answer
                assert first is not None
                if (again.status, again.body, again.replayed) != (first.status, first.body, True):
                    missing.append(f"{command.kind}: {first.status} {first.body!r} then {again.status} {again.body!r}")
            line.close()

        await asyncio.gather(*(work() for _ in range(WORKERS)))
        return missing

    async def _work(self) -> None:
        line = Line(self.town.port)
        while True:
            command = self.waiting.pop(0) if self.waiting else self._new()
            try:
                await self._try(line, command)
            except ConnectionError:
                return

    def _new(self) -> Command:
        command = self._choose()
        self.commands.append(command)
        return command

    async def _try(self, line: Line, command: Command) -> None:
        """Send; what breaks off or is put off is waiting again."""
        command.sent += 1
        self.in_flight += 1
        try:
            answer = await (
                self._twice(line, command) if self.chance.random() < TWIN_SHARE else self._ask(line, command)
            )
        except BaseException:
            self.waiting.append(command)
            raise
        finally:
            self.in_flight -= 1
        self._take(command, answer)

    async def _twice(self, line: Line, command: Command) -> Answer:
        """The same request on two connections at once: two equal answers."""
        twin = Line(self.town.port)
        outcomes = await asyncio.gather(self._ask(line, command), self._ask(twin, command), return_exceptions=True)
        twin.close()
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        answer, other = (outcome for outcome in outcomes if isinstance(outcome, Answer))
        if answer.body != other.body and max(answer.status, other.status) < 300:
            self.wrong.append(f"twins differ: {answer.body!r} {other.body!r}")
        return answer

    async def _ask(self, line: Line, command: Command) -> Answer:
        token = await self.town.token(command.by)
        return await line.ask(command.method, command.path, token=token, body=command.body, key=command.key)

    def _take(self, command: Command, answer: Answer) -> None:
        if answer.status == LATER or answer.code == "not-yet":
            self.waiting.append(command)
            self.put_off = f"{command.kind} {command.body!r}: {answer.body.decode()}"
            return
        if answer.status >= 300 and answer.status not in (409, 422):
            self.wrong.append(f"{command.kind}: {answer.status} {answer.body.decode()[:300]}")
        command.answer = answer
        self.answered += 1
        if not command.done:
            return
        told = answer.json()
        if command.kind in ("book", "book-for-group"):
            self.bookings.append((command.by, told["booking_id"]))
        elif command.kind == "register":
            self.registered.append(command.about[0])
        elif command.kind == "announce":
            self.activities.append(told["activity_id"])
        elif command.kind == "sign-up":
            self.signed_up.append((command.about[0], command.about[1]))
        elif command.kind == "attend":
            self.attended.append((command.about[0], command.about[1]))

    # -- what is sent

    def _choose(self) -> Command:
        drawn = self.chance.random()
        if drawn < 0.40:
            return self._book(self.chance.choice(PEOPLE), "book")
        if drawn < 0.52:
            return self._book(self.place.officer, "book-for-group", group_id=self.place.group_id)
        if drawn < 0.57 and self.bookings:
            by, booking_id = self.bookings.pop(self.chance.randrange(len(self.bookings)))
            return self._command("cancel", "POST", f"/booking/bookings/{booking_id}/cancel", by, {}, booking_id)
        if drawn < 0.60 or not self.activities:
            announced = activity(self.place.group_id, capacity=500)
            return self._command("announce", "POST", "/booking/activities", self.place.officer, announced)
        if drawn < 0.62 or not self.registered:
            return self._register()
        if drawn < 0.64:
            return self._join()
        if drawn < 0.66:
            return self._introduce()
        if drawn < 0.68:
            wishes = {"tags": self.chance.sample(["gardening", "nature", "farming"], 2), "languages": ["ja"]}
            person = self.chance.choice(PEOPLE)
            return self._command("interests", "PUT", "/matching/people/me/interests", person, wishes)
        if drawn < 0.83 or not self.signed_up:
            return self._sign_up()
        if drawn < 0.97 or not self.attended:
            return self._attend()
        return self._correct()

    def _command(self, kind: str, method: str, path: str, by: str, body: Any, *about: str) -> Command:
        return Command(kind, method, path, by, json.dumps(body).encode(), about)

    def _book(self, by: str, kind: str, **more: Any) -> Command:
        chance = self.chance
        hot = chance.random() < 0.1  # a tenth wants the same few slots, so that there are rivals and refusals
        house = self.place.houses[0] if hot else chance.choice(self.place.houses)
        day, slot = (1, chance.randrange(4)) if hot else (chance.randrange(2, DAYS), chance.randrange(96))
        wish = booking(house, chance.choice(self.place.rooms), day, slot, **more)
        return self._command(kind, "POST", "/booking/bookings", by, wish)

    def _sign_up(self) -> Command:
        activity_id = self.chance.choice(self.activities[-20:])
        person = self._somebody(activity_id)
        body = {"person_id": person}
        path = f"/booking/activities/{activity_id}/sign-ups"
        return self._command("sign-up", "POST", path, self.place.officer, body, activity_id, person)

    def _register(self) -> Command:
        return self.registration(self._somebody("register"))

    def registration(self, person: str) -> Command:
        """Somebody at the counter, with a name and an address for the vault."""
        name = {"family": "負荷", "given": person}
        body = {"person_id": person, "channel": "counter", "name": name, "contact": {"email": f"{person}@example.jp"}}
        return self._command("register", "POST", "/people/people", STAFF, body, person)

    def _join(self) -> Command:
        person = self.registered.pop(self.chance.randrange(len(self.registered)))
        path = f"/matching/groups/{self.place.group_id}/members"
        return self._command("join", "POST", path, self.place.officer, {"person_id": person}, person)

    def _introduce(self) -> Command:
        group = self.chance.choice(self.groups)
        free = [person for person in PEOPLE if (group, person) not in self.asked]
        person = self.chance.choice(free or PEOPLE)
        self.asked.add((group, person))
        body = {"group_id": group, "message": "見学させてください。"}
        return self._command("introduce", "POST", "/matching/introductions", person, body, person)

    def _somebody(self, purpose: str) -> str:
        """Somebody who has not been asked for this yet."""
        while True:
            person = self.chance.choice(OTHERS)
            if (purpose, person) not in self.asked:
                self.asked.add((purpose, person))
                return person

    def _attend(self) -> Command:
        activity_id, person = self.signed_up.pop(self.chance.randrange(len(self.signed_up)))
        path = f"/booking/activities/{activity_id}/attendances"
        body = {"person_id": person}
        return self._command("attend", "POST", path, self.place.officer, body, activity_id, person)

    def _correct(self) -> Command:
        activity_id, person = self.attended.pop(self.chance.randrange(len(self.attended)))
        path = f"/booking/activities/{activity_id}/attendances/{person}/correction"
        return self._command("correct", "POST", path, STAFF, {}, activity_id, person)
