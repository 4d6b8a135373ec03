"""The contracts, browsable: every route and every event, with an example from the town that gives nobody away."""

import json
import re
from html import unescape

import pytest
from jsonschema import Draft202012Validator

from services.portal.words_docs import SERVICES
from shared.contracts import EVENTS, TOPICS
from shared.web import make_app
from tests.unit.portal.happening_kit import a_booking, an_activity, heard
from tools.town import composed


@pytest.fixture(scope="module")
def documents():
    """What the services really tell of themselves."""
    with composed() as (site, services):
        return {f"/{name}/openapi.json": make_app(each, site).openapi() for name, each in services.items()}


def example_of(html):
    return json.loads(unescape(re.search(r"<pre lang=\"en\"><code>(.*?)</code></pre>", html, re.DOTALL)[1]))


async def test_the_index_names_every_service_and_every_event(world):
    """In both languages, with the raw files."""
    for path in ("/docs", "/docs?lang=en"):
        html = (await world.get(path)).text

        assert all(f"/docs/api/{name}" in html for name in SERVICES)
        assert all(f"/docs/events/{event.type}" in html for event in EVENTS)
        assert 'href="/docs/asyncapi.json"' in html
    assert "システムをつなぐ方" in (await world.get("/")).text


@pytest.mark.parametrize("service", SERVICES)
async def test_every_route_of_a_service_is_described(world, documents, service):
    """Method and path as they are called, who may, and every schema that is named is on the page."""
    world.town.documents = documents
    html = (await world.get(f"/docs/api/{service}")).text

    for path, methods in documents[f"/{service}/openapi.json"]["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} /{service}{path}</code>" in html
    assert set(re.findall(r'href="#shape-([^"]+)"', html)) <= set(re.findall(r'id="shape-([^"]+)"', html))
    assert len(ids := re.findall(r' id="([^"]+)"', html)) == len(set(ids))
    assert "トークンが必要" in html


async def test_the_files_are_what_the_services_tell(world, documents):
    """As they are, with the type that tools expect, readable for a page elsewhere."""
    world.town.documents = {**documents, "/feeds/asyncapi.json": {"asyncapi": "3.0.0"}}

    openapi = await world.get("/docs/api/booking.json")
    asyncapi = await world.get("/docs/asyncapi.json")
    schema = await world.get("/docs/events/slots-taken.v1.schema.json")

    assert documents["/booking/openapi.json"] == openapi.json()
    assert {"asyncapi": "3.0.0"} == asyncapi.json()
    assert [] == list(Draft202012Validator.check_schema(schema.json()) or [])
    types = [each.headers["content-type"].partition(";")[0] for each in (openapi, asyncapi, schema)]
    assert ["application/vnd.oai.openapi+json", "application/vnd.aai.asyncapi+json", "application/schema+json"] == types
    assert {"*"} == {each.headers["access-control-allow-origin"] for each in (openapi, asyncapi, schema)}


async def test_an_open_event_is_shown_as_it_was_heard_last(world):
    """Two are heard: the page has the second, as a CloudEvent that fits the schema."""
    before = (await world.get("/docs/events/activity-announced.v1")).text
    for n, title in enumerate(("朝の体操", "夜の<b>句会</b>"), start=1):
        world.portal.hear(heard(an_activity(title, f"a{n}"), n=n, at=world.clock.now()))

    html = (await world.get("/docs/events/activity-announced.v1")).text

    assert "まだ流れていません" in before
    assert ("activity-announced.v1", "夜の<b>句会</b>") == ((told := example_of(html))["type"], told["data"]["title"])
    assert "10:00にこのまちで流れた" in html
    assert "<b>句会" not in html
    schema = (await world.get("/docs/events/activity-announced.v1.schema.json")).json()
    assert [] == list(Draft202012Validator(schema).iter_errors(told["data"]))


async def test_a_restricted_event_is_never_shown(world):
    """What concerns a person is shown by a made-up example, however much was heard; nothing of it is kept."""
    world.portal.hear(heard(a_booking("somebody-real"), at=world.clock.now()))

    html = (await world.get("/docs/events/booking-confirmed.v1")).text

    assert "somebody-real" not in html
    assert "架空のものです" in html
    assert "booking-confirmed.v1" == example_of(html)["type"]
    assert world.portal.latest.of("booking-confirmed.v1") is None


async def test_an_open_type_on_another_topic_is_not_shown(world):
    """Whoever may write to one topic cannot put words into the documents of another."""
    event = heard(an_activity("よそから"), at=world.clock.now(), topic="kyoso.bookings")
    world.portal.hear(event)

    assert "よそから" not in (await world.get("/docs/events/activity-announced.v1")).text


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
async def test_every_event_has_a_page_with_its_fields(world, event):
    """Each field by its name, and whose it is."""
    html = (await world.get(f"/docs/events/{event.type}")).text

    names = [info.alias or name for name, info in event.model_fields.items()]
    assert all(f"<b>{name}</b>" in html for name in names)
    assert f"<code>{event.topic}</code>" in html
    assert ("公開（だれでも）" if TOPICS[event.topic].audience == "open" else "登録した目的にだけ") in html


@pytest.mark.parametrize(
    "path", ["/docs/api/nothing", "/docs/api/nothing.json", "/docs/events/no.v1", "/docs/events/no.v1.schema.json"]
)
async def test_what_is_not_documented_is_missing_in_words(world, path):
    """404 with the ways on; names are looked up, never made into an address."""
    answer = await world.get(path)

    assert 404 == answer.status_code
    assert "この資料はありません" in answer.text
    assert [] == world.town.asked


@pytest.mark.parametrize("document", [None, {}, {"paths": 3, "info": {}, "components": {"schemas": []}}])
async def test_a_service_that_is_away_or_tells_nonsense_is_away(world, document):
    """503 in words; the index and the events stand without it."""
    if document is None:
        world.town.away = {"/booking", "/feeds"}
        assert 503 == (await world.get("/docs/asyncapi.json")).status_code
    else:
        world.town.documents = {"/booking/openapi.json": document}

    assert 503 == (await world.get("/docs/api/booking")).status_code
    assert 200 == (await world.get("/docs")).status_code


async def test_the_feeds_service_tells_its_document_at_the_address_that_the_portal_asks(documents):
    """The portal asks over HTTP: the two must agree."""
    assert "/asyncapi.json" in documents["/feeds/openapi.json"]["paths"]
    assert set(SERVICES) == {path.split("/")[1] for path in documents}
