"""Who plays: drawn at random from the demo's own issuer, or named by an operator in a file of tokens."""

import base64
import json
import random
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kyoso.story.client import Actor, Client, Refused, StepFailed

DRAWS_MAX = 20
PAGE = 200
LAST_IDS = (4_900, 1_000, 400)
"""Up to which ids are drawn: of the whole sample town, then of smaller ones, where nobody has the first."""
HOUSE = "always-open"
"""The sample town's house that is open around the clock."""
PAUSING = 4
"""One in so many groups of the sample town is one that plays make pause."""


class CastError(Exception):
    """The file of tokens does not say what it must. The text is for people."""


@dataclass(frozen=True, slots=True)
class Players:
    """Who takes part in one play."""

    resident: Actor
    officer: Actor
    group: dict[str, Any]
    facility_id: str
    staff: Actor | None = None
    neighbour: Actor | None = None
    """A second resident, who waits for a place; without one that is left out."""
    who: Callable[[Client, str], Awaitable[Actor | None]] | None = None
    """Speaks for somebody by id, where the cast can: whoever a consultation was given to."""
    another: Callable[[Client], Awaitable[Actor]] | None = None
    """Draws another resident, where the cast can: for what somebody who was drawn may not do, a minor for example."""
    young: Actor | None = None
    """Somebody under 18, where the same people play again; the sample town's are found by their accounts."""
    counter: Actor | None = None
    """Hands over what was redeemed, where the same people will not play again: it cannot be undone."""
    officer_of: Callable[[Client, str], Awaitable[Actor | None]] | None = None
    """Speaks for an officer of another group, where the cast can: of one that is asked, or that pauses."""
    may_pause: Callable[[str], bool] | None = None
    """Which groups a play may make pause: no other play is about one of these."""


class Cast(Protocol):
    """Finds the players of one play. ``fixed``: they are the same each time, so a play cleans up behind itself."""

    fixed: bool

    async def players(self, client: Client) -> Players:
        """Raises ``StepFailed`` when nobody can be found."""
        ...


class Drawn:
    """Anyone of the sample town, through the demo's issuer: a group with an officer, and a resident outside it."""

    fixed = False

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.Random()  # noqa: S311 - draws actors, guards nothing

    async def players(self, client: Client) -> Players:
        groups = [group async for group in pages(client, "/matching/groups") if not pauses(group["group_id"])]
        self._chance.shuffle(groups)
        for group in groups[:DRAWS_MAX]:
            officer = await self._officer_of(client, group["group_id"])
            if officer is not None:
                if await accompanied(client, group["group_id"], officer):
                    continue  # it has what the story is to show it begin
                resident = await self._actor(client, await self.somebody(client))
                neighbour = await self._actor(client, await self.somebody(client, but=resident.person_id))
                counter = await self._staff(client)
                return Players(
                    resident, officer, group, HOUSE,
                    neighbour=neighbour, who=self._actor, another=self._another, counter=counter,
                    officer_of=self._officer_of, may_pause=pauses,
                )  # fmt: skip
        raise StepFailed("役員のいる団体が見つかりません。 / No group with an officer was found.")

    async def somebody(self, client: Client, but: str = "") -> str:
        """A resident who acts for no group, from anywhere in the list, and is not ``but``."""
        for after in (*(f"person-{self._chance.randrange(1, last):04}" for last in LAST_IDS), None):
            try:
                page = await client.get("/identity/people", after=after, role="resident", limit=PAGE)
            except Refused:
                continue  # another town, where nobody has this id
            free = [
                str(person["person_id"])
                for person in page["items"]
                if not person["groups"] and person["person_id"] != but
            ]
            if free:
                return self._chance.choice(free)
        raise StepFailed("市民が見つかりません。 / No resident was found.")

    async def _another(self, client: Client) -> Actor:
        return await self._actor(client, await self.somebody(client))

    async def _officer_of(self, client: Client, group_id: str) -> Actor | None:
        """Who acts for a group, if anybody does."""
        page = await client.get("/identity/people", group=group_id, limit=1)
        return await self._actor(client, page["items"][0]["person_id"]) if page["items"] else None

    async def _staff(self, client: Client) -> Actor | None:
        """Somebody at a counter, if there is anybody."""
        page = await client.get("/identity/people", role="staff", limit=1)
        return await self._actor(client, page["items"][0]["person_id"]) if page["items"] else None

    async def _actor(self, client: Client, person_id: str) -> Actor:
        token = await client.command("POST", "/identity/token", None, {"person_id": person_id})
        return Actor(person_id, token["access_token"])


