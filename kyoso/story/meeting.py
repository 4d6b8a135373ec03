"""The first meeting in the story: a day, whether it happened, the wish to join; and what is asked a month later."""

from datetime import datetime, timedelta

from kyoso.story.client import Refused, until
from kyoso.story.stage import Stage

SOON = timedelta(minutes=10)


async def meet(stage: Stage) -> None:
    """They meet today, and the resident wants to join. Just before midnight the meeting is tomorrow and passed over."""
    client, players = stage.client, stage.players
    path = f"/matching/introductions/{stage.outcome.introduction_id}"
    shown = await client.get(path, players.officer)
    starts_at = datetime.fromisoformat(shown["asked_at"]) + SOON
    client.next_step()
    body = {"starts_at": starts_at.isoformat(), "place": "いつでもハウスの入口"}
    await client.command("POST", f"{path}/meeting", players.officer, body)
    await stage.done(
        f"初めて会う日時と場所を決めました（{starts_at:%H:%M}。場所は二人と担当者だけが見ます）",
        "Arranged the first meeting; where is for those who meet",
        "introduction-arranged.v1",
        "message-sent.v1",
    )
    client.next_step()
    try:
        await client.command("POST", f"{path}/met", players.resident)
    except Refused as refused:
        if refused.code != "meeting-to-come":
            raise
        await stage.done("会うのは明日なので、ここは飛ばしました", "They meet tomorrow: passed over")
        return
    await client.command("POST", f"{path}/wish", players.resident)
    step = (await client.get(path, players.officer))["next_step"]
    await stage.done(
        f"会って、市民が「入りたい」と答えました。次にすること: {step['ja']}",
        f"They met, and the resident wants to join. Next: {step['en']}",
        "introduction-met.v1",
        "introduction-wished.v1",
        "message-sent.v1",
    )


async def look_ahead(stage: Stage) -> None:
    """In a month the resident is asked once how it goes; who hears it is known already."""
    client = stage.client
    client.next_step()
    path = f"/matching/introductions/{stage.outcome.introduction_id}/follow-up"

    async def planned() -> dict[str, str] | None:
        """The saga follows the answer of the request."""
        try:
            found: dict[str, str] = await client.get(path, stage.players.resident)
        except Refused as refused:
            if refused.status != 404:
                raise
            return None
        return found

    found = await until(planned, "1か月後の確認が予定されていません / No follow-up is planned")
    if found["status"] == "planned":
        await stage.done(
            f"1か月後（{found['due_at'][:10]}）に、{found['coordinator_id']} のために様子を一度お聞きします",
            f"In a month the resident is asked once how it goes, for {found['coordinator_id']}",
        )
