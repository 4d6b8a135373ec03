"""The loop, step by step. Each step has a trace of its own, so that the events it caused can be shown beside it."""

from typing import Any

from kyoso.story.accompanying import accompany
from kyoso.story.announcing import CALLED_OFF
from kyoso.story.cast import Players
from kyoso.story.client import Actor, Client, StepFailed, until
from kyoso.story.coming_once import come_once
from kyoso.story.consulting import consult
from kyoso.story.gathering import Gathering
from kyoso.story.guardian import agree_as_guardian
from kyoso.story.health import see_health
from kyoso.story.helping import help_out
from kyoso.story.inviting import invite
from kyoso.story.joining import Joining
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
from kyoso.story.turns import Turns
from kyoso.story.vetting import be_vetted
from kyoso.story.visiting import visit


class Scene(Joining, Gathering, Turns, Spending):
    """One play: the steps of the loop, and what must be tidied up after them."""

    def __init__(self, client: Client, players: Players, tell: Tell) -> None:
        super().__init__(client, players, tell)
        self.mailbox = Mailbox(self)

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
