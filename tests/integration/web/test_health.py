"""Alive, ready and counted: what watches over a service sees work, not ports."""

import asyncio

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.errors import StoreUnavailable
from shared.metrics import Metrics, exposition
from shared.web import make_app
from tests import kit
from tests.integration.web.conftest import notes


async def test_a_service_is_alive_before_it_is_ready(site):
    """The loop turns; nothing has been opened yet."""
    async with kit.client(notes(site), site) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (200, "alive") == (alive.status_code, alive.json()["status"])
    assert (503, "not-ready", "starting", "2") == (
        ready.status_code,
        ready.json()["status"],
        ready.json()["parts"]["store"],
        ready.headers["retry-after"],
    )


async def test_a_service_whose_store_takes_writes_is_ready(client, service):
    """Ready means that a write has gone through."""
    answer = await client.get("/readyz")

    assert (200, "ready", {"store": "ok"}) == (answer.status_code, answer.json()["status"], answer.json()["parts"])
    assert "readyz" in await service.journal.store.marks()


@pytest.mark.parametrize("fault", [StoreUnavailable("disk full"), RuntimeError("cannot schedule new futures")])
async def test_a_store_that_takes_no_writes_makes_the_service_unready(client, service, monkeypatch, fault):
    """Reading may still work; commands would not."""

    async def fail(_):
        raise fault

    monkeypatch.setattr(service.journal.store, "set_marks", fail)
    answer = await client.get("/readyz")

    assert (503, "not-ready", "away") == (
        answer.status_code,
        answer.json()["status"],
        answer.json()["parts"]["store"],
    )


async def test_a_store_that_hangs_makes_the_service_unready(client, service, monkeypatch):
    """Whoever asks gets an answer in bounded time."""
    monkeypatch.setattr("shared.web.health.PROBE_SECONDS_MAX", 0.01)
    monkeypatch.setattr(service.journal.store, "set_marks", lambda _: asyncio.Event().wait())

    assert 503 == (await client.get("/readyz")).status_code


async def test_a_broker_that_is_away_degrades_only(client, service):
    """Commands are accepted and the journal keeps; the body tells what is away."""
    service.health.degrade("broker", "away")
    degraded = await client.get("/readyz")
    service.health.recover("broker")
    recovered = await client.get("/readyz")

    assert (200, "degraded", "away") == (
        degraded.status_code,
        degraded.json()["status"],
        degraded.json()["parts"]["broker"],
    )
    assert "ready" == recovered.json()["status"]


async def test_however_many_ask_the_probe_is_made_once_a_second(client, service, monkeypatch):
    """A probe is a durable write; asking must not be a way to wear the disk down."""
    real, probes = service.journal.store.set_marks, 0

    async def counted(marks):
        nonlocal probes
        probes += 1
        await real(marks)

    monkeypatch.setattr(service.journal.store, "set_marks", counted)
    answers = [await client.get("/readyz") for _ in range(5)]

    assert [200] * 5 == [answer.status_code for answer in answers]
    assert 1 == probes


def samples(page):
    families = text_string_to_metric_families(page)
    return {(sample.name, *sorted(sample.labels.items())): sample.value for f in families for sample in f.samples}


async def test_requests_and_commits_are_counted_by_template(client):
    """Labels are route templates: ids in paths would make figures without end."""
    for book in "abc":
        await client.post(f"/notes/{book}", json={"text": "x"})
    await client.get("/nowhere/secret")
    page = (await client.get("/metrics")).text
    found = samples(page)
    route = (("method", "POST"), ("route", "/notes/{book}"), ("service", "notes"))

    assert 3 == found["kyoso_http_requests_total", *route, ("status", "201")]
    assert 3 == found["kyoso_http_request_seconds_count", *route]
    assert 3 == found["kyoso_journal_commits_total", ("service", "notes")]
    assert 0 == found["kyoso_journal_in_flight", ("service", "notes")]
    assert "secret" not in page


async def test_an_invented_method_is_no_new_label(client):
    """Whoever invents methods must not fill the memory."""
    for number in range(3):
        await client.request(f"FETCH{number}", "/notes")
    found = samples((await client.get("/metrics")).text)

    assert {"GET", "OTHER"} >= {dict(labels[1:]).get("method", "GET") for labels in found}


