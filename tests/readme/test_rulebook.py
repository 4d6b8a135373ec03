"""docs/rulebook.md: its example loads, its cases agree, and it speaks of everything that the schema has."""

import re
from typing import get_args, get_origin

import pytest

from services.booking.rulebook.asking import Who
from services.booking.rulebook.bands import Band
from services.booking.rulebook.book import Book
from services.booking.rulebook.cases import Case, Expected, PastUse, Refunded, read_cases
from services.booking.rulebook.eligibility import Eligibility
from services.booking.rulebook.lint import lint
from services.booking.rulebook.moments import Moment
from services.booking.rulebook.penalties import Appeal, PenaltyRow, Term
from services.booking.rulebook.places import Facility, Room
from services.booking.rulebook.prices import Row
from services.booking.rulebook.refunds import RefundRow
from services.booking.rulebook.schema import KINDS, RuleFile
from services.booking.rulebook.trying import try_case
from tools.findings import ROOT

GUIDE = (ROOT / "docs" / "rulebook.md").read_text("utf-8")


def block(name):
    return re.search(rf"```toml {name}\n(.*?)```", GUIDE, re.DOTALL)[1]


def named(model):
    return {info.alias or name for name, info in model.model_fields.items()}


def test_the_example_is_whole():
    """A clerk copies it."""
    assert [] == lint(Book.of(block("rules")))


def test_the_cases_of_the_example_agree():
    """Each with its working beside it."""
    book = Book.of(block("rules"))

    assert {case.name: () for case in read_cases(block("cases"))} == {
        case.name: try_case(book, case).differences for case in read_cases(block("cases"))
    }


PARTS = (Facility, Room, Band, Row, Moment, Who, RefundRow, PenaltyRow, Term, Appeal, Case, Expected, PastUse, Refunded)


@pytest.mark.parametrize("model", [RuleFile, *KINDS.values(), *PARTS], ids=lambda model: model.__name__)
def test_every_field_is_explained(model):
    """Whoever has read the guide alone can write every rule that there is."""
    words = set(re.findall(r"[A-Za-z_-]+", GUIDE))

    assert set() == named(model) - words
    for info in model.model_fields.values():
        for one in [info.annotation, *get_args(info.annotation)]:
            if get_origin(one) is not None and "Literal" in str(get_origin(one)):
                assert set() == {word for word in get_args(one) if isinstance(word, str)} - words


def test_every_test_of_who_may_ask_is_explained():
    """In the table."""
    tests = get_args(Eligibility.model_fields["test"].annotation)

    assert [] == [test for test in tests if f"`{test}`" not in GUIDE]


def test_the_guide_says_rightly_which_day_decides():
    """The table of the two days is the code's."""
    use, request = re.search(r"\|---\|---\|\n\| (opening.*?) \| (opens.*?) \|", GUIDE).groups()
    by_day = {day: {kind.SECTION for kind in KINDS.values() if kind.DECIDES == day} for day in ("use", "request")}

    assert by_day["request"] == set(re.findall(r"[a-z_]+", request.partition("(")[0]))
    assert by_day["use"] - {"draws", "waiting_lists", "keys"} == set(re.findall(r"[a-z_]+", use))