class Given:
    """The people that a file of tokens names, against an instance that has no issuer of ours.

    ``{"resident": {"token": …}, "officer": {"token": …, "groups": ["…"]}, "staff": {"token": …},
    "neighbour": {"token": …}, "coordinator": {"token": …}, "young": {"token": …},
    "other_officer": {"token": …, "groups": ["…"]}, "facility_id": "…"}``. ``person_id`` may be given; else it is the
    token's subject. The groups of the other officer are asked to do something together, and pause for a moment.
    """

    fixed = True

    def __init__(self, document: dict[str, Any]) -> None:
        """Raises ``CastError``."""
        if not isinstance(document, dict):
            raise CastError("トークンのファイルは、役割ごとの JSON にしてください。 / The tokens must be JSON by role.")
        self.resident = _given(document, "resident")
        self.officer = _given(document, "officer")
        self.staff = _given(document, "staff") if "staff" in document else None
        self.neighbour = _given(document, "neighbour") if "neighbour" in document else None
        self.coordinator = _given(document, "coordinator") if "coordinator" in document else None
        self.young = _given(document, "young") if "young" in document else None
        self.facility_id = str(document.get("facility_id", HOUSE))
        self.groups = _groups(document, "officer")
        self.other_officer = _given(document, "other_officer") if "other_officer" in document else None
        self.other_groups = _groups(document, "other_officer") if self.other_officer else []

    @classmethod
    def read(cls, path: Path) -> "Given":
        """The cast of a file. Raises ``CastError``."""
        try:
            return cls(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise CastError(f"{path}: {error}") from error

    async def _speaker(self, client: Client, person_id: str) -> Actor | None:
        return self.coordinator if self.coordinator and self.coordinator.person_id == person_id else None

    async def _officer_of(self, client: Client, group_id: str) -> Actor | None:
        return self.other_officer if self._may_pause(group_id) else None

    def _may_pause(self, group_id: str) -> bool:
        return group_id in self.other_groups

    async def players(self, client: Client) -> Players:
        wanted = random.choice(self.groups)  # noqa: S311 - draws a group, guards nothing
        async for group in pages(client, "/matching/groups"):
            if group["group_id"] == wanted:
                return Players(
                    self.resident,
                    self.officer,
                    group,
                    self.facility_id,
                    self.staff,
                    neighbour=self.neighbour,
                    who=self._speaker,
                    officer_of=self._officer_of if self.other_officer else None,
                    may_pause=self._may_pause if self.other_officer else None,
                    young=self.young,
                )
        raise StepFailed(f"団体 {wanted} がありません。 / There is no group {wanted}.")


def pauses(group_id: str) -> bool:
    """Whether plays make this group of the sample town pause: the same ones in every play, and none is about them.

    Who plays with a group that another play makes pause would be refused half-way.
    """
    return zlib.crc32(group_id.encode()) % PAUSING == 0


async def accompanied(client: Client, group_id: str, officer: Actor) -> bool:
    """Whether a group has an accompaniment that goes on: there is one at a time."""
    found = pages(client, f"/matching/groups/{group_id}/accompaniments", officer)
    return any([each["status"] != "ended" async for each in found])


async def pages(client: Client, path: str, actor: Actor | None = None, **params: Any) -> Any:
    """Every item of a list, page by page."""
    cursor: str | None = None
    while True:
        page = await client.get(path, actor, cursor=cursor, limit=PAGE, **params)
        for item in page["items"]:
            yield item
        cursor = page["next"]
        if cursor is None:
            return


def _groups(document: dict[str, Any], role: str) -> list[str]:
    """For which groups an officer acts."""
    groups = document[role].get("groups") if isinstance(document[role], dict) else None
    if not groups or not all(isinstance(group, str) for group in groups):
        raise CastError(f'{role} に "groups" がありません。 / "groups" of {role} is missing.')
    return [str(group) for group in groups]


def _given(document: dict[str, Any], role: str) -> Actor:
    entry = document.get(role)
    entry = {"token": entry} if isinstance(entry, str) else entry
    if not isinstance(entry, dict) or not isinstance(entry.get("token"), str):
        raise CastError(f"{role} のトークンがありません。 / The token of {role} is missing.")
    token = entry["token"]
    return Actor(str(entry.get("person_id") or _subject(token, role)), token)


def _subject(token: str, role: str) -> str:
    """Whom a JWT speaks for; the instance, not the story, checks it."""
    try:
        body = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"])
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise CastError(f"{role} の person_id が分かりません。 / Give the person_id of {role}.") from error


__all__ = ["Cast", "CastError", "Drawn", "Given", "Players", "Refused", "pages"]
