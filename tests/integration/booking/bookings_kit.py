"""A small city for the integration tests of bookings: a centre, a house that is always open, a group."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property

from services.booking.app import build
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.settings import BookingSettings
from shared.contracts.matching import GroupRegistered, OfficerAppointed
from tests.kit import app_of, client_of, deliver, make_site, opened

NOW = datetime(2026, 12, 1, 0, 7, tzinfo=UTC)
"""09:07 in Tokyo, a Tuesday."""
CENTRE = FacilityDraft(
    facility_id="cc",
    kind="community-centre",
    name="柳原コミュニティ・センター",
    kana="やなぎはらこみゅにてぃせんたー",
    areas={"neighbourhood": "kita"},
    address="柳原1-2-3",
    rooms=(RoomDraft(room_id="big", name="大会議室", capacity=40), RoomDraft(room_id="small", name="和室", capacity=8)),
)
HOUSE = FacilityDraft(
    facility_id="always-open",
    kind="always-open",
    name="いつでもハウス",
    address="駅前1-5-8",
    areas={"neighbourhood": "naka"},
    rooms=tuple(RoomDraft(room_id=f"r{n}", name=f"第{n}室", capacity=10) for n in range(1, 6)),
)
GARDEN = (
    OfficerAppointed(group_id="osawa-garden", person_id="officer-yui", role="officer"),
    GroupRegistered(group_id="osawa-garden", name="大沢ガーデン", kind="theme", size_band="10-29"),
)


class City:
    """The service with its site, and clients of named people."""

    def __init__(self, service, site):
        self.service, self.site, self.uses = service, site, service.use_cases

    @cached_property
    def app(self):
        """Made once: most of the time of a test would be spent making it."""
        return app_of(self.service, self.site)

    def client(self, person_id="resident-hana", roles=("resident",)):
        return client_of(self.app, person_id, roles)

    @property
    def staff(self):
        return self.client("staff-mori", ("staff",))

    @property
    def yui(self):
        return self.client("officer-yui")


@asynccontextmanager
async def a_city(tmp_path, start=NOW, rules_file=None):
    site = make_site(tmp_path, start=start)
    async with opened(build(site, BookingSettings(rules_file=rules_file))) as service:
        for draft in (CENTRE, HOUSE):
            cause = service.journal.causes.operator("town", b"", draft.id)
            await service.use_cases.register_facility(draft, cause)
        await deliver(service, *GARDEN)
        yield City(service, site)


def body(**changes):
    """A booking of the centre's large room tomorrow from 10:00 to 11:00."""
    return {
        "facility_id": "cc",
        "room_id": "big",
        "starts_at": "2026-12-02T10:00:00+09:00",
        "ends_at": "2026-12-02T11:00:00+09:00",
        "purpose": "meeting",
        "people": 5,
        **changes,
    }


def on(day, start, end):
    """Start and end of a booking on a day of December 2026."""
    return {"starts_at": f"2026-12-{day:02}T{start}:00+09:00", "ends_at": f"2026-12-{day:02}T{end}:00+09:00"}
