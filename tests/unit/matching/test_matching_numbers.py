"""Made-up phone numbers are found, marked or not, and said plainly outside the demo."""

import logging
from pathlib import Path

import pytest

from services.matching.consulting.numbers_watch import NumbersWatch
from services.matching.domain.consulting.triage import Triage
from services.matching.domain.consulting.triage_file import loaded, made_up
from services.matching.knowledge import PACKAGED
from shared.metrics import Metrics

TEXT = Path(PACKAGED / "triage.toml").read_text("utf-8")
MARKED = loaded(TEXT)
UNMARKED = loaded(TEXT.replace("fictional = true\n", 'source = "市"\n'))
OWN = loaded(TEXT.replace("fictional = true\n", 'source = "市"\n').replace("00-0000-000", "0120-000-00"))


@pytest.mark.parametrize(("file", "expected"), [(MARKED, 2), (UNMARKED, 2), (OWN, 0)])
def test_a_number_is_made_up_by_its_mark_or_its_form(file, expected):
    """Who takes the mark away and leaves the number is told all the same."""
    assert expected == len(made_up(file))


@pytest.mark.parametrize(("file", "demo", "said"), [(MARKED, False, 1), (MARKED, True, 0), (OWN, False, 0)])
async def test_a_city_is_told_at_its_start(caplog, file, demo, said):
    """Once, with which; the figure is there in any case."""
    caplog.set_level(logging.WARNING)
    metrics = Metrics("matching")

    watch = NumbersWatch(Triage(file), demo=demo)
    watch.show(metrics)
    await watch.tell()

    assert said == len([record for record in caplog.records if "made up" in record.message])
    assert "kyoso_matching_made_up_numbers" in str([each.name for each in metrics.registry.collect()])
