"""The portal before the real services: what it asks for is what they answer."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kyoso.runner import ByName
from services.booking.app import build as build_booking
from services.matching.app import build as build_matching
from services.portal.app import build
from shared.contracts.matching import GroupRegistered
from shared.web import make_app
from tests.integration.portal.portal_kit import root_of
from tests.kit import client_of, deliver, issuer, make_site, opened

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
HALL = {
    "facility_id": "hall-kitahara",
    "name": "北原地区公会堂",
    "kind": "neighbourhood-hall",
    "areas": {"neighbourhood": "kita"},
    "address": "北原二丁目6番5号",
    "phone": "000-0000-0000",
    "rooms": [{"room_id": "tatami", "name": "和室", "capacity": 15}],
}
ACTIVITY = {
    "title": "はじめての句会",
    "group_id": "kukai",
    "place": "北原地区公会堂 和室",
    "capacity": 10,
    "fee": 100,
    "target": "どなたでも",
}


@pytest.fixture
async def town(tmp_path):
    """Booking, matching and the portal under one address; a hall, a group, an activity today."""
    site = make_site(tmp_path, start=NOW)
    booking, matching = build_booking(site), build_matching(site)
    async with AsyncExitStack() as stack:
        for service in (booking, matching):
            await stack.enter_async_context(opened(service))
        group = GroupRegistered(group_id="kukai", name="北原句会", kind="theme", size_band="5-9")
        await deliver(booking, group)
        names = {s.name: make_app(s, site, identity=issuer().identity()) for s in (booking, matching)}
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(ByName(names, None)), base_url="http://town")
        )
        portal = build(site.settings, site.clock, client)
        app = ByName(names, root_of(portal))
        staff = await stack.enter_async_context(client_of(app, "staff-mori", ("staff",)))
        begin = NOW + timedelta(hours=5)
        times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2), "deadline": begin}
        for path, body in (
            ("/booking/facilities", HALL),
            ("/booking/activities", {**ACTIVITY, **{name: at.isoformat() for name, at in times.items()}}),
        ):
            answer = await staff.post(path, json=body)
            assert 201 == answer.status_code, answer.text
        yield await stack.enter_async_context(client_of(app, None))


async def test_the_first_page_shows_the_real_town(town):
    """House under the name of its area, the activity with its place and its time."""
    html = (await town.get("/")).text

    for shown in (
        "北住区",
        "北原地区公会堂",
        "はじめての句会",
        "15:00〜17:00",
        "100円",
        "どなたでも",
        "空きがあります",
    ):
        assert shown in html
    assert 2 == html.count('href="/houses/hall-kitahara"')
    assert "読み込めません" not in html


async def test_a_house_shows_the_real_free_times(town):
    """From now until the hall closes; a day of the year-end closure is closed."""
    html = (await town.get("/houses/hall-kitahara")).text

    assert "和室" in html
    assert "10:00〜" in html
    assert "000-0000-0000" in html
    assert "読み込めません" not in html


async def test_the_figures_are_those_that_the_services_count(town):
    """One activity was announced; of points nobody can be asked here, and the other parts stand."""
    html = (await town.get("/town")).text

    assert 'id="hours"' in html
    assert "<b>1件</b>" in html
    assert 1 == html.count("1分ほど待ってから")


async def test_the_documents_are_those_of_the_running_services(town):
    """What booking tells of itself, as a page and as a file."""
    assert "GET /booking/figures" in (await town.get("/docs/api/booking")).text
    assert "kyoso matching" == (await town.get("/docs/api/matching.json")).json()["info"]["title"]


@pytest.mark.parametrize("id", ["nowhere", "x" * 200, "%2E%2E", "a b", "a%2Favailability", "%E5%9C%B0"])
async def test_an_id_that_is_none_is_not_found(town, id):
    """What booking refuses as an id is a house that does not exist."""
    answer = await town.get(f"/houses/{id}", headers={"accept": "text/html"})

    assert 404 == answer.status_code
    assert "見つかりません" in answer.text
