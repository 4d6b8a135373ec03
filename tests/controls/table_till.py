"""The safety nets of the counter's command line, and of finding people by their telephone. See ``table``."""

from tests.controls.table import Control

DAY = "tests/end_to_end/test_counter.py"
WORDS = "tests/unit/town/test_counter_words.py"
TELEPHONES = "tests/integration/people/test_people_telephones.py"

TILL = (
    Control(
        "a start keeps the cards of telephones",
        "services/people/service.py",
        " | set(filter(is_card, ids))",
        "",
        (f"{TELEPHONES}::test_a_number_goes_with_its_profile_its_sweep_and_its_erasure",),
    ),
    Control(
        "telephones are for staff to try",
        "services/people/permissions.py",
        '    "find-somebody": frozenset({"staff"}),\n',
        '    "find-somebody": frozenset({"staff", "coordinator"}),\n',
        (f"{TELEPHONES}::test_numbers_are_for_staff_and_whole",),
    ),
    Control(
        "who is refused at the counter is not registered",
        "kyoso/counter/clerk.py",
        '            if told["allowed"]:\n',
        "            if True:\n",
        (f"{DAY}::test_who_is_refused_is_not_registered_and_hears_what_is_free",),
    ),
    Control(
        "a slip tells what a fee is made of",
        "kyoso/counter/clerk.py",
        'return await self._command("/booking/bookings", body), told.get("lines", ())',
        'return await self._command("/booking/bookings", body), ()',
        (f"{DAY}::test_a_welfare_group_pays_half_for_half_a_hall_and_has_back_what_the_days_say",),
    ),
    Control(
        "a slip of a cancelled booking tells what is to be handed out",
        "kyoso/counter/slip.py",
        '    lines += [f"  還付    {words}" for words in owed_back(booking["booking_id"], bill)]\n',
        "",
        (f"{WORDS}::test_a_slip_says_how_its_money_stands_and_what_to_do",),
    ),
    Control(
        "a refusal is said in English with its own reason",
        "kyoso/in_english.py",
        '        words = {**data, **getattr(kind(**data), "words", {})}\n',
        "        words = data\n",
        (f"{WORDS}::test_a_refusal_is_read_out_in_english_too",),
    ),
    Control(
        "nothing is booked for a number that is nobody's",
        "kyoso/counter/whom.py",
        "            return await self.known(whom.person_id)\n",
        '            return Person(whom.person_id, "")\n',
        (f"{DAY}::test_what_is_not_clear_is_answered_with_what_to_do",),
    ),
    Control(
        "somebody known is not registered again",
        "kyoso/counter/whom.py",
        "        if len(same) == 1:\n            return same[0]\n",
        "        if len(same) == 1:\n            return None\n",
        (f"{DAY}::test_somebody_without_e_mail_books_by_phone_and_hears_the_slip",),
    ),
    Control(
        "a clerk looks before a room closes",
        "kyoso/commands/counter_closing.py",
        "        if not yes:\n",
        "        if False:\n",
        (f"{DAY}::test_a_room_that_closes_moves_its_bookings",),
    ),
    Control(
        "a closure that stands is not made twice",
        "kyoso/commands/counter_closing.py",
        "        if stands := await closing.stands(planned):\n",
        "        if stands := None:\n",
        (f"{DAY}::test_a_room_that_closes_moves_its_bookings",),
    ),
    Control(
        "no time of a day is beyond its end",
        "kyoso/counter/when.py",
        " or hours * 60 + minutes > 24 * 60",
        "",
        (f"{WORDS}::test_hours_that_no_day_has_are_refused",),
    ),
)
