"""Points thank for small help: once a help, as the data says, and nothing where a city has no programme for it."""

from datetime import UTC, date, datetime

import pytest

from services.points.rules import EarningRules
from shared.contracts.matching_help import HelpDone
from shared.contracts.matching_visits import VisitThanked
from tests.integration.points.town_points import points_town, register
from tests.kit import client, deliver


def done(request_id="r1", person_id="resident-ken", role="said"):
    return HelpDone(request_id=request_id, person_id=person_id, role=role, minutes=30)


@pytest.fixture
async def town(tmp_path):
    async with points_town(tmp_path, programme_id="help-2026") as service:
        await register(service, "resident-ken", "coordinator-sato")
        yield service


async def test_a_help_is_thanked_once_and_who_went_along_too(town):
    """Delivered twice, or told of by another fact: 50 points each, no more."""
    await deliver(town, done(), done(), done(person_id="coordinator-sato", role="along"))
    await deliver(town, done(), n=2)

    assert [50, 50] == [await town.use_cases.balance(each) for each in ("resident-ken", "coordinator-sato")]
    await deliver(town, done("r2"))
    assert 100 == await town.use_cases.balance("resident-ken")


async def test_who_greets_a_visitor_is_thanked_once_a_visit(town):
    """Delivered twice, or told of by another fact: 50 points; a city whose file does not name it gives none."""
    greeted = VisitThanked(
        request_id="v1", person_id="resident-ken", group_id="g1", activity_id="a1", role="along",
        starts_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    await deliver(town, greeted, greeted)
    await deliver(town, greeted, n=2)

    assert 50 == await town.use_cases.balance("resident-ken")
    assert None is EarningRules("a", "h", frozenset({"said"})).help_programme(date(2026, 12, 1), "greets")


async def test_a_city_without_a_programme_for_help_gives_nothing_and_withholds_nothing(tmp_path):
    """No line in anybody's history says that something is missing."""
    async with points_town(tmp_path) as service:
        await deliver(service, done())

        assert 0 == await service.use_cases.balance("resident-ken")
        async with client(service, service.site, "resident-ken") as http:
            assert [] == (await http.get("/accounts/me")).json()["history"]["items"]


async def test_what_earns_is_in_the_data(tmp_path):
    """A city's file names the programme and who earns; without it help earns nothing."""
    file = tmp_path / "earning.json"
    file.write_text('{"attendance": "a-{fiscal_year}", "help": {"programme": "h-{fiscal_year}", "roles": ["said"]}}')
    rules, day = EarningRules.load(file), date(2027, 3, 31)
    file.write_text('{"attendance": "a-{fiscal_year}"}')

    assert ("h-2026", None) == (rules.help_programme(day, "said"), rules.help_programme(day, "along"))
    assert EarningRules.load(file).help_programme(day, "said") is None
