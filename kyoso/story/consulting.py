"""A worry (よろず相談) in the story: brought in two taps, seen to by name, referred with a yes, solved by a word."""

from typing import Any

from kyoso.story.client import Actor, Refused, until
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
    coordinator = await _who_has_it(stage, brought["assigned_to"])
    if coordinator is not None:
        if menu.get("elsewhere"):
            await _refer(stage, id, coordinator, menu["elsewhere"][0])
        await _answer(stage, id, coordinator)
    await _close(stage, id)


async def _who_has_it(stage: Stage, assigned_to: str) -> Actor | None:
    """Who has it; nobody, and told so, where the cast cannot speak for them."""
    client, who = stage.client, stage.players.who
    client.next_step()
    coordinator = await who(client, assigned_to) if who else None
    if coordinator is None:
        await stage.done(
            f"担当の {assigned_to} のトークンがないため、担当者の返事は飛ばしました",
            f"No token of {assigned_to}, who has it: their answer was passed over",
        )
    return coordinator


async def _refer(stage: Stage, id: str, coordinator: Actor, desk: dict[str, Any]) -> None:
    """Another body's desk is proposed, the person says yes, that body confirms, and the person: not solved yet."""
    client, resident, path = stage.client, stage.players.resident, f"/matching/consultations/{id}"
    name, body = desk["name"], desk["body"]
    client.next_step()
    offer = {"desk": desk["desk"], "why": "in-charge", "words": ["worry"]}
    proposed = await _when_known(stage, path, "/refer", coordinator, offer)
    await stage.done(
        f"担当者が、{name['ja']}（{body['ja']}）への引継ぎを提案し、本人にたずねました",
        f"Who has it proposes to pass it on to: {name['en']} ({body['en']}); the person is asked",
        "consultation-referral-proposed.v1",
    )
    client.next_step()
    said = {"accepted": True, "number": proposed["number"]}
    await client.command("POST", f"{path}/refer/answer", resident, said)
    await stage.done(
        "市民が「はい」と答えました（それまでは、何も伝わりません）",
        "The resident says yes; until then nothing is passed on",
        "consultation-referral-changed.v1",
    )
    client.next_step()
    await client.command("POST", f"{path}/refer/received", coordinator)
    await stage.done(
        f"{body['ja']}が受け取ったことを、担当者が記録しました",
        "The other body confirmed that it has it; who has it here recorded so",
        "consultation-referral-changed.v1",
    )
    client.next_step()
    again = await client.command("POST", f"{path}/reopen", resident)
    await stage.done(
        f"市民が「まだ解決していない」と答え、{again['assigned_to']} が続けて担当します",
        "The resident says: not yet. The same person goes on",
        "consultation-reopened.v1",
    )


async def _close(stage: Stage, id: str) -> None:
    """The person's word ends it; it can be taken up again, and ended again."""
    client, resident, path = stage.client, stage.players.resident, f"/matching/consultations/{id}"
    client.next_step()
    await client.command("POST", f"{path}/resolve", resident)
    await stage.done(
        "市民が「解決した」と答えました", "The resident says that it is solved", "consultation-resolved.v1"
    )
    client.next_step()
    try:
        again = await client.command("POST", f"{path}/reopen", resident)
    except Refused as refused:
        if refused.code != "too-many-consultations":
            raise
        await stage.done(
            f"もう一度の相談は飛ばしました（{refused.code}）", f"Taking it up again was passed over ({refused.code})"
        )
        return
    await client.command("POST", f"{path}/resolve", resident)
    await stage.done(
        f"市民が同じ相談をもう一度開き（担当 {again['assigned_to']}）、聞きたいことが済んだので閉じました",
        "The resident took it up again, somebody by name had it, and it is solved",
        "consultation-reopened.v1",
        "consultation-resolved.v1",
    )


async def _when_known(stage: Stage, path: str, what: str, coordinator: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """A command of who has it; in another replica the row may lag behind the answer."""

    async def done() -> dict[str, Any] | None:
        try:
            return dict(await stage.client.command("POST", f"{path}{what}", coordinator, body))
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    return await until(done, "担当者に相談が見えません / Who has it does not see it")


async def _answer(stage: Stage, id: str, coordinator: Actor) -> None:
    """Who has it reads it and is done."""
    client = stage.client
    client.next_step()

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
