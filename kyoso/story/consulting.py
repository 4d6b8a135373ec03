"""A worry (よろず相談) in the story: brought in two taps, seen to by a named person, solved by its person's word."""

from kyoso.story.client import Refused, until
from kyoso.story.stage import Stage

SMARTPHONE = "スマホの使い方を教えてほしい。"


async def consult(stage: Stage) -> None:
    """Bring a worry and end it. Where nobody can speak for who has it, the resident alone says that it is solved.

    An instance whose desks are not in use yet, or that this resident may ask no more of, is told and passed over.
    """
    client, players = stage.client, stage.players
    menu = await client.get("/matching/consultations/menu")
    category = menu["areas"][-1]["categories"][0]
    body = {
        "category": category["category"],
        "text": "だれに聞けばよいか分からないので、教えてください。",
        "channel": "web",
    }
    client.next_step()
    shown = await client.command("POST", "/matching/consultations/triage", players.resident, {"text": SMARTPHONE})
    await stage.done(
        f"「{SMARTPHONE}」は、送る前に「{shown['words']['ja']}」と示されました",
        f"Before sending: {shown['words']['en']}",
    )
    client.next_step()
    try:
        brought = await client.command("POST", "/matching/consultations", players.resident, body)
    except Refused as refused:
        if refused.code not in {"no-desk-owner", "desks-overrun", "too-many-consultations"}:
            raise
        await stage.done(
            f"よろず相談は飛ばしました（{refused.code}）", f"The consultation was passed over ({refused.code})"
        )
        return
    id = stage.outcome.consultation_id = brought["consultation_id"]
    await stage.done(
        f"よろず相談「{category['name']['ja']}」を送り、{brought['assigned_to']} が担当になりました"
        f"（{brought['due_at'][:10]}まで）",
        "Brought a worry in two taps; a named person has it until its day",
        "consultation-opened.v1",
        "consultation-assigned.v1",
        "message-sent.v1",
    )
    await _answer(stage, id, brought["assigned_to"])
    client.next_step()
    await client.command("POST", f"/matching/consultations/{id}/resolve", players.resident)
    await stage.done(
        "市民が「解決した」と答えました", "The resident says that it is solved", "consultation-resolved.v1"
    )


async def _answer(stage: Stage, id: str, assigned_to: str) -> None:
    """Who has it reads it and is done; passed over where the cast cannot speak for them."""
    client, who = stage.client, stage.players.who
    client.next_step()
    coordinator = await who(client, assigned_to) if who else None
    if coordinator is None:
        await stage.done(
            f"担当の {assigned_to} のトークンがないため、担当者の返事は飛ばしました",
            f"No token of {assigned_to}, who has it: their answer was passed over",
        )
        return

    async def readable() -> str | None:
        """The row may lag behind the answer in another replica."""
        try:
            return str((await client.get(f"/matching/consultations/{id}", coordinator))["text"])
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    await until(readable, "担当者が相談を読めません / Who has it cannot read it")
    said = {"answer": "市役所1階の総合窓口で、なんでもお聞きください。"}
    await client.command("POST", f"/matching/consultations/{id}/resolve", coordinator, said)
    await stage.done(
        "担当者が相談を読み、対応を終えました", "The one who has it read it and answered", "consultation-answered.v1"
    )
