"""Names and contacts are kept as people write them; only what cannot be one is refused."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.people.domain.ages import age_band, age_on, needs_the_desk
from services.people.domain.details import NAME_CHARS_MAX, Contact, Details, Name

printable = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Co")), min_size=1, max_size=40
).filter(lambda text: text.strip())


@given(printable)
def test_any_printable_name_is_kept_in_nfc(text):
    """Whatever the script: it is kept, composed, without blanks around it."""
    expected = unicodedata.normalize("NFC", text).strip()

    assert expected == Name(family=text).family


@pytest.mark.parametrize("name", [{"family": "大沢"}, {"given": "Sukarno"}, {"family": "か゛", "given": "𠮷"}])
def test_one_part_is_a_name(name):
    """Not everybody has two names, and a character outside the basic plane is a character."""
    assert Name(**name)


def test_a_decomposed_kana_is_composed():
    """か with a separate voicing mark is the same name as が."""
    assert "がく" == Name(given="か\u3099く").given


@pytest.mark.parametrize(
    "name",
    [{}, {"family": ""}, {"family": "  "}, {"family": "大\n沢"}, {"family": "大\x00沢"}, {"family": "\ud800"},
     {"family": "大" * (NAME_CHARS_MAX + 1)}, {"family": "大沢", "note": "x"}, {"family": 7}],
)  # fmt: skip
def test_what_is_no_name_is_refused(name):
    """Nothing at all, controls, broken characters, pages of text, fields that nobody asked for."""
    with pytest.raises(ValidationError):
        Name(**name)


def test_a_name_of_the_longest_length_is_taken():
    """The limit itself is inside."""
    assert NAME_CHARS_MAX == len(Name(family="寿" * NAME_CHARS_MAX).family)


def test_a_phone_number_is_taken_as_it_is_typed():
    """Full-width digits and the dashes of Japanese keyboards become plain ones."""
    assert "0422-00-0000" == Contact(phone="０４２２ー００－００００").phone


def test_blank_contacts_are_none():
    """An empty field of a form is no contact."""
    assert Contact() == Contact(email="", phone="")


@pytest.mark.parametrize("email", ["a@b", "a b@example.jp", "@example.jp", "a@", "a@@b.jp", "x" * 300])
def test_what_is_no_address_is_refused(email):
    """An e-mail address has a name, one @ and a domain."""
    with pytest.raises(ValidationError):
        Contact(email=email)


@pytest.mark.parametrize("phone", ["電話", "12", "1" * 40, "+81;ext=5"])
def test_what_is_no_number_is_refused(phone):
    """Digits, brackets, dashes and a plus in front."""
    with pytest.raises(ValidationError):
        Contact(phone=phone)


def test_details_come_back_from_their_document():
    """What the vault keeps is all there is."""
    details = Details(
        name=Name(family="大沢", given="花"), contact=Contact(email="h@example.jp"), birth_date="1988-04-12"
    )

    assert details == Details.model_validate(details.content())


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [("2000-04-01", "2026-03-31", 25), ("2000-04-01", "2026-04-01", 26), ("2004-02-29", "2026-02-28", 21),
     ("2004-02-29", "2026-03-01", 22), ("2026-11-22", "2026-11-22", 0)],
)  # fmt: skip
def test_age_is_counted_in_full_years(born, today, age):
    """The birthday itself counts; 29 February counts on 1 March."""
    assert age == age_on(date.fromisoformat(born), date.fromisoformat(today))


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-14"), (14, "0-14"), (15, "15-24"), (24, "15-24"), (25, "25-39"), (39, "25-39"), (40, "40-64"),
     (64, "40-64"), (65, "65-74"), (74, "65-74"), (75, "75+"), (110, "75+")],
)  # fmt: skip
def test_bands_have_no_gap(age, band):
    """Both ends of each band."""
    assert band == age_band(date(2026 - age, 1, 1), date(2026, 6, 1))


def test_an_unknown_birth_date_has_no_band():
    """Nobody has to tell."""
    assert None is age_band(None, date(2026, 6, 1))


days = st.integers(0, 40 * 365)


@given(days, st.lists(st.tuples(st.integers(0, 400), st.none() | days), max_size=12))
def test_no_row_of_forms_makes_a_child_an_adult_early(age_days, forms):
    """However often, with however many days between: who is under 18 by their first date has one of under 18."""
    today = date(2026, 11, 22)
    first = known = today - timedelta(days=age_days)
    bound = age_on(first, today) < 18
    for waited, given_age_days in forms:
        today += timedelta(days=waited)
        bound = bound and age_on(first, today) < 18
        given_date = None if given_age_days is None else today - timedelta(days=given_age_days)
        if not needs_the_desk(known, given_date, today):
            known = given_date
        assert not bound or (known is not None and known >= first)
