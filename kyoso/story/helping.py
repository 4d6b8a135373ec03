"""Small help in the story: a group asks for half an hour, the resident taps once, and it is done."""

from datetime import timedelta

from kyoso.story.booking import instance_now
from kyoso.story.client import Refused, until
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

PASSED_OVER = frozenset({"no-desk-owner", "help-consent-missing", "too-many-help-requests", "help-not-in-range"})
"""What says something about the instance or the player, not about the way."""


async def help_out(stage: Stage) -> None:
    """From the group's request to the resident's deed, in four calls."""
    client, players = stage.client, stage.players
    officer, resident = players.officer, players.resident
    wanted = {
        "kind": "request",
        "category": "event",
        "group_id": players.group["group_id"],
        "until": (tokyo_date(await instance_now(client)) + timedelta(days=7)).isoformat(),
        "text": "受付の机を二つ、倉庫から出すのを手伝ってください。",
    }
    client.next_step()
    try:
        asked = await client.command("POST", "/matching/requests", officer, wanted)
        path = f"/matching/requests/{asked['request_id']}"

        async def there() -> bool | None:
            """The row may lag behind the answer in another replica."""
            try:
                return bool(await client.get(path, resident))
            except Refused as refused:
                if refused.status != 404:
                    raise
                return None

        await until(there, "頼みごとが見つかりません / The request for help is not there")
        answer = f"{path}/answers/{resident.person_id}"
        await client.command("POST", f"{path}/answers", resident)
        await client.command("POST", f"{answer}/accept", officer)
        await client.command("POST", f"{answer}/done", officer)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        await stage.done(f"頼みごとは飛ばしました（{refused.code}）", f"Small help was passed over ({refused.code})")
        return
    deeds = await client.get("/matching/people/me/deeds", resident)
    await stage.done(
        f"団体が{asked['minutes']}分の手伝いを頼み、市民が「やります」と答えて終えました"
        f"（{deeds['helped']}回手伝いました）",
        "The group asked for half an hour of help; the resident said yes in one tap, and it is done",
    )
