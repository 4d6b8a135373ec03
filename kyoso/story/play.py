"""The loop, step by step. Each step has a trace of its own, so that the events it caused can be shown beside it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from kyoso.story.booking import book_now
from kyoso.story.cast import Cast, Players
from kyoso.story.client import POLL_SECONDS, Actor, Client, Refused, StepFailed, until

EVENTS_SECONDS = 5.0
"""How long the events of a step are waited for before it is shown without them; the step itself has succeeded."""


@dataclass(frozen=True, slots=True)
class Caused:
    """An event that a step caused, and the services that heard it."""

    id: str
    type: str
    subject: str
    heard_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A step as it is told: what happened, in both languages, and the events that followed."""

    number: int
    ja: str
    en: str
    events: tuple[Caused, ...]


@dataclass(slots=True)
class Outcome:
    """What one play brought about."""

    person_id: str = ""
    group_id: str = ""
    booking_id: str = ""
    activity_id: str = ""
    introduction_id: str = ""
    points: int = 0
    event_types: list[str] = field(default_factory=list)


Tell = Callable[[Told], None]


async def play(base_url: str, cast: Cast, tell: Tell, *, transport: httpx.AsyncBaseTransport | None = None) -> Outcome:
    """Play the loop once. Raises ``StepFailed``; with a fixed cast, what was begun is tidied up in any case."""
    near = (httpx.URL(base_url).host or "") in {"127.0.0.1", "::1", "localhost"}  # no proxy is asked for this machine
    async with httpx.AsyncClient(base_url=base_url, timeout=30.0, transport=transport, trust_env=not near) as http:
        client = Client(http)
        players = await cast.players(client)
        scene = Scene(client, players, tell)
        try:
            await scene.perform()
        except BaseException:
            if players.tidy:
                await scene.tidy_up(quietly=True)
            raise
        if players.tidy:
            await scene.tidy_up()
        return scene.outcome


