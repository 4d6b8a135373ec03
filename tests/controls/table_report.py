"""The safety nets of the monthly report's bands and money, and of what staff look up and take in. See ``table``."""

from tests.controls.table import Control

BANDS = "tests/integration/booking/test_report_bands.py"
HOUSE_BANDS = "tests/unit/booking/report/test_house_bands.py"
FIGURES = "tests/unit/booking/report/test_report_figures.py"
INCOME = "tests/integration/booking/test_report_income.py"
FIND = "tests/integration/booking/test_find_by_number.py"
NUMBERS = "tests/unit/booking/test_permit_numbers.py"
LEDGERS = "tests/unit/town/test_cli_ledgers.py"

REPORT = (
    Control(
        "a band whose hours change is another line",
        "services/booking/houses/house_bands.py",
        '            made.append(DayBand(*band.span, f"{band.id}@{hours}", band.id, f"{band.name.ja} {hours}"))\n',
        "            made.append(DayBand(*band.span, band.id, band.id, band.name.ja))\n",
        (f"{BANDS}::test_a_change_of_the_rules_in_a_month_has_the_rows_of_both_tables",),
    ),
    Control(
        "a use that begins in a break is in the band behind it",
        "services/booking/houses/house_bands.py",
        "            if quarter < band.end and (self.breaks or band.start <= quarter):\n",
        "            if quarter < band.end and band.start <= quarter:\n",
        (f"{HOUSE_BANDS}::test_what_lies_between_bands_is_outside_unless_it_is_a_break",),
    ),
    Control(
        "an announced closure is no open time",
        "services/booking/report/reading.py",
        "facility.rules.open_mask(day, room_id) & ~shut(facility, room_id, row)",
        "facility.rules.open_mask(day, room_id)",
        (f"{BANDS}::test_a_band_and_a_room_that_were_closed_all_month_have_no_occupancy",),
    ),
    Control(
        "what was never open is said, and is not nought of a hundred",
        "services/booking/report/table.py",
        'NEVER_OPEN if cell.never_open else ""',
        '""',
        (f"{FIGURES}::test_what_was_never_open_has_a_word_and_no_number_in_the_table",),
    ),
    Control(
        "people without a booking are tallied by the bands of the day",
        "services/booking/after_use/use.py",
        "self._bands.of_house(facility, tally.day)",
        "self._bands.of_house(facility, tokyo_date(self.journal.now()))",
        (f"{BANDS}::test_tallies_are_by_the_bands_of_the_day",),
    ),
    Control(
        "what was waived is not charged",
        "services/booking/money/told.py",
        "bill.charged - bill.waived",
        "bill.charged",
        (f"{INCOME}::test_both_are_the_journal_s_to_the_yen",),
    ),
    Control(
        "the cash book is of the day of receipt",
        "services/booking/money/told.py",
        "            Cash(tokyo_date(line.made_at), ",
        "            Cash(tokyo_date(line.starts_at), ",
        (f"{INCOME}::test_money_stands_in_the_month_of_use_and_in_the_month_of_receipt",),
    ),
    Control(
        "a number is found however somebody writes it",
        "services/booking/domain/houses/permits.py",
        '"".join(found.groups()).translate(MISREAD)',
        '"".join(found.groups())',
        (f"{NUMBERS}::test_signs_are_read_however_they_are_written",),
    ),
    Control(
        "who has found a slip does not read whose it is",
        "services/booking/finding.py",
        '    require("find-booking", standings(by))\n',
        "",
        (f"{FIND}::test_only_staff_and_auditors_look_for_numbers",),
    ),
    Control(
        "an import with a refused row does not end well",
        "kyoso/commands/importing.py",
        '    if report["counts"].get("refused") or report.get("outcome") == "stopped":\n',
        '    if report.get("outcome") == "stopped":\n',
        (f"{LEDGERS}::test_a_ledger_with_a_refused_line_ends_with_1_however_it_is_printed",),
    ),
)
