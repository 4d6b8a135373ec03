"""The loop, step by step. Each step has a trace of its own, so that the events it caused can be shown beside it."""

from typing import Any

from kyoso.story.accompanying import accompany
from kyoso.story.booking import book_now
from kyoso.story.cast import Players
from kyoso.story.client import Actor, Client, Refused, StepFailed, until
from kyoso.story.coming_once import come_once
from kyoso.story.consulting import consult
from kyoso.story.guardian import agree_as_guardian
from kyoso.story.health import see_health
from kyoso.story.helping import help_out
from kyoso.story.inviting import invite
from kyoso.story.ladder import look_back
from kyoso.story.learning import learn
from kyoso.story.leaving import go_on_leave
from kyoso.story.mail import Mailbox
from kyoso.story.meeting import look_ahead, meet
from kyoso.story.partners import find_partners
from kyoso.story.pausing import pause
from kyoso.story.reasons import ask_why
from kyoso.story.spending import Spending
from kyoso.story.stage import Tell
from kyoso.story.succession import seek_successor
from kyoso.story.themes import look_at_themes
from kyoso.story.together import hold_together
from kyoso.story.turns import CALLED_OFF, Turns
from kyoso.story.vetting import be_vetted
from kyoso.story.visiting import visit

RECOMMENDATIONS = 20


