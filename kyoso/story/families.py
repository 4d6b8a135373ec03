"""Who plays a young person and their guardian: given by the cast, or found among the people of the sample town."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import shuffle
from typing import Any

from kyoso.story.booking import instance_now
from kyoso.story.cast import PAGE
from kyoso.story.client import Actor, Refused
from kyoso.story.stage import Stage
from shared.clock import tokyo_date

OF_AGE = 18
NOT_KNOWN_TO_BE_OF_AGE = ("0-14", "15-24")
OVER = frozenset({"declined", "completed", "forgone"})
"""Introductions that nothing follows."""

GONE = frozenset({"person-erased", "not-registered"})


@dataclass(frozen=True, slots=True)
class Family:
    """A young person, and the adult who agrees for them."""

    young: Actor
    guardian: Actor


async def families(stage: Stage) -> AsyncIterator[Family]:
    """Those of the cast; of the sample town one after the other, each with an adult who was met on the way."""
    players, client = stage.players, stage.client
    if players.young is not None:
        yield Family(players.young, players.neighbour or players.resident)
    if players.another is None or players.who is None:
        return
    today = tokyo_date(await instance_now(client))
    busy = {each.person_id for each in (players.resident, players.neighbour, players.officer) if each is not None}
    adult: Actor | None = None
    for person_id in await _residents(stage):
        somebody = await players.who(client, person_id)
        account = await _account(stage, somebody) if somebody and person_id not in busy else None
        if somebody is None or account is None:
            continue
        if _age(date.fromisoformat(account["birth_date"]), today) < OF_AGE:
            guardian = await _guardian(stage, somebody, adult, today)
            if guardian is not None:
                yield Family(somebody, guardian)
        elif account["age_band"] not in NOT_KNOWN_TO_BE_OF_AGE:
            adult = somebody


async def _account(stage: Stage, somebody: Actor) -> dict[str, Any] | None:
    """What they read of themselves; nothing of the erased, without a birth date or without consent to matching."""
    try:
        account: dict[str, Any] = await stage.client.get("/people/people/me", somebody)
    except Refused as refused:
        if refused.code not in GONE:
            raise
        return None
    return account if account["birth_date"] and "matching" in account["consents"] else None


async def _residents(stage: Stage) -> list[str]:
    """Everybody of the sample town who acts for no group, in any order."""
    ids: list[str] = []
    after: str | None = None
    while True:
        page = await stage.client.get("/identity/people", after=after, role="resident", limit=PAGE)
        ids += [str(each["person_id"]) for each in page["items"] if not each["groups"]]
        after = page["next"]
        if after is None:
            shuffle(ids)
            return ids


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


async def _guardian(stage: Stage, young: Actor, adult: Actor | None, today: date) -> Actor | None:
    """Who agrees for them: whoever did until tonight, else the adult. Nobody where something is under way.

    A yes that is taken back ends what the young person does, and that may be another play's.
    """
    client, players = stage.client, stage.players
    visits = (await client.get("/matching/people/me/visits", young))["items"]
    met = (await client.get("/matching/introductions", young, limit=PAGE))["items"]
    consents = (await client.get("/matching/people/me/guardian", young))["items"]
    if any(each["status"] != "ended" for each in visits) or any(each["status"] not in OVER for each in met):
        return None
    if not consents:
        return adult
    last = consents[0]
    tonight = last["until"] and tokyo_date(datetime.fromisoformat(last["until"]) - timedelta(seconds=1)) <= today
    if len(consents) > 1 or last["status"] != "said" or not tonight or players.who is None:
        return None
    return await players.who(client, last["person_id"])
