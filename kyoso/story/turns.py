"""The waiting list, as part of the loop: a place for one, two who want it, and what becomes of the place."""

from datetime import timedelta
from typing import Any

from kyoso.story.announcing import announced, call_off
from kyoso.story.client import Actor, StepFailed
from kyoso.story.stage import Stage

AHEAD = timedelta(days=5)
"""Far enough that a place is held for a day, whatever the hour at which it is played."""


class Turns(Stage):
    """Somebody gives the only place back, and the next in order takes it; then the group calls it off."""

    _small_id = ""

    async def take_turns(self) -> None:
        """All of it, where the cast has a second resident."""
        neighbour = self.players.neighbour
        if neighbour is None or neighbour.person_id == self.players.resident.person_id:
            await self.done(
                "二人目の市民（neighbour）がいないため、キャンセル待ちは演じません",
                "No second resident (neighbour) was given: the waiting list is left out",
            )
            return
        await self._announce_small()
        await self._wait(neighbour)
        await self._give_back()
        await self._accept(neighbour)
        await self._call_off()

    async def _announce_small(self) -> None:
        self.client.next_step()
        self._small_id = await announced(self, "一人だけの相談会", AHEAD, roles={"participant": 1})
        await self._command(self.players.resident, "sign-ups")
        await self.done(
            "定員1人の活動に、市民が申し込みました", "An activity for one, and the resident has the place",
            "activity-announced.v1", "activity-signed-up.v1",
        )  # fmt: skip

    async def _wait(self, neighbour: Actor) -> None:
        self.client.next_step()
        await self._command(neighbour, "waiting")
        mine = await self.client.get(f"/booking/activities/{self._small_id}/waiting/me", neighbour)
        await self.done(
            f"二人目の市民が、キャンセル待ちに入りました（{mine['position']}番目）",
            "A second resident waits for it", "waiting-joined.v1", "message-sent.v1",
        )  # fmt: skip

    async def _give_back(self) -> None:
        self.client.next_step()
        await self._command(self.players.resident, "sign-ups/me/withdraw")
        await self.done(
            "市民が取りやめ、空いた場所が二人目の市民に案内されました",
            "The resident withdraws, and the place is held for the second one",
            "activity-withdrawn.v1", "waiting-offered.v1", "message-sent.v1",
        )  # fmt: skip

    async def _accept(self, neighbour: Actor) -> None:
        self.client.next_step()
        accepted = await self._command(neighbour, "waiting/accept")
        if accepted["status"] != "accepted":
            raise StepFailed("案内を受けても場所がありません / The offer was accepted, and there is no place")
        await self.done(
            "二人目の市民が案内を受けました", "The second resident accepts",
            "waiting-accepted.v1", "activity-signed-up.v1",
        )  # fmt: skip

    async def _call_off(self) -> None:
        self.client.next_step()
        await call_off(self, self._small_id)
        self._small_id = ""
        await self.done(
            "団体がその活動を中止し、申し込んでいた人に知らせました",
            "The group calls it off, and whoever signed up is told",
            "activity-cancelled.v1", "participation-affected.v1", "message-sent.v1",
        )  # fmt: skip

    async def _command(self, actor: Actor, rest: str, body: Any = None) -> Any:
        path = f"/booking/activities/{self._small_id}/{rest}"
        return await self.client.command("POST", path, actor, body)
