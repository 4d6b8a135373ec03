"""From a birth date, which stays in the vault, to the age band, which others may know; and who may change it alone.

What others allow by age holds only as long as nobody makes themselves older.
"""

from datetime import date

from shared.contracts.people import AgeBand

BANDS: tuple[tuple[int, AgeBand], ...] = (
    (15, "0-14"),
    (25, "15-24"),
    (40, "25-39"),
    (65, "40-64"),
    (75, "65-74"),
)
"""(first age that is above the band, band)."""
OF_AGE = 18


def age_on(birth_date: date, today: date) -> int:
    """Full years; someone born on 29 February becomes older on 1 March of other years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def age_band(birth_date: date | None, today: date) -> AgeBand | None:
    """The band of somebody's age today; ``None`` when the birth date is not known."""
    if birth_date is None:
        return None
    age = age_on(birth_date, today)
    return next((band for above, band in BANDS if age < above), "75+")


def needs_the_desk(known: date | None, given: date | None, today: date) -> bool:
    """Whether a birth date in place of the known one is taken at the desk only, with a document.

    So it is for who is under 18 by the known one, and would be older or of no known age. By a day is enough: who is 17
    until tomorrow is an adult then, and may change what they like. A first date is free.
    """
    if known is None or age_on(known, today) >= OF_AGE:
        return False
    return given is None or given < known
