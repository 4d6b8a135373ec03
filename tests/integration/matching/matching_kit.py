"""A small city for the tests of matching: three areas, a roster with a desk, and people who act."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from services.matching.app import build
from services.matching.consulting.opening import Opening
from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Profile
from services.matching.domain.team.choosing import Coordinator
from services.matching.outreach.rows import OutreachAheadRow
from services.matching.settings import MatchingSettings
from services.matching.words_kept import Worry
from shared.contracts.matching import ConsultationAssigned
from shared.contracts.people import PersonRegistered
from shared.web import Caller
from tests import kit

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NORTH = {"neighbourhood": "kita"}
CENTRE = {"neighbourhood": "naka"}
SOUTH = {"neighbourhood": "minami"}
STAFF = Caller("staff-mori", frozenset({"staff"}))
SATO = Caller("coordinator-sato", frozenset({"coordinator"}))
YUI = Caller("officer-yui", frozenset({"resident"}))
HANA = Caller("resident-hana", frozenset({"resident"}))
KEN = Caller("resident-ken", frozenset({"resident"}))
DESK = "desk-abe"

GARDEN = Profile(
    name="大沢みどりの会",
    kind="theme",
    areas=SOUTH,
    tags=("gardening", "nature"),
    needs=("publicity",),
    size_band="5-9",
    times=("weekend-morning", "weekday-morning"),
    languages=("ja", "en"),
)


class City:
    """The service with its use cases, and shorter words for what tests do all the time."""

    def __init__(self, service, site):
        self.service = service
        self.site = site
        self.uses = service.use_cases
        self.journal = service.journal

    def cause(self, name=""):
        return self.journal.causes.operator("test", b"", name or uuid4().hex)

    def by_http(self, caller, key, body=b"", route="POST /x"):
        return self.journal.causes.http(caller.person_id, route, key, body)

    async def group(self, group_id="osawa-garden", officer="officer-yui", **changes):
        profile = GARDEN.model_copy(update=changes)
        await self.uses.groups.register(profile, by=None, cause=self.cause(), group_id=group_id, officer_id=officer)
        await self.settle()
        return group_id

    async def desk(self, owner=DESK, days=7):
        await self.uses.coordinators.set_desk(owner, days, by=STAFF, cause=self.cause())

    async def coordinator(self, person_id, areas=SOUTH, capacity=3, *, away=False, **more):
        many = {layer: (area,) for layer, area in areas.items()}
        entry = Coordinator(areas=many, capacity=capacity, away=away, **more)
        await self.uses.coordinators.put(person_id, entry, by=STAFF, cause=self.cause())

    async def person(self, person_id, areas=SOUTH, language="ja", interests=None):
        await kit.deliver(self.service, PersonRegistered(person_id=person_id, areas=areas, language=language))
        if interests:
            await self.uses.people.declare(person_id, Interests(**interests), cause=self.cause())

    async def ask(self, person_id="resident-hana", group_id="osawa-garden", message="見学したいです。", cause=None):
        chain = await self.uses.introductions.ask(person_id, group_id, message, cause=cause or self.cause())
        return chain.commits[0].events[0].asking.introduction_id

    async def introduction(self, introduction_id):
        return (await self.uses.introductions.get(introduction_id, by=STAFF)).row

    async def consult(self, by=HANA, text="近所の音が気になります。", cause=None, **opening):
        """Bring a worry; its id."""
        worry = Worry(text, opening.pop("category", None))
        chain = await self.uses.consultations.open(Opening(worry, **opening), by=by, cause=cause or self.cause())
        return chain.first(ConsultationAssigned).consultation_id

    async def consultation(self, consultation_id):
        return (await self.uses.consultations.get(consultation_id, by=STAFF)).row

    async def resolve(self, consultation_id, by=SATO, word=None, answer=None, cause=None):
        cause = cause or self.cause()
        return await self.uses.consultations.resolve(consultation_id, by=by, cause=cause, word=word, answer=answer)

    async def load(self):
        return {row.id: load for row, load in await self.uses.coordinators.all(by=STAFF)}

    async def settle(self):
        """What the relay would do after every commit so far."""
        await kit.run_reactions(self.service)

    def advance(self, delta):
        kit.clock_of(self.site).advance(delta)

    async def timers(self):
        """What the clock does; how many rows were due, but for what is told or planned beside the cases."""
        now = self.journal.now()
        beside = [*await self.journal.store.due(ThemeMonthRow, now, 50)]
        beside += await self.journal.store.due(OutreachAheadRow, now, 50)
        return await kit.run_timers(self.service) - len(beside)

    async def events(self, stream):
        return await kit.events_of(self.service, stream)


@asynccontextmanager
async def a_city(tmp_path, data=None):
    """An empty city, open; ``data``: a folder with files of its own."""
    site = kit.make_site(tmp_path, start=NOON)
    async with kit.opened(build(site, MatchingSettings(data=data))) as service:
        yield City(service, site)
