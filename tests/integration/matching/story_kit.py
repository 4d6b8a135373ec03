"""The story's client against matching alone: what a play asks is answered by the service of a test."""

from uuid import uuid4

from kyoso.story.client import Refused
from tests import kit

ROLES = {"coordinator-sato": ("coordinator",), "staff-mori": ("staff",)}


class AtMatching:
    """What a play asks, answered by the service; its other services are not there."""

    def __init__(self, city):
        self.city = city

    def next_step(self):
        """A step is no more than that here."""

    async def get(self, path, actor=None, **params):
        if path == "/demo/clock":
            return {"now": self.city.journal.now().isoformat()}
        return await self.send(
            "GET", path, actor, params={name: value for name, value in params.items() if value is not None}
        )

    async def command(self, method, path, actor, body=None):
        return await self.send(method, path, actor, json=body, headers={"idempotency-key": uuid4().hex})

    async def send(self, method, path, actor, **more):
        person = actor.person_id if actor else None
        client = kit.client(self.city.service, self.city.site, person, ROLES.get(person, ("resident",)))
        async with client as http:
            answer = await http.request(method, path.removeprefix("/matching"), **more)
        if not answer.is_success:
            raise Refused(f"{method} {path}", answer.status_code, answer.json())
        return answer.json()