async def test_a_slow_request_leads_to_its_trace(site, caplog):
    """By the log, and by the exemplar beside its figure; a quick one costs neither."""
    slow = kit.make_site(site.settings.data, slow_request_seconds=1e-9)
    async with kit.opened(notes(slow)) as service, kit.client(service, slow) as client:
        answer = await client.post("/notes/a", json={"text": "x"})
        plain = await client.get("/metrics")
        page = await client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0,*/*;q=0.1"})
    trace_id = answer.headers["traceparent"][3:35]
    (line,) = [record for record in caplog.records if record.message == "a slow request" and record.route[:4] == "POST"]

    assert ("POST /notes/{book}", 201) == (line.route, line.status)
    assert "text/plain" in plain.headers["content-type"]
    assert "trace_id" not in plain.text
    assert "openmetrics" in page.headers["content-type"]
    assert f'# {{trace_id="{trace_id}"}}' in page.text
    assert page.text.endswith("# EOF\n")


async def test_when_everything_is_slow_not_every_request_is_a_line(site, caplog, monkeypatch):
    """A burst is not made slower by its own log: a few lines a second, which say how many had none."""
    monkeypatch.setattr("shared.web.edge.SLOW_TOLD_A_SECOND_MAX", 2)
    seconds = iter([7] * 12 + [8])
    monkeypatch.setattr("shared.web.edge.second_now", lambda: next(seconds))
    slow = kit.make_site(site.settings.data, slow_request_seconds=1e-9)
    async with kit.opened(notes(slow)) as service, kit.client(service, slow) as client:
        for _ in range(13):
            await client.get("/nowhere")
    lines = [record for record in caplog.records if record.message == "a slow request"]

    assert [None, None, 10] == [getattr(line, "more", None) for line in lines]


async def test_a_quick_request_leaves_no_trace(client, caplog):
    """The log is for what somebody should look at."""
    await client.post("/notes/a", json={"text": "x"})
    page = await client.get("/metrics", headers={"accept": "application/openmetrics-text"})

    assert [] == [record for record in caplog.records if record.message == "a slow request"]
    assert "trace_id" not in page.text


async def test_the_figures_tell_whether_the_store_takes_writes(client, service, monkeypatch):
    """Tried when the page is read: nobody else may be asking whether the service is ready."""
    key, away = ("kyoso_store_writable", ("service", "notes")), ("kyoso_broker_away", ("service", "notes"))
    before = samples((await client.get("/metrics")).text)

    async def fail(_):
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(service.journal.store, "set_marks", fail)
    monkeypatch.setattr("shared.web.health.PROBE_SECONDS_MIN", 0.0)
    service.health.degrade("broker", "away")
    after = samples((await client.get("/metrics")).text)

    assert (1, 0) == (before[key], before[away])
    assert (0, 1) == (after[key], after[away])


def test_every_sample_names_its_service():
    """Dashboards tell services apart by one label."""
    metrics = Metrics("points")
    metrics.consumed("activity-attended.v1")
    metrics.skipped("unknown")
    metrics.handled("earn-for-attendance", 0.01)
    metrics.oldest_unconfirmed_seconds.set(3)
    metrics.dead_letters_open.inc()
    metrics.events_published_total.inc(2)
    metrics.gauge_of("ledger_imbalance_points", "Zero, or the books are wrong.", lambda: 0.0)
    found = samples(metrics.exposition().decode())

    assert {"points"} == {dict(labels[1:])["service"] for labels in found}
    assert 2 == found["kyoso_events_published_total", ("service", "points")]
    assert 3 == found["kyoso_relay_oldest_unconfirmed_seconds", ("service", "points")]
    assert 1 == found["kyoso_events_consumed_total", ("service", "points"), ("type", "activity-attended.v1")]
    assert 0 == found["kyoso_ledger_imbalance_points", ("service", "points")]


def test_several_services_make_one_page():
    """Each family is announced once, as the format demands, with the samples of all."""
    points, booking = Metrics("points"), Metrics("booking")
    points.dead_letters_open.set(1)
    booking.dead_letters_open.set(2)
    page = exposition([points, booking]).decode()
    found = samples(page)

    assert 1 == page.count("# TYPE kyoso_dead_letters_open ")
    assert [1, 2] == [found["kyoso_dead_letters_open", ("service", name)] for name in ("points", "booking")]


@pytest.mark.parametrize(
    "said", ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host", "x-forwarded-proto"]
)
async def test_figures_are_not_for_who_comes_through_a_proxy(client, said):
    """They count every request by its route: a front that lets everybody in must not let everybody count."""
    answer = await client.get("/metrics", headers={said: "10.0.0.1", "accept-language": "en"})

    assert 403 == answer.status_code
    assert "only-inside" == answer.json()["code"]
    assert "at its own address" in answer.json()["next"]
    assert 200 == (await client.get("/readyz", headers={said: "10.0.0.1"})).status_code


@pytest.mark.parametrize(("host", "status"), [("10.42.0.7", 200), ("8.8.8.8", 403), ("", 403)])
async def test_figures_are_for_networks_that_the_internet_does_not_reach(site, service, host, status):
    """Prometheus asks each process at its own address."""
    app = make_app(service, site, identity=kit.issuer().identity())
    transport = httpx.ASGITransport(app, client=(host, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://kyoso.invalid") as somebody:
        assert status == (await somebody.get("/metrics")).status_code
