"""A place, and something to do there, as part of the loop: a room for now, its code, an activity, who comes."""

from kyoso.story.booking import book_now
from kyoso.story.stage import Stage


class Gathering(Stage):
    """The steps from a booking to its end. What is open is to be taken back at the end."""

    _attended = False
    _booking_open = False
    _started = False

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

    async def complete(self) -> None:
        """The use is over, and counted in heads."""
        self.client.next_step()
        path = f"/booking/bookings/{self.outcome.booking_id}/complete"
        await self.client.command("POST", path, self.players.officer, {"heads": 2})
        self._booking_open = False
        await self.done("部屋の利用を終えました（2人）", "Completed the booking", "booking-completed.v1")

    def _activity(self, rest: str) -> str:
        return f"/booking/activities/{self.outcome.activity_id}/{rest}"
