"""The borders between services, ``shared``, ``kyoso`` and the drivers are guarded."""

from pathlib import Path

import pytest

from tools import lint_imports


def found(root: Path, place: str, code: str) -> list[str]:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code)
    return [finding.message for finding in lint_imports.find(root)]


@pytest.mark.parametrize(
    "code",
    [
        "import services.points",
        "from services import points",
        "from services.points.domain import Account",
        "from ..points import api",
        "def later():\n    from services.points import api",
        "import importlib\nimportlib.import_module('services.points.api')",
    ],
)
def test_a_service_that_imports_another_is_found(tmp_path, code):
    """However the import is written, one service may not reach into another."""
    expected = ["a service imports no other service (services.points): listen to its events"]

    assert expected == found(tmp_path, "services/booking/app.py", code)


def test_a_service_may_import_itself_and_what_is_shared(tmp_path):
    """Its own modules, relative or not, and ``shared`` are what a service is made of."""
    code = (
        "from services.booking.domain import FacilityDay\nfrom . import api\nfrom .rows import X\nimport shared.errors"
    )

    assert [] == found(tmp_path, "services/booking/app.py", code)


@pytest.mark.parametrize(
    "driver", ["sqlite3", "aiokafka", "faststream.kafka", "confluent_kafka", "motor.motor_asyncio"]
)
@pytest.mark.parametrize("place", ["services/points/rows.py", "kyoso/cli.py"])
def test_a_driver_outside_shared_is_found(tmp_path, driver, place):
    """Stores and brokers are spoken to through the ports in ``shared`` only."""
    expected = [f"{driver.partition('.')[0]} is a driver: only shared/ imports it"]

    assert expected == found(tmp_path, place, f"import {driver}")


@pytest.mark.parametrize("place", ["shared/service.py", "shared/journal/writer.py", "shared/web/mongo.py"])
def test_the_driver_of_mongodb_is_in_its_own_modules_only(tmp_path, place):
    """It is to be left one day: whatever imports it is part of the move."""
    expected = ["pymongo is imported by the stores' mongo*.py only"]

    assert expected == found(tmp_path, place, "from pymongo.errors import PyMongoError")


def test_a_driver_in_shared_is_where_it_belongs(tmp_path):
    """The adapters of the ports import the drivers."""
    assert [] == found(tmp_path, "shared/journal/sqlite.py", "import sqlite3")
    assert [] == found(tmp_path, "shared/vault/mongo_puts.py", "from pymongo.errors import PyMongoError")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("services/booking/app.py", "from kyoso.town import TOWN"),
        ("shared/service.py", "from services.booking import app"),
        ("shared/service.py", "import kyoso.cli"),
        ("services/booking/app.py", "from tests.kit import make_site"),
    ],
)
def test_the_wrong_direction_is_found(tmp_path, place, code):
    """Services stand on ``shared``, ``kyoso`` on both, and never the other way round."""
    assert 1 == len(found(tmp_path, place, code))


def test_who_measures_does_not_import_the_recommender(tmp_path):
    """All but the one file through which it is asked."""
    code = "from services.matching.domain.recommending.scoring import score_of"

    assert [] == found(tmp_path, "kyoso/judging/ours.py", code)
    assert 1 == len(found(tmp_path, "kyoso/judging/tastes.py", code))
