"""An outreach day in the story: the resident books a time and gives it back, so that the next one has it."""

from typing import Any

from kyoso.story.client import Refused
from kyoso.story.stage import Stage

TAKEN = "slot-taken"
PASSED_OVER = frozenset(
    {TAKEN, "already-booked", "too-many-appointments", "appointment-consent-missing", "outreach-day-over"}
)
"""What says something about the instance or the player, not about the way."""


async def visit(stage: Stage) -> None:
    """From the open list of days to a time of one's own."""
    client, resident = stage.client, stage.players.resident
    client.next_step()
    days = (await client.get("/matching/outreach-days", resident, free="true"))["items"]
    times = [(day, slot["starts_at"]) for day in days for slot in day["slots"] if slot["free"]]
    if not times:
        await stage.done("出張相談会の予定がないため、飛ばしました", "No outreach day to come: passed over")
        return
    try:
        day, booked = await _book(stage, times)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        await stage.done(
            f"出張相談会は飛ばしました（{refused.code}）", f"The outreach day was passed over ({refused.code})"
        )
        return
    await stage.done(
        f"出張相談会（{day['place']}）の{booked['starts_at'][11:16]}を予約しました（予約番号 {booked['code']}）",
        "Booked a time at an outreach day; what it is about is for those who are there",
        "appointment-booked.v1",
        "message-sent.v1",
    )
    client.next_step()
    await client.command("POST", f"/matching/appointments/{booked['appointment_id']}/cancel", resident)
    await stage.done(
        "予約を取り消しました。待っている人がいれば、その人に案内が届きます",
        "Gave the time back: whoever waits is offered it",
        "appointment-cancelled.v1",
    )


async def _book(stage: Stage, times: list[tuple[Any, str]]) -> tuple[Any, Any]:
    """The first time that nobody takes at the same moment; others play the story too."""
    for number, (day, starts_at) in enumerate(times):
        path = f"/matching/outreach-days/{day['outreach_day_id']}/appointments"
        wanted = {"kind": day["kinds"][0], "starts_at": starts_at, "text": "スマホの文字を大きくしたいです。"}
        try:
            return day, await stage.client.command("POST", path, stage.players.resident, wanted)
        except Refused as refused:
            if refused.code != TAKEN or number == len(times) - 1:
                raise
    raise AssertionError("there is no time")