class Scene(Turns, Spending):
    """One play: the steps of the loop, and what must be tidied up after them."""

    def __init__(self, client: Client, players: Players, tell: Tell) -> None:
        super().__init__(client, players, tell)
        self.mailbox = Mailbox(self)
        self._joined = False
        self._attended = False
        self._booking_open = False
        self._started = False

    async def perform(self) -> None:
        """The loop, in its order."""
        self.chapter("出会う", "Coming together")
        await self.declare_interests()
        await self.read_recommendations()
        await ask_why(self)
        await self.ask_for_introduction()
        await self.say_yes()
        await meet(self)
        await self.become_member()
        await look_ahead(self)
        self.chapter("集まる", "A place, and something to do there")
        starts_at, ends_at, code = await self.book()
        await self.start(code)
        await self.announce(starts_at, ends_at)
        await self.sign_up()
        await self.mailbox.switch_on()
        inbox = await self.inbox()
        await self.attend()
        self.chapter("ありがとう", "Thanks")
        await self.see_points()
        await self.see_inbox(inbox)
        await self.mailbox.see()
        await self.redeem()
        await self.fetch()
        await self.see_statement()
        await self.complete()
        self.chapter("ゆずりあう", "Turns")
        await self.take_turns()
        self.chapter("気軽に", "Light ways in")
        await help_out(self)
        await invite(self)
        await come_once(self)
        await agree_as_guardian(self)
        await be_vetted(self)
        self.chapter("相談する", "A worry, and who has it")
        await visit(self)
        await consult(self)
        await go_on_leave(self)
        await learn(self)
        await look_at_themes(self)
        self.chapter("団体のこれから", "How a group goes on")
        await find_partners(self)
        await seek_successor(self)
        await see_health(self)
        await pause(self)
        await accompany(self)
        await hold_together(self)
        self.chapter("これまで", "How far one has come")
        await look_back(self)

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
        words = await self._vocabulary()
        tags = "、".join(words.get(tag, tag) for tag in wishes["tags"])
        await self.done(f"市民が関心を登録しました（{tags}）", "A resident declared interests")

    async def read_recommendations(self) -> None:
        """Each recommendation says why; that of the group, when it is among them, is told."""
        self.client.next_step()
        path = "/matching/people/me/recommendations"
        found = await self.client.get(path, self.players.resident, limit=RECOMMENDATIONS)
        items = found["items"] if isinstance(found, dict) else found
        if not items or not all(item["reasons"] or item.get("turn") for item in items):
            raise StepFailed("理由のあるおすすめがありません。 / There is no recommendation with a reason.")
        groups = [item for item in items if "group" in item]
        ours = [item for item in groups if item["group"]["group_id"] == self.outcome.group_id]
        shown = (ours or groups or items)[0]
        what = shown.get("group", shown.get("activity"))
        reasons = "／".join(str(reason["ja"]) for reason in shown["reasons"])
        name = what.get("name") or what.get("title")
        await self.done(
            f"おすすめが{len(items)}件。「{name}」の理由: {reasons}", "Recommendations, each with its reasons"
        )

    async def ask_for_introduction(self) -> None:
        """Asking is the resident's yes; a named coordinator takes it, by area and load."""
        self.client.next_step()
        body = {"group_id": self.outcome.group_id, "message": "はじめまして。一度、活動を見学させてください。"}
        asked = await self.client.command("POST", "/matching/introductions", self.players.resident, body)
        self.outcome.introduction_id = asked["introduction_id"]
        await self.done(
            f"「{self.players.group['name']}」への紹介を申し込み、{asked['coordinator_id']} が担当になりました",
            "Asked for an introduction; a coordinator has it",
            "introduction-proposed.v1",
            "message-sent.v1",
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
        await self.done("団体の役員が紹介を受けました", "The officer said yes too", "introduction-accepted.v1")

    async def become_member(self) -> None:
        """An accepted introduction joins nobody: the officer's call does."""
        self.client.next_step()
        body = {"person_id": self.outcome.person_id, "introduction_id": self.outcome.introduction_id}
        path = f"/matching/groups/{self.outcome.group_id}/members"
        await self.client.command("POST", path, self.players.officer, body)
        self._joined = True
        await self.done("団体の会員になりました", "Became a member of the group", "group-joined.v1", "message-sent.v1")

    # -- a place to meet

    async def book(self) -> tuple[str, str, str]:
        """A room of the house that is always open, now."""
        self.client.next_step()
        players = self.players
        booked = await book_now(self.client, players.officer, players.facility_id, self.outcome.group_id)
        self.outcome.booking_id = booked.booking_id
        self._booking_open = True
        await self.done(
            f"部屋を予約しました（{booked.room}、{booked.starts_at[11:16]}から。使用料 {booked.fee}円）",
            "Booked a room for now",
            "booking-confirmed.v1",
            "message-sent.v1",
        )
        return booked.starts_at, booked.ends_at, booked.start_code

    async def start(self, code: str) -> None:
        """The group is at the door."""
        self.client.next_step()
        path = f"/booking/bookings/{self.outcome.booking_id}/start"
        await self.client.command("POST", path, self.players.officer, {"code": code})
        self._started = True
        await self.done(
            "番号を入れて、部屋の利用を始めました",
            "Started the use with the code",
            "booking-started.v1",
            "message-sent.v1",
        )

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
        await self.done("活動のお知らせを出しました", "Announced an activity", "activity-announced.v1")

    async def sign_up(self) -> None:
        """The resident takes a place."""
        self.client.next_step()
        await self.client.command("POST", self._activity("sign-ups"), self.players.resident, {})
        await self.done(
            "市民が参加を申し込みました", "The resident signed up", "activity-signed-up.v1", "message-sent.v1"
        )

    async def attend(self) -> None:
        """The officer shows the code of these minutes; the resident gives it."""
        self.client.next_step()
        shown = await self.client.get(self._activity("attendance-code"), self.players.officer)
        body = {"code": shown["code"]}
        await self.client.command("POST", self._activity("attendances"), self.players.resident, body)
        self._attended = True
        await self.done(
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
        await self.done(f"{self.outcome.points}ポイントが付きました", "Earned points", "points-earned.v1")

    async def see_inbox(self, before: set[str]) -> None:
        """A message says so."""

        async def arrived() -> Any | None:
            page = await self.client.get("/notifications/inbox", self.players.resident, limit=200)
            fresh = [item for item in page["items"] if item["message_id"] not in before]
            return next((item for item in fresh if "point" in str(item.get("template", ""))), None)

        message = await until(arrived, "受信箱にお知らせが届きません / No message arrived in the inbox")
        title = message.get("title") or message.get("subject") or message.get("template")
        await self.done(f"受信箱にお知らせが届きました（{title}）", "A message is in the inbox", "message-sent.v1")

    async def complete(self) -> None:
        """The use is over, and counted in heads."""
        self.client.next_step()
        path = f"/booking/bookings/{self.outcome.booking_id}/complete"
        await self.client.command("POST", path, self.players.officer, {"heads": 2})
        self._booking_open = False
        await self.done("部屋の利用を終えました（2人）", "Completed the booking", "booking-completed.v1")

    async def inbox(self) -> set[str]:
        """The messages that are there already."""
        page = await self.client.get("/notifications/inbox", self.players.resident, limit=200)
        return {item["message_id"] for item in page["items"]}

    # -- cleaning up, for a cast that plays again

    async def tidy_up(self, *, quietly: bool = False) -> None:
        """Take back what was redeemed, the attendance with its points, the membership, a booking that is still open."""
        self.client.next_step()
        try:
            await self.mailbox.restore()
        except StepFailed:
            if not quietly:
                raise
        players, outcome = self.players, self.outcome
        participant = self._activity(f"attendances/{outcome.person_id}/correction")
        booking, introduction = (
            f"/booking/bookings/{outcome.booking_id}",
            f"/matching/introductions/{outcome.introduction_id}",
        )
        consultation = f"/matching/consultations/{outcome.consultation_id}"
        member = f"/matching/groups/{outcome.group_id}/members/{outcome.person_id}"
        unanswered = bool(outcome.introduction_id) and not self._joined
        redemption = f"/points/redemptions/{self.kept.redemption_id}/cancel" if self.kept else ""
        steps: list[tuple[bool, str, str, Actor, Any]] = [
            (bool(redemption), "POST", redemption, players.resident, None),
            (self._attended, "POST", participant, players.staff or players.officer, None),
            (self._booking_open and self._started, "POST", f"{booking}/complete", players.officer, {"heads": 1}),
            (self._booking_open and not self._started, "POST", f"{booking}/cancel", players.officer, None),
            (unanswered, "POST", f"{introduction}/decline", players.resident, None),
            (self._joined, "DELETE", member, players.resident, None),
            (bool(self._small_id), "POST", f"/booking/activities/{self._small_id}/cancel", players.officer, CALLED_OFF),
            (quietly and bool(outcome.consultation_id), "POST", f"{consultation}/resolve", players.resident, None),
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
            await self.done("参加の記録と会員登録を元に戻しました", "Tidied up, so that it can be played again")

    async def _vocabulary(self) -> dict[str, str]:
        """Code → Japanese word of the tags, where the instance publishes them."""
        try:
            lists = await self.client.get("/matching/vocabulary")
        except Refused:
            return {}
        return {entry["code"]: entry["ja"] for entry in lists["tags"]}

    def _activity(self, rest: str) -> str:
        return f"/booking/activities/{self.outcome.activity_id}/{rest}"
