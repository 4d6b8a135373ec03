"""That somebody brought a worry is seen by who sees to it. No open route answers differently because of it."""

from fastapi.routing import APIRoute

from shared import figures as figures_module
from shared.web import make_app
from tests import kit
from tests.integration.matching.matching_kit import HANA

PROXIED = {"x-forwarded-for": "203.0.113.7", "accept-language": "en"}
OF_ONE_CASE = {"/introductions/{introduction_id}", "/consultations/{consultation_id}"}


def questions(app):
    """Every ``GET`` of the service that names nothing but groups."""
    paths = [route.path for route in app.routes if isinstance(route, APIRoute) and "GET" in route.methods]
    return sorted(path.replace("{group_id}", "osawa-garden") for path in {*paths} - OF_ONE_CASE)


async def answers(app, person_id):
    """What somebody is told on every route; of a refusal not the trace, which is each request's own."""
    async with kit.client_of(app, person_id, headers=PROXIED) as somebody:
        found = {path: await somebody.get(path) for path in questions(app)}
    return {
        path: (answer.status_code, answer.text if answer.is_success else answer.json()["code"])
        for path, answer in found.items()
    }


async def test_no_open_route_tells_that_a_worry_came(city, monkeypatch):
    """Neither strangers nor another resident: not by loads, desks or queues, nor by the figures for Prometheus."""
    monkeypatch.setattr(figures_module, "FRESH_SECONDS", 0.0)
    app = make_app(city.service, city.site, identity=kit.issuer().identity())
    before = [await answers(app, who) for who in (None, "resident-ken")]

    for _ in range(3):
        await city.consult(by=HANA)
    await city.settle()

    assert before == [await answers(app, who) for who in (None, "resident-ken")]
    assert {"/coordinators", "/desk", "/desks", "/consultations", "/figures", "/metrics"} <= before[0].keys()
    assert (403, "only-inside") == before[0]["/metrics"]
