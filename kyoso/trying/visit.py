"""One request of a visitor: whom they act as, and calls of the town in their name."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kyoso.story.client import Actor, Client, Refused, until
from kyoso.trying.play import Play

Role = Literal["resident", "coordinator", "officer", "partner", "staff", "desk"]
"""Whoever acts in a role stands under its name in the play."""
SOON_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor sent: fields by name, each with its values, and a mark that is new with every page."""

    fields: Mapping[str, Sequence[str]]
    once: str

    @property
    def trace(self) -> str:
        """The trace of what is done with it, the same when it is sent again; none without a mark."""
        return hashlib.sha256(self.once.encode()).hexdigest()[:32] if self.once else ""

    def one(self, name: str) -> str:
        """The first value of a field, without space around it; empty when there is none."""
        return next(iter(self.fields.get(name, ())), "").strip()


class Visit:
    """Asks and commands for a play. A page that is sent twice is one command: its mark is part of the key."""

    def __init__(self, client: Client, play: Play) -> None:
        self.client = client
        self.play = play
        self._tokens: dict[str, Actor] = {}

    async def actor(self, role: Role) -> Actor:
        """Who acts in a role here. Raises ``StepFailed``."""
        person_id: str = getattr(self.play, role)
        if person_id not in self._tokens:
            token = await self.client.command("POST", "/identity/token", None, {"person_id": person_id})
            self._tokens[person_id] = Actor(person_id, token["access_token"])
        return self._tokens[person_id]

    async def get(self, path: str, role: Role | None = None, **params: Any) -> Any:
        """Read something as somebody. Raises ``StepFailed``."""
        return await self.client.get(path, await self.actor(role) if role else None, **params)

    async def soon(self, path: str, role: Role) -> Any:
        """Read what was just made: another replica may not have its row yet. Raises ``StepFailed``."""

        async def read() -> Any:
            try:
                return await self.get(path, role)
            except Refused as refused:
                if refused.status != 404:
                    raise
                return None

        return await until(read, f"{path} がありません / There is no {path}", SOON_SECONDS)

    async def command(self, method: str, path: str, role: Role, form: Form, body: Any = None) -> Any:
        """Do something as somebody, once for each page that was shown. Raises ``StepFailed``."""
        key = hashlib.sha256(f"{form.once} {method} {path}".encode()).hexdigest()
        return await self.client.command(method, path, await self.actor(role), body, key=key)