class Scene:
    """One play: who takes part, and what there is to show for it so far."""

    def __init__(self, client: Client, players: Players, tell: Tell) -> None:
        self.client = client
        self.players = players
        self.outcome = Outcome(person_id=players.resident.person_id, group_id=players.group["group_id"])
        self._tell = tell
        self._told = 0
        self._shown: set[str] = set()
        self._watched = True
        self._joined = False
        self._attended = False
        self._booking_open = False
        self._started = False

    async def perform(self) -> None:
        """The loop, in its order."""
        await self.declare_interests()
        await self.read_recommendations()
        await self.ask_for_introduction()
        await self.say_yes()
        await self.become_member()
        starts_at, ends_at, code = await self.book()
        await self.start(code)
        await self.announce(starts_at, ends_at)
        await self.sign_up()
        inbox = await self.inbox()
        await self.attend()
        await self.see_points()
        await self.see_inbox(inbox)
        await self.complete()

    # -- coming together

    async def declare_interests(self) -> None:
        """The resident says what they like; enough of it is what the group does."""
        group = self.players.group
        wishes = {
            "tags": list(group["tags"])[:3],
            "areas": group["areas"],
            "availability": ["weekend-morning", "weekday-evening"],
            "languages": ["ja"],
            "role_wishes": list(group["needs"])[:2] or ["joining"],
        }
        self.client.next_step()
        await self.client.command("PUT", "/matching/people/me/interests", self.players.resident, wishes)
        tags = "、".join(wishes["tags"])
        await self._done(f"市民が関心を登録しました（{tags}）", "A resident declared interests")

    async def read_recommendations(self) -> None:
        """Each recommendation says why."""
        self.client.next_step()
        found = await self.client.get("/matching/people/me/recommendations", self.players.resident)
        items = found["items"] if isinstance(found, dict) else found
        reasons = [reason for item in items[:1] for reason in item["reasons"]]
        if not reasons:
            raise StepFailed("おすすめに理由がありません。 / There is no recommendation with a reason.")
        words = "・".join(_words(reason) for reason in reasons[:3])
        await self._done(
            f"おすすめが{len(items)}件届きました（1件目の理由: {words}）", "Recommendations, each with reasons"
        )

    async def ask_for_introduction(self) -> None:
        """Asking is the resident's yes; a named coordinator takes it, by area and load."""
        self.client.next_step()
        body = {"group_id": self.outcome.group_id, "message": "はじめまして。一度、活動を見学させてください。"}
        asked = await self.client.command("POST", "/matching/introductions", self.players.resident, body)
        self.outcome.introduction_id = asked["introduction_id"]
        await self._done(
            f"「{self.players.group['name']}」への紹介を申し込み、{asked['coordinator_id']} が担当になりました",
            "Asked for an introduction; a coordinator has it",
            "introduction-proposed.v1",
        )

    async def say_yes(self) -> None:
        """The officer's yes."""
        self.client.next_step()
        id, officer = self.outcome.introduction_id, self.players.officer

        async def listed() -> bool | None:
            page = await self.client.get("/matching/introductions", officer, group_id=self.outcome.group_id, limit=200)
            return any(item["introduction_id"] == id for item in page["items"]) or None

        await until(listed, "紹介が役員の一覧に出ません / The officer's list does not show the introduction")
        await self.client.command("POST", f"/matching/introductions/{id}/accept", officer)
        await self._done("団体の役員が紹介を受けました", "The officer said yes too", "introduction-accepted.v1")

    async def become_member(self) -> None:
        """An accepted introduction joins nobody: the officer's call does."""
        self.client.next_step()
        body = {"person_id": self.outcome.person_id, "introduction_id": self.outcome.introduction_id}
        path = f"/matching/groups/{self.outcome.group_id}/members"
        await self.client.command("POST", path, self.players.officer, body)
        self._joined = True
        await self._done("団体の会員になりました", "Became a member of the group", "group-joined.v1")

    # -- a place to meet

    async def book(self) -> tuple[str, str, str]:
        """A room of the house that is always open, now."""
        self.client.next_step()
        players = self.players
        booked = await book_now(self.client, players.officer, players.facility_id, self.outcome.group_id)
        self.outcome.booking_id = booked.booking_id
        self._booking_open = True
        await self._done(
            f"部屋を予約しました（{booked.room}、{booked.starts_at[11:16]}から。使用料 {booked.fee}円）",
            "Booked a room for now",
            "booking-confirmed.v1",
        )
        return booked.starts_at, booked.ends_at, booked.start_code

    async def start(self, code: str) -> None:
        """The group is at the door."""
        self.client.next_step()
        path = f"/booking/bookings/{self.outcome.booking_id}/start"
        await self.client.command("POST", path, self.players.officer, {"code": code})
        self._started = True
        await self._done("番号を入れて、部屋の利用を始めました", "Started the use with the code", "booking-started.v1")

    # -- doing something together

    async def announce(self, starts_at: str, ends_at: str) -> None:
        """The group invites to something in that room."""
        self.client.next_step()
        group = self.players.group
        body = {
            "title": f"はじめての方の見学会（{group['name']}）",
            "group_id": self.outcome.group_id,
            "place": "いつでもハウス",
            "booking_id": self.outcome.booking_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "deadline": ends_at,
            "tags": list(group["tags"])[:3],
            "areas": group["areas"],
            "capacity": 10,
        }
        announced = await self.client.command("POST", "/booking/activities", self.players.officer, body)
        self.outcome.activity_id = announced["activity_id"]
        await self._done("活動のお知らせを出しました", "Announced an activity", "activity-announced.v1")

    async def sign_up(self) -> None:
        """The resident takes a place."""
        self.client.next_step()
        await self.client.command("POST", self._activity("sign-ups"), self.players.resident, {})
        await self._done("市民が参加を申し込みました", "The resident signed up", "activity-signed-up.v1")

    async def attend(self) -> None:
        """The officer shows the code of these minutes; the resident gives it."""
        self.client.next_step()
        shown = await self.client.get(self._activity("attendance-code"), self.players.officer)
        body = {"code": shown["code"]}
        await self.client.command("POST", self._activity("attendances"), self.players.resident, body)
        self._attended = True
        await self._done(
            "会場のコードで参加を記録しました", "Attended, by the code at the place", "activity-attended.v1"
        )

    # -- what comes of it; both belong to the trace of the attendance

    async def see_points(self) -> None:
        """Points for this attendance, once."""

        async def earned() -> int | None:
            account = await self.client.get("/points/accounts/me", self.players.resident)
            for line in account["history"]["items"]:
                if line["activity_id"] != self.outcome.activity_id:
                    continue
                if line["what"] == "earned":
                    return int(line["amount"])
                why = (line.get("why") or {}).get("ja") or line["what"]
                raise StepFailed(f"ポイントが付きませんでした: {why} / No points were given")
            return None

        self.outcome.points = await until(earned, "ポイントが付きません / No points arrived")
        await self._done(f"{self.outcome.points}ポイントが付きました", "Earned points", "points-earned.v1")

    async def see_inbox(self, before: set[str]) -> None:
        """A message says so."""

        async def arrived() -> Any | None:
            page = await self.client.get("/notifications/inbox", self.players.resident, limit=200)
            fresh = [item for item in page["items"] if item["message_id"] not in before]
            return next((item for item in fresh if "point" in str(item.get("template", ""))), None)

        message = await until(arrived, "受信箱にお知らせが届きません / No message arrived in the inbox")
        title = message.get("title") or message.get("subject") or message.get("template")
        await self._done(f"受信箱にお知らせが届きました（{title}）", "A message is in the inbox", "message-sent.v1")

    async def complete(self) -> None:
        """The use is over, and counted in heads."""
        self.client.next_step()
        path = f"/booking/bookings/{self.outcome.booking_id}/complete"
        await self.client.command("POST", path, self.players.officer, {"heads": 2})
        self._booking_open = False
        await self._done("部屋の利用を終えました（2人）", "Completed the booking", "booking-completed.v1")

    async def inbox(self) -> set[str]:
        """The messages that are there already."""
        page = await self.client.get("/notifications/inbox", self.players.resident, limit=200)
        return {item["message_id"] for item in page["items"]}

    # -- cleaning up, for a cast that plays again

    async def tidy_up(self, *, quietly: bool = False) -> None:
        """Take back the attendance and its points, the membership, and a booking that is still open."""
        self.client.next_step()
        players, outcome = self.players, self.outcome
        participant = self._activity(f"attendances/{outcome.person_id}/correction")
        booking, introduction = (
            f"/booking/bookings/{outcome.booking_id}",
            f"/matching/introductions/{outcome.introduction_id}",
        )
        member = f"/matching/groups/{outcome.group_id}/members/{outcome.person_id}"
        unanswered = bool(outcome.introduction_id) and not self._joined
        steps: list[tuple[bool, str, str, Actor, Any]] = [
            (self._attended, "POST", participant, players.staff or players.officer, None),
            (self._booking_open and self._started, "POST", f"{booking}/complete", players.officer, {"heads": 1}),
            (self._booking_open and not self._started, "POST", f"{booking}/cancel", players.officer, None),
            (unanswered, "POST", f"{introduction}/decline", players.resident, None),
            (self._joined, "DELETE", member, players.resident, None),
        ]
        for due, method, path, actor, body in steps:
            if not due:
                continue
            try:
                await self.client.command(method, path, actor, body)
            except StepFailed:
                if not quietly:
                    raise
        if not quietly:
            await self._done("参加の記録と会員登録を元に戻しました", "Tidied up, so that it can be played again")

    # -- telling

    def _activity(self, rest: str) -> str:
        return f"/booking/activities/{self.outcome.activity_id}/{rest}"

    async def _done(self, ja: str, en: str, *expected: str) -> None:
        """Tell a step with the events that it caused, once the ``expected`` ones have been on the bus."""
        events = await self._events(expected)
        self._shown.update(event.id for event in events)
        self.outcome.event_types.extend(event.type for event in events)
        self._told += 1
        self._tell(Told(self._told, ja, en, tuple(events)))

    async def _events(self, expected: Sequence[str]) -> list[Caused]:
        deadline = asyncio.get_running_loop().time() + EVENTS_SECONDS
        while self._watched:
            try:
                page = await self.client.get("/demo/events", trace=self.client.trace_id)
            except Refused:
                self._watched = False  # not a demo: events are read from the bus, by those who may
                break
            fresh = [
                Caused(each["id"], each["type"], each["subject"], tuple(each["heard_by"]))
                for each in page["items"]
                if each["id"] not in self._shown
            ]
            missing = set(expected) - {event.type for event in fresh}
            if not missing or asyncio.get_running_loop().time() > deadline:
                return fresh
            await asyncio.sleep(POLL_SECONDS)
        return []


def _words(reason: Any) -> str:
    """A reason in Japanese, whichever way the instance writes it."""
    if isinstance(reason, dict):
        return str(reason.get("ja") or reason.get("text") or reason.get("code"))
    return str(reason)


__all__ = ["Caused", "Outcome", "Scene", "Tell", "Told", "play"]
