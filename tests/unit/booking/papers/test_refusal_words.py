"""What a rule says on a refusal's letter: its article and numbers, as far as they can still be known."""

from services.booking.rulebook.asking import Facts
from tests.unit.booking.booking_kit import NOW, a_facility, a_wish

CENTRE = a_facility()
HANA = Facts(party="person", eligible=1)


def test_a_rule_is_asked_again_as_it_was_asked_then():
    """With what was asked, what is allowed, and what to do next."""
    said = CENTRE.rules.said_of("komorebi.capacity", a_wish(people=41), HANA, NOW)

    assert ("41", "40") == (said.value, said.limit)
    assert "利用規則 第" in said.article
    assert "41" in said.reason
    assert said.next


def test_a_cap_says_its_limit():
    """What others had booked by then is not known any more; its article and its limit are."""
    said = CENTRE.rules.said_of("komorebi.day-person", a_wish(), HANA, NOW)

    assert ("", "720") == (said.value, said.limit)
    assert "720分" in said.reason
    assert "第10条" in said.article


def test_a_rule_that_is_gone_says_nothing():
    """The letter then keeps to what is on record."""
    assert CENTRE.rules.said_of("komorebi.gone", a_wish(), HANA, NOW) is None


def test_of_a_house_that_is_not_lent_any_more_the_rule_still_speaks():
    """The rules cannot be asked; the rule that refused is in the file."""
    closed = a_facility(bookable=False)

    assert "第10条" in closed.rules.said_of("komorebi.day-person", a_wish(), HANA, NOW).article
