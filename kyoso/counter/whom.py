"""For whom something is booked: a group, somebody who is known, or somebody new; nobody is registered twice."""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyoso.story.client import Actor, Client, Refused, StepFailed

DESK_IDENTITY = "desk-identity"
BOOKING_MATTER = "booking-matter"


class NotClear(StepFailed):
    """A name that fits nothing, or several things; or it is not said for whom."""


@dataclass(frozen=True)
class ForWhom:
    """A group or a person that is known, or somebody who gives their name (and a telephone) at the counter.

    A group's booking is told to ``person_id``, or else to its first officer. ``new``: somebody else than who is found.
    """

    group: str = ""
    person_id: str = ""
    name: str = ""
    phone: str = ""
    new: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody to book for. ``known``: has an account already."""

    person_id: str
    name: str
    known: bool = True


class Doorkeeper:
    """Finds and registers people at the counter. Their names are in the vault of people and on the clerk's screen."""

    def __init__(self, client: Client, actor: Actor) -> None:
        self._client = client
        self._actor = actor

    async def who(self, whom: ForWhom) -> Person:
        """The person that is meant; somebody new has an id and no account yet. Raises ``NotClear``."""
        if whom.person_id:
            return await self.known(whom.person_id)
        if not whom.name.strip():
            raise NotClear("だれの予約ですか（--group、--person、--name） / for whom: --group, --person or --name")
        if whom.phone and not whom.new and (found := await self._by_telephone(whom)):
            return found
        return Person(str(uuid.uuid4()), whom.name.strip(), known=False)

    async def known(self, person_id: str) -> Person:
        """Somebody by their number. Raises ``NotClear`` for a number that is nobody's."""
        try:
            told = await self._contact(person_id, DESK_IDENTITY)
        except Refused as refused:
            if refused.status in {404, 410}:
                raise NotClear(
                    f"利用者番号「{person_id}」の登録はありません。何も予約していません。番号を確かめるか、"
                    "はじめての人は --name と --tel を付けてください"
                    f" / nobody is registered as {person_id}, and nothing was booked: check the number,"
                    " or give --name and --tel for somebody new"
                ) from refused
            raise
        return Person(person_id, full_name(told.get("name") or {}))

    async def reach(self, person_id: str) -> str:
        """Name and telephone of somebody whose booking is concerned; what the clerk may not see is left out."""
        try:
            told = await self._contact(person_id, BOOKING_MATTER)
        except Refused:
            return person_id
        phone = (told.get("contact") or {}).get("phone") or "電話なし / no telephone"
        return f"{full_name(told.get('name') or {})}（{person_id}） {phone}"

    async def enter(self, person: Person, phone: str, channel: str) -> None:
        """Open the account of somebody new, who needs no e-mail."""
        family, _, given = person.name.replace("　", " ").partition(" ")
        contact = {"phone": phone} if phone else {}
        body = {
            "person_id": person.person_id, "channel": channel, "name": {"family": family, "given": given.strip()},
            "contact": contact,
        }  # fmt: skip
        await self._client.command("POST", "/people/people", self._actor, body)

    async def _by_telephone(self, whom: ForWhom) -> Person | None:
        """Who has the telephone and the name. Raises ``NotClear`` when others have it, or several."""
        told = await self._client.command("POST", "/people/people/lookups", self._actor, {"phone": whom.phone})
        people = [Person(each["person_id"], full_name(each["name"])) for each in told["items"]]
        same = [each for each in people if _alike(each.name) == _alike(whom.name)]
        if len(same) == 1:
            return same[0]
        if not people:
            return None
        found = "、".join(f"{each.name}（--person {each.person_id}）" for each in same or people)
        raise NotClear(
            f"この電話の登録があります: {found}。その人なら --person で、別の人なら --new を付けてください"
            f" / this telephone is known: {found}; give --person for them, or --new for somebody else"
        )

    async def _contact(self, person_id: str, purpose: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = await self._client.get(
            f"/people/people/{person_id}/contact", self._actor, purpose=purpose
        )
        return told


def full_name(name: Mapping[str, Any]) -> str:
    """A name as it is said."""
    return " ".join(str(name[part]) for part in ("family", "given") if name.get(part))


def _alike(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
