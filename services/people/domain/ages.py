"""From a birth date, which stays in the vault, to the age band, which others may know."""

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


def age_on(birth_date: date, today: date) -> int:
    """Full years; someone born on 29 February becomes older on 1 March of other years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def age_band(birth_date: date | None, today: date) -> AgeBand | None:
    """The band of somebody's age today; ``None`` when the birth date is not known."""
    if birth_date is None:
        return None
    age = age_on(birth_date, today)
    return next((band for above, band in BANDS if age < above), "75+")
