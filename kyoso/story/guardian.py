"""A guardian's yes in the story: without it a young person may not help, with it they may, taken back they may not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from kyoso.story.asking import NOT_ASKED, asked, missing, when_known
from kyoso.story.booking import instance_now
from kyoso.story.client import POLL_SECONDS, Actor, Refused, until
from kyoso.story.families import Family, families
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

CODE = "/matching/people/me/guardian-code"
LACKING = ["guardian"]
LOOKS_MAX = 10
PASSED_OVER = NOT_ASKED | {
    "help-consent-missing", "guardian-not-needed", "guardian-not-adult", "guardian-is-you", "too-many-wards",
    "person-erased",
}  # fmt: skip
"""What says something about the players or the instance, not about the way."""


class TakenError(Exception):
    """Another play plays with the same young person."""


async def agree_as_guardian(stage: Stage) -> None:
    """From a refusal by a yes to a place, and back; left out where nobody plays a young person."""
    stage.client.next_step()
    try:
        async with asked(stage, "carrying") as path:
            family, why = await _with_a_family(stage, path)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        family, why = None, refused.code
    if family is None:
        await stage.done(f"保護者の同意は飛ばしました（{why}）", f"A guardian's yes was passed over ({why})")
        return
    await stage.done(
        "18歳未満の市民が手伝いに手を挙げ、保護者の同意がないので断られました。渡した番号で保護者が「はい」と答えると受け付けられ、"
        "保護者が取り消すと、また断られました",
        "Somebody under 18 offered to help and was refused; by a code that they handed over a guardian agreed, and they"
        " had a place; the guardian took it back, and they were refused again",
        "guardian-agreed.v1",
        "help-answered.v1",
        "guardian-ended.v1",
        "help-answer-ended.v1",
    )
    stage.client.next_step()
    await _make_up(stage, family)


async def _with_a_family(stage: Stage, path: str) -> tuple[Family | None, str]:
    """The family that played it, or why none did."""
    why = "no-young-person"
    async for family in families(stage):
        try:
            await _from_no_to_no(stage, path, family)
        except TakenError:
            why = "busy"
        else:
            return family, ""
    return None, why


async def _from_no_to_no(stage: Stage, path: str, family: Family) -> None:
    """A no, a yes, and a no again. Raises ``TakenError`` when another play comes between."""
    client, young, guardian = stage.client, family.young, family.guardian
    for each in await _consents(stage, young):
        if each["person_id"] != guardian.person_id:
            raise TakenError
        await _take_back(stage, guardian, each["consent_id"])  # an earlier play's, until tonight
    code = (await client.command("POST", CODE, young))["code"]  # the newest code alone opens: one play has them
    await _refused(stage, path, young, "a young person has a place without a guardian's yes")
    opens = f"/matching/guardian-codes/{code}"
    await _unless_taken(lambda: client.get(opens, guardian))
    said = await _unless_taken(lambda: client.command("POST", f"{opens}/yes", guardian))
    try:
        if await missing(stage, path, young) is not None:
            await _only(stage, young, said["consent_id"])
            raise AssertionError("a guardian agreed, and the young person is refused all the same")
    finally:
        await _take_back(stage, guardian, said["consent_id"])

    async def given_back() -> bool | None:
        """The row may lag behind the answer in another replica."""
        seen = await client.get(path, stage.players.officer)
        return seen["free"] == seen["places"] or None

    await until(given_back, "場所が返されていません / The place was not given back")
    await _refused(stage, path, young, "a guardian took their yes back, and the young person has a place all the same")


async def _refused(stage: Stage, path: str, young: Actor, wrong: str) -> None:
    """The young person taps, and a guardian's yes is all that they lack."""
    lacking = await missing(stage, path, young)
    if lacking is None:
        await when_known(stage, f"{path}/withdraw", young)
        await _only(stage, young)
        raise AssertionError(wrong)
    if lacking != LACKING:
        raise AssertionError(f"more than a guardian's yes is said to be missing: {lacking}")


async def _take_back(stage: Stage, guardian: Actor, consent_id: str) -> None:
    path = f"/matching/people/me/wards/{consent_id}"
    await _unless_taken(lambda: stage.client.command("DELETE", path, guardian))


async def _unless_taken(ask: Callable[[], Awaitable[Any]]) -> Any:
    """What is answered; in another replica the row may lag behind. Raises ``TakenError`` when it never comes."""
    for _ in range(LOOKS_MAX):
        try:
            return await ask()
        except Refused as refused:
            if refused.code not in {"guardian-code-over", "not-found"}:
                raise
        await asyncio.sleep(POLL_SECONDS)
    raise TakenError


async def _make_up(stage: Stage, family: Family) -> None:
    """A yes until tonight, which ends by itself: after a no the young person could not be introduced to anybody."""
    today = tokyo_date(await instance_now(stage.client)).isoformat()
    try:
        code = (await stage.client.command("POST", CODE, family.young))["code"]
        path = f"/matching/guardian-codes/{code}/yes"
        await stage.client.command("POST", path, family.guardian, {"valid_until": today})
    except Refused as refused:
        if refused.code not in {"guardian-code-over", "guardian-days-not-right"}:  # another play goes on; midnight
            raise


async def _only(stage: Stage, young: Actor, *consent_ids: str) -> None:
    """Raises ``TakenError`` when other consents stand than those."""
    if [each["consent_id"] for each in await _consents(stage, young)] != [*consent_ids]:
        raise TakenError


async def _consents(stage: Stage, young: Actor) -> list[dict[str, Any]]:
    """The consents about a young person that stand."""
    found = (await stage.client.get("/matching/people/me/guardian", young))["items"]
    return [each for each in found if each["status"] == "said"]
