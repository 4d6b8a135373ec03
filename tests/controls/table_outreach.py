"""The safety nets of outreach days. See ``table``."""

from tests.controls.table import Control

DAYS = "tests/integration/matching/test_matching_outreach.py"
ENDS = "tests/integration/matching/test_matching_outreach_ends.py"
HTTP = "tests/integration/matching/test_matching_outreach_http.py"
ALONE = "tests/unit/matching/test_matching_outreach_day.py"
CALENDAR = "tests/integration/matching/test_matching_outreach_calendar.py"
SERIES = "tests/integration/matching/test_matching_outreach_series.py"
REPLICAS = "tests/integration/matching/test_matching_outreach_replicas.py"
TOLD = "tests/integration/notifications/test_notifications_appointments.py"
LINE = "services/matching/domain/outreach/line.py"
DAY = "services/matching/domain/outreach/day.py"
STEPS = "services/matching/outreach/reactions.py"

OUTREACH = (
    Control(
        "of too many days a calendar has the next ones",
        "services/matching/outreach/calendar.py",
        "for row in fit[:EVENTS_MAX]]",
        "for row in fit[-EVENTS_MAX:]]",
        (f"{CALENDAR}::test_of_too_many_days_the_next_ones_are_told",),
    ),
    Control(
        "the places of a slot",
        LINE,
        '        return "full" if places[wish.slot] <= 0 else None\n',
        "        return None\n",
        (f"{DAYS}::test_fifty_rivals_for_three_places_of_a_slot",),
    ),
    Control(
        "so many appointments of one person",
        "services/matching/domain/outreach/appointed.py",
        "        if len(self.appointments) - moving >= OPEN_MAX:\n",
        "        if False:\n",
        (f"{DAYS}::test_only_so_many_are_open_at_a_time",),
    ),
    Control(
        "one appointment of a person on a day",
        "services/matching/domain/outreach/appointed.py",
        "        if wish.outreach_day_id in self.appointments:\n",
        "        if False:\n",
        (f"{ALONE}::test_one_appointment_a_day_though_the_day_has_not_heard_of_the_first",),
    ),
    Control(
        "the old appointment ends when the new one stands",
        STEPS,
        '    on_commit(AppointmentTaken, "end-moved-appointment", _end_former),\n',
        "",
        (f"{DAYS}::test_moving_to_another_day_keeps_the_old_one_until_the_new_one_stands",),
    ),
    Control(
        "who waits longest has what becomes free",
        DAY,
        "        return self._with_offers([ended, self.told(AppointmentCancelled, id, each, role=role)], now)\n",
        "        return [ended, self.told(AppointmentCancelled, id, each, role=role)]\n",
        (f"{DAYS}::test_who_waits_longest_is_offered_what_becomes_free",),
    ),
    Control(
        "an offer that nobody answers lapses",
        DAY,
        '            if each.status == "offered" and each.until and each.until <= now:\n',
        "            if False:\n",
        (f"{ALONE}::test_an_offer_lapses_once_however_often_the_clock_is_read",
         f"{REPLICAS}::test_an_offer_lapses_once_with_two_replicas_running"),
    ),
    Control(
        "a day that is called off leads to the next one",
        STEPS,
        '    on_commit(AppointmentPassedOn, "take-appointment-in", _take_in),\n',
        "",
        (f"{HTTP}::test_a_day_called_off_offers_the_next_one_with_a_place",),
    ),
    Control(
        "a full next day leads to the one after",
        STEPS,
        '    on_commit(AppointmentRefused, "release-refused-appointment", _refused),\n',
        "",
        (f"{HTTP}::test_a_day_called_off_offers_the_next_one_with_a_place",),
    ),
    Control(
        "who has no account is rung when a day is off",
        DAY,
        "                events.append(AppointmentToRing(appointment_id=id))\n",
        "                pass\n",
        (f"{HTTP}::test_a_day_called_off_offers_the_next_one_with_a_place",),
    ),
    Control(
        "an erasure frees the place",
        "services/matching/domain/person.py",
        "            *self.end_appointments(erased=True),\n",
        "",
        (f"{ENDS}::test_erasure_frees_the_place_for_the_next_in_line",),
    ),
    Control(
        "a consent that is taken back frees the place",
        "services/matching/domain/person.py",
        "*self.end_appointments(erased=False))\n",
        ")\n",
        (f"{ENDS}::test_consent_taken_back_ends_them",),
    ),
    Control(
        "nothing is taken for somebody who is gone",
        LINE,
        "        if wish.appointment_id in self.gone:\n",
        "        if False:\n",
        (f"{ALONE}::test_what_was_asked_for_is_not_taken_after_its_person_is_gone",),
    ),
    Control(
        "a day that nobody is left for has the owner of the desk",
        DAY,
        "            return self.name_owner(desk_owner) if desk_owner else []\n",
        "            return []\n",
        (f"{HTTP}::test_somebody_else_has_the_day_by_name",),
    ),
    Control(
        "who booked late is not reminded of what they just did",
        "services/matching/domain/outreach/record.py",
        "        return at if appointment.at < at else None\n",
        "        return at\n",
        (f"{DAYS}::test_a_reminder_goes_out_once",),
    ),
    Control(
        "words of people without an account go with the day",
        "services/matching/domain/outreach/events.py",
        "        return self.document_ids\n",
        "        return ()\n",
        (f"{ENDS}::test_a_week_later_words_and_names_are_gone",),
    ),
    Control(
        "a consultation follows with their yes alone",
        "services/matching/outreach/days.py",
        "        if not leading.yes:\n",
        "        if False:\n",
        (f"{HTTP}::test_from_the_announcement_to_a_consultation",),
    ),
    Control(
        "who cancels is not told that it is cancelled",
        "services/notifications/domain/appointment_drafts.py",
        ' if event.role == "staff" else []\n',
        "\n",
        (f"{TOLD}::test_each_is_told_what_is_theirs_once_and_who_has_no_account_nothing",),
    ),
    Control(
        "a day of a series is announced once, called off or not, by however many",
        "services/matching/outreach/series.py",
        '            id = f"series-{series.id}-{day}"\n',
        '            id = cause.new_id(f"{series.id}-{day}")\n',
        (
            f"{SERIES}::test_a_day_that_was_called_off_does_not_come_back",
            f"{SERIES}::test_two_replicas_plan_each_day_once",
        ),
    ),
    Control(
        "who is on leave is not there by name",
        "services/matching/outreach/series.py",
        " if each.kind == DEDICATED and each.present(day)]\n",
        " if each.kind == DEDICATED]\n",
        (f"{SERIES}::test_who_is_there_serves_then_and_takes_turns",),
    ),
    Control(
        "a series does not fall on a holiday",
        "services/matching/domain/outreach/ahead.py",
        " and not jpholiday.is_holiday(day):\n",
        ":\n",
        ("tests/unit/matching/test_matching_outreach_ahead.py::test_worked_examples",),
    ),
    Control(
        "a file for a calendar reads nothing of what somebody comes for",
        "services/matching/outreach/calendar.py",
        "by=by, words=False)\n",
        "by=by)\n",
        (f"{CALENDAR}::test_ones_own_appointment_is_a_file_without_a_word_of_what_it_is_about",),
    ),
    Control(
        "an address with a code that nobody knows is no empty calendar for ever",
        "services/matching/outreach/calendar.py",
        "        self._check(kind, area)\n",
        "",
        (f"{CALENDAR}::test_a_day_that_is_off_is_cancelled_in_every_calendar",),
    ),
)  # fmt: skip
