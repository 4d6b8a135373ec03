"""The safety nets of what follows a use: no-shows, heads, people without a booking, papers, reports. See ``table``."""

from tests.controls.table import Control

USE = "tests/unit/booking/test_after_use.py"
WALK_INS = "tests/unit/booking/test_walk_ins.py"
HTTP = "tests/integration/booking/test_after_use_http.py"
LETTERS = "tests/unit/booking/papers/test_letters.py"
SLIPS = "tests/unit/booking/papers/test_slips.py"
PAPERS = "tests/integration/booking/test_papers_http.py"
FIGURES = "tests/unit/booking/report/test_report_figures.py"
PERIODS = "tests/unit/booking/report/test_periods.py"
REPORT = "tests/integration/booking/test_monthly_report.py"
TEXTS = "tests/unit/booking/papers/test_paper_texts.py"

AFTER = (
    Control(
        "who has begun is no no-show",
        "services/booking/domain/after_use/after_use.py",
        '    if held is None or held.shown != "confirmed" or held.leaving:\n',
        '    if held is None or held.shown not in ("confirmed", "started") or held.leaving:\n',
        (f"{USE}::test_a_timer_that_fires_again_does_nothing",),
    ),
    Control(
        "one no-show, however often its timer fires",
        "services/booking/domain/after_use/after_use.py",
        '    if held is None or held.shown != "confirmed" or held.leaving:\n',
        '    if held is None or held.shown not in ("confirmed", "no-show") or held.leaving:\n',
        (f"{USE}::test_a_timer_that_fires_again_does_nothing",),
    ),
    Control(
        "a no-show is not due before its moment",
        "services/booking/domain/after_use/after_use.py",
        "    if start_by is None or now < start_by:\n",
        "    if start_by is None:\n",
        (f"{USE}::test_the_moment_itself_is_too_late",),
    ),
    Control(
        "nothing goes on with a no-show",
        "services/booking/domain/day_record.py",
        "        if held.no_show:\n            raise NoShowRecorded(booking_id=booking_id)\n",
        "",
        (f"{USE}::test_nothing_goes_on_with_a_no_show",),
    ),
    Control(
        "what was freed of a booking is another's",
        "services/booking/domain/day_record.py",
        "self._set(event.booking_id, end=quarter_of(self.day, event.released_from))",
        "pass",
        (f"{USE}::test_a_no_show_is_taken_back_without_taking_anybody_s_room",),
    ),
    Control(
        "no-shows come by a timer",
        "services/booking/app.py",
        '            Timer(StartDueRow, "no-show", after.fall_due),\n',
        "",
        (f"{HTTP}::test_who_does_not_come_is_a_no_show_and_the_room_is_free",),
    ),
    Control(
        "a timer that has nothing to do any more is closed",
        "services/booking/after_use/rows.py",
        "closed=event.start_by is None or type(event) not in STANDING,",
        "closed=False,",
        (f"{HTTP}::test_who_does_not_come_is_a_no_show_and_the_room_is_free",),
    ),
    Control(
        "a booking that is changed is due again",
        "services/booking/after_use/rows.py",
        "STANDING = (BookingConfirmed, BookingChanged)\n",
        "STANDING = (BookingConfirmed,)\n",
        (f"{HTTP}::test_a_booking_that_is_changed_is_due_by_what_it_is_now",),
    ),
    Control(
        "no no-show while a change is under way",
        "services/booking/domain/after_use/after_use.py",
        " or held.leaving:\n",
        ":\n",
        (f"{USE}::test_a_no_show_waits_for_a_change_that_is_under_way",),
    ),
    Control(
        "a closure takes nothing from a no-show",
        "services/booking/domain/ways/closing.py",
        "if not (held.started or held.no_show or held.leaving)]",
        "if not (held.started or held.leaving)]",
        (f"{USE}::test_a_closure_takes_nothing_from_a_no_show",),
    ),
    Control(
        "heads are recorded when the time is over",
        "services/booking/domain/after_use/after_use.py",
        "    if now < confirmed.ends_at:\n",
        "    if False:\n",
        (f"{USE}::test_heads_of_a_house_without_check_in_are_counted_when_the_time_is_over",),
    ),
    Control(
        "corrections of heads are bounded",
        "services/booking/domain/after_use/after_use.py",
        "    if known and known.corrections >= CORRECTIONS_MAX:\n",
        "    if False:\n",
        (f"{USE}::test_corrections_are_bounded",),
    ),
    Control(
        "a cancelled booking has no heads",
        "services/booking/domain/after_use/after_use.py",
        'if completed is None or day.ended.get(booking_id) == "cancelled":',
        "if completed is None:",
        (f"{USE}::test_a_use_that_the_day_forgot_is_corrected_from_the_lists",),
    ),
    Control(
        "no more people are taken back than were counted",
        "services/booking/domain/after_use/walk_ins.py",
        "        if counted + heads < 0:\n",
        "        if False:\n",
        (f"{WALK_INS}::test_a_correction_is_an_entry_of_its_own_and_takes_back_no_more_than_there_is",),
    ),
    Control(
        "a month's tallies are bounded",
        "services/booking/domain/after_use/walk_ins.py",
        "        if self.tallies >= TALLIES_MAX:\n",
        "        if False:\n",
        (f"{WALK_INS}::test_a_month_has_a_limit_of_tallies",),
    ),
    Control(
        "people are counted on days that were",
        "services/booking/after_use/use.py",
        "if not today - timedelta(days=COUNTED_DAYS_MAX) <= tally.day <= today:",
        "if False:",
        (f"{HTTP}::test_a_tally_that_cannot_be_is_refused_in_words",),
    ),
    Control(
        "papers are the same bytes",
        "services/booking/papers/page.py",
        "invariant=1",
        "invariant=0",
        (f"{PAPERS}::test_a_permit_says_what_was_booked_and_when_it_was_given",),
    ),
    Control(
        "marks in a name are only text",
        "services/booking/papers/page.py",
        "    return escape(printable(words)).",
        "    return printable(words).",
        (f"{LETTERS}::test_names_are_only_text",),
    ),
    Control(
        "a permit is of a booking that stands",
        "services/booking/papers/desk.py",
        "        if row.status not in STANDING:\n",
        "        if False:\n",
        (f"{PAPERS}::test_no_permit_of_a_booking_that_does_not_stand",),
    ),
    Control(
        "what is not allowed has no permit's number",
        "services/booking/papers/desk.py",
        "            number=permit if STATES[state].permitted else signs_of(booking_id),\n",
        "            number=permit,\n",
        (f"{PAPERS}::test_a_slip_says_how_the_booking_stands",),
    ),
    Control(
        "what no timer has recorded yet is over all the same",
        "services/booking/papers/states.py",
        '    if status in {"confirmed", "started"} and now >= ends_at:\n        return "over"\n',
        "",
        (f"{SLIPS}::test_what_no_timer_has_recorded_yet_is_over_all_the_same",),
    ),
    Control(
        "a letter names every reason",
        "services/booking/papers/refusing.py",
        "    return recorded.rule_ids or (recorded.rule_id,)\n",
        "    return (recorded.rule_id,)\n",
        (f"{PAPERS}::test_the_letter_and_the_answer_name_every_reason",),
    ),
    Control(
        "an answer names every reason",
        "services/booking/refusals.py",
        "    said = dict.fromkeys(refusal[language] for refusal in closed_first(refusals))\n",
        "    said = dict.fromkeys(refusal[language] for refusal in closed_first(refusals)[:1])\n",
        (f"{PAPERS}::test_the_letter_and_the_answer_name_every_reason",),
    ),
    Control(
        "nobody reads the hours of a closed day as hours to come in",
        "services/booking/rulebook/opening.py",
        "        day = request.day if open_mask(asked, request.day) or not hours else _were_it_open(request.day)\n",
        "        day = request.day\n",
        (f"{PAPERS}::test_the_letter_and_the_answer_name_every_reason",),
    ),
    Control(
        "no line begins with a full stop",
        "services/booking/papers/lines.py",
        "    if after in CLOSES or before in OPENS:\n        return True\n",
        "",
        (f"{LETTERS}::test_no_line_begins_with_a_full_stop_or_a_closing_bracket",),
    ),
    Control(
        "a deadline at midnight is the day before's",
        "services/notifications/rendering.py",
        '(form == "by-day" and (at.hour, at.minute) == (0, 0))',
        "False",
        ("tests/unit/notifications/test_deadline_words.py::test_a_deadline_at_midnight_is_the_end_of_the_day_before",),
    ),
    Control(
        "the money of a displaced booking may go along",
        "services/booking/domain/money/fee_terms.py",
        "    if booking.reason not in get_args(DisplacedBecause):\n        return events\n",
        "    if booking:\n        return events\n",
        ("tests/unit/booking/test_bill.py::test_the_money_of_who_was_displaced_may_go_along",),
    ),
    Control(
        "a refusal is a letter for who was refused",
        "services/booking/demand.py",
        "and (event.wisher, event.room_id) == (wisher, room_id)",
        "and event.room_id == room_id",
        (f"{PAPERS}::test_a_refusal_on_record_is_a_letter",),
    ),
    Control(
        "staff alone print the letters of others",
        "services/booking/papers/desk.py",
        '            require("print-refusal-of-others", standings(by))\n',
        "            pass\n",
        (f"{PAPERS}::test_a_refusal_on_record_is_a_letter",),
    ),
    Control(
        "who only looks on sees no start code",
        "services/booking/papers/desk.py",
        'shows_code = state == "confirmed" and may("start-booking", found)',
        'shows_code = state == "confirmed"',
        (f"{PAPERS}::test_papers_are_for_whom_they_concern",),
    ),
    Control(
        "texts of papers can be filled",
        "services/booking/papers/texts.py",
        "            for text in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():\n"
        "                _try(text)\n",
        "            pass\n",
        (f"{TEXTS}::test_a_wrong_file_stops_the_start",),
    ),
    Control(
        "a part is taken with its hall",
        "services/booking/report/occupancy.py",
        "                masks[part] |= taken.get(hall.room_id, 0)\n",
        "                pass\n",
        (f"{FIGURES}::test_a_part_is_taken_with_its_hall_and_a_hall_is_no_room_more",),
    ),
    Control(
        "days that are over count",
        "services/booking/report/monthly.py",
        "    until = min(after, today)\n",
        "    until = after\n",
        (f"{PERIODS}::test_of_a_running_month_the_days_that_are_over_count",),
    ),
    Control(
        "a name is no formula",
        "services/booking/report/table.py",
        '    return f"\'{name}" if name.startswith(FORMULA) else name',
        "    return name",
        (f"{FIGURES}::test_names_are_no_formulas",),
    ),
    Control(
        "reports are not for everybody",
        "services/booking/report/api.py",
        '        require("see-report", standings(caller))\n        report = await reports.of(month, facility_id)\n'
        "        named",
        "        report = await reports.of(month, facility_id)\n        named",
        (f"{REPORT}::test_reports_are_for_staff_and_auditors",),
    ),
    Control(
        "heads that were corrected count in the report",
        "services/booking/rows.py",
        "        return (booking_row(event.completed),)\n",
        "        return ()\n",
        (f"{REPORT}::test_a_correction_changes_the_report_and_nothing_else",),
    ),
    Control(
        "more heads than the room takes are asked back",
        "services/booking/after_use/use_checks.py",
        "    if heads > limit:\n",
        "    if False:\n",
        ("tests/integration/booking/test_after_use_http.py::test_more_heads_than_the_room_takes_are_asked_back",),
    ),
    Control(
        "what staff saw of rain or illness is what the rules make exceptions for",
        "services/booking/registering/penalty_points.py",
        "reason=rules_reason(reason))",
        "reason=None)",
        ("tests/integration/booking/test_penalty_points.py",),
    ),
)
