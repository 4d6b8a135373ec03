"""What a town says of registrations: terms, windows, published lists; a file that cannot be is refused at the start."""

from datetime import date

import pytest

from services.booking.registering.refusals import DocumentUnknown, ReasonUnknown
from services.booking.registering.terms import SHIPPED, RegistrationTerms

TEXT = SHIPPED.read_text("utf-8")
TERMS = RegistrationTerms.load()


def changed(tmp_path, old, new):
    assert old in TEXT
    file = tmp_path / "registrations.toml"
    file.write_text(TEXT.replace(old, new), "utf-8")
    return file


@pytest.mark.parametrize(
    ("today", "until", "opens"),
    [
        (date(2026, 11, 26), date(2027, 3, 31), date(2027, 1, 30)),
        (date(2026, 4, 1), date(2027, 3, 31), date(2027, 1, 30)),
        (date(2027, 1, 29), date(2027, 3, 31), date(2027, 1, 30)),
        (date(2027, 1, 30), date(2028, 3, 31), date(2028, 1, 31)),
        (date(2027, 3, 31), date(2028, 3, 31), date(2028, 1, 31)),
    ],
)
def test_a_term_ends_with_the_fiscal_year(today, until, opens):
    """Whoever is approved when it could be renewed already has the next year as well; 2028 is a leap year."""
    term = TERMS.term.first(today)

    assert (until, opens) == (term.until, term.renew_from)


def test_a_town_counts_in_months(tmp_path):
    """A year from the day of the approval; from 30 January the month's last day."""
    file = changed(tmp_path, 'length = "fiscal-year"', "length = { months = 12 }")
    terms = RegistrationTerms.load(file).term

    first = terms.first(date(2026, 11, 26))

    assert (date(2027, 11, 25), date(2028, 11, 25)) == (first.until, terms.next(first).until)


def test_who_counts_as_living_working_or_studying_here_is_data(tmp_path):
    """A town may count those who live there alone."""
    alone = RegistrationTerms.load(
        changed(tmp_path, 'eligible = ["lives", "works", "studies"]', 'eligible = ["lives"]')
    )

    assert [True, True, False] == [TERMS.counts(share) for share in ("lives", "works", "elsewhere")]
    assert [True, False, False] == [alone.counts(share) for share in ("lives", "works", None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tell_days = 30", "tell_days = 90"),
        ('length = "fiscal-year"', "length = { months = 1 }"),
        ('eligible = ["lives", "works", "studies"]', 'eligible = ["lives", "elsewhere"]'),
        ('id = "passport"', 'id = "driving-licence"'),
        ("schema = 1", "schema = 2"),
        ("proof_required = true", "proof_required = true\nfee = 3"),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path, old, new):
    """Before the service takes anything."""
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's own words
        RegistrationTerms.load(changed(tmp_path, old, new))


def test_codes_are_those_of_the_published_lists():
    """What is refused names what there is."""
    with pytest.raises(DocumentUnknown) as document:
        TERMS.check_document("library-card")
    with pytest.raises(ReasonUnknown):
        TERMS.check_reasons(["members-too-few", "no-reason"])

    assert "passport" in document.value.data["documents"]
    TERMS.check_reasons(["members-too-few"])
