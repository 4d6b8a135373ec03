"""The safety nets of the desk: nobody decides their own affair, nobody gives way without a rule, nothing asked twice.

See ``table``.
"""

from tests.controls.table import Control

OWN = "tests/integration/booking/test_own_affairs.py"
RIGHTS = "tests/unit/booking/test_permissions.py"
MONEY_RIGHTS = "tests/unit/booking/test_money_permissions.py"
PRE_EMPTIONS = "tests/integration/booking/test_preemptions.py"
TOWNS = "tests/unit/booking/rulebook/test_rulebook_towns.py"
KEPT = "tests/integration/booking/test_calendars_kept.py"
STATEMENTS = "tests/integration/booking/test_statements.py"
GROUPS = "tests/integration/booking/test_group_bookings.py"
COUNTER = "tests/integration/booking/test_money.py"
LEDGERS = "tests/integration/booking/test_ledger_imports.py"
SERIES = "tests/integration/booking/test_booking_series.py"

DESK = (
    Control(
        "nobody decides about a booking of their own",
        "services/booking/permissions.py",
        "    return bool(RULES[action] & found) and not (action in NOT_ONES_OWN and is_own(found))\n",
        "    return bool(RULES[action] & found)\n",
        (f"{RIGHTS}::test_what_staff_decide_is_never_their_own", f"{OWN}::test_nobody_decides_their_own_request"),
    ),
    Control(
        "nobody enters their own payment",
        "services/booking/money/permissions.py",
        'frozenset({"take-payment", "give-back", "waive", "correct-fee"})',
        'frozenset({"give-back", "waive", "correct-fee"})',
        (f"{MONEY_RIGHTS}::test_nobody_decides_about_their_own_money",),
    ),
    Control(
        "an officer who has left lists no booking of the group",
        "services/booking/bookings.py",
        "        return Page(await self._groups.still_own(page.items, person_id), page.next)\n",
        "        return page\n",
        (f"{GROUPS}::test_an_officer_who_has_left_reads_nothing_more_of_the_group_s_bookings",),
    ),
    Control(
        "an officer who has left has no booking of the group in their calendar",
        "services/booking/calendars/feeds.py",
        'await self._groups.still_own(page.items, id) if column == "of_person" else page.items:',
        "page.items:",
        (f"{GROUPS}::test_an_officer_who_has_left_reads_nothing_more_of_the_group_s_bookings",),
    ),
    Control(
        "an officer who has left lists no bill of the group",
        "services/booking/money/bills.py",
        "        return Page(await self._groups.still_own(page.items, by.person_id), page.next) if own else page\n",
        "        return page\n",
        (f"{COUNTER}::test_an_officer_who_has_left_reads_no_bill_of_the_group",),
    ),
    Control(
        "a statement books no bill of the clerk's own",
        "services/booking/money/statements.py",
        '        if unfit is None and not may("take-payment", await self._standings(bill, by)):\n',
        "        if False:\n",
        (f"{STATEMENTS}::test_a_bill_of_the_clerks_own_is_left_for_a_colleague",),
    ),
    Control(
        "nobody takes a ledger over for themselves",
        "services/booking/ledger/imports.py",
        "        if wanted.placeholder == actor:\n",
        "        if False:\n",
        (f"{LEDGERS}::test_nobody_takes_bookings_over_for_themselves",),
    ),
    Control(
        "a ledger's line of one's own group is taken over by a colleague",
        "services/booking/ledger/imports.py",
        " and actor in each.group.officers:\n",
        " and False:\n",
        (f"{LEDGERS}::test_a_line_of_ones_own_group_is_taken_over_by_a_colleague",),
    ),
    Control(
        "a reason of the house is given to others only",
        "services/booking/bookings.py",
        '            require("cancel-for-the-house", found)\n',
        "",
        (f"{OWN}::test_a_reason_of_the_house_is_given_to_others_only",),
    ),
    Control(
        "a clerk gives their own booking back to the deadline of everybody",
        "services/booking/bookings.py",
        "by_staff=as_staff(found), reason=reason)",
        'by_staff="staff" in found, reason=reason)',
        (f"{OWN}::test_the_deadline_of_a_cancellation_holds_for_a_clerk_too",),
    ),
    Control(
        "the counter books for somebody",
        "services/booking/wishes.py",
        "        if person_id is None and not officers:\n            raise ForWhomMissing(channel=whom.channel)\n",
        "        if person_id is None and not officers:\n            return cls(by.person_id, whom.channel, by_staff)\n",
        (f"{OWN}::test_the_counter_books_for_somebody",),
    ),
    Control(
        "a clerk does not serve themselves at the counter",
        "services/booking/wishes.py",
        "        if by.person_id in {person_id, *officers}:\n",
        "        if False:\n",
        (f"{OWN}::test_the_counter_books_for_somebody",),
    ),
    Control(
        "a clerk who does not live here has no room of their own",
        "services/booking/judging.py",
        '            is_resident = by.has("resident") or (by.has("staff") and wish.person_id != by.person_id)\n',
        '            is_resident = by.has("resident", "staff")\n',
        (f"{OWN}::test_a_clerk_books_for_themselves_as_a_resident",),
    ),
    Control(
        "a closure displaces one's own booking by somebody else",
        "services/booking/ways/closures.py",
        "        if reason not in AT_ONCE:\n",
        "        if False:\n",
        (f"{OWN}::test_a_closure_displaces_ones_own_booking_by_somebody_else",),
    ),
    Control(
        "nobody makes others give way to themselves",
        "services/booking/ways/closures.py",
        '        require("pre-empt", standings(by, holder=own_of(wish), officers=officers))\n',
        "",
        (f"{OWN}::test_nobody_makes_others_give_way_to_themselves",),
    ),
    Control(
        "nobody has their own booking taken away by themselves",
        "services/booking/ways/closures.py",
        '        await require_not_own("pre-empt", self.journal, by, wish.facility_id, touched, *span)\n',
        "",
        (f"{OWN}::test_nobody_makes_others_give_way_to_themselves",),
    ),
    Control(
        "what follows one's own use is recorded by somebody else",
        "services/booking/after_use/use.py",
        "        require(action, standings(by, holder=own_of(row), officers=await self._groups.officers(row.group_id)))\n",
        "",
        (f"{OWN}::test_what_follows_ones_own_use_is_recorded_by_somebody_else",),
    ),
    Control(
        "nobody gives way without a rule for it",
        "services/booking/domain/houses/ways.py",
        "            if rule.id == wish.preempts and rule.is_for(wish.purpose, wish.marks):\n",
        "            if rule.id == wish.preempts:\n",
        (f"{PRE_EMPTIONS}::test_without_a_rule_for_it_nobody_gives_way",),
    ),
    Control(
        "notice is given to each who has to go",
        "services/booking/domain/ways/closing.py",
        "        if now > until:\n",
        "        if False:\n",
        (f"{PRE_EMPTIONS}::test_notice_is_given_to_each_who_has_to_go",),
    ),
    Control(
        "who has to go gets what the rule says",
        "services/booking/domain/ways/closing.py",
        ", refund=rule.refund(held.confirmed.fee))\n",
        ")\n",
        (f"{PRE_EMPTIONS}::test_who_has_to_go_gets_what_the_rule_says",),
    ),
    Control(
        "the rules are asked whether others give way",
        "services/booking/rulebook/engine.py",
        "    check_preemption,\n)\n",
        ")\n",
        (TOWNS,),
    ),
    Control(
        "a public calendar is worked out once for each change",
        "services/booking/calendars/kept.py",
        "            if kept is None or not kept.is_good(facility, mark, now):\n",
        "            if True:\n",
        (f"{KEPT}::test_a_public_calendar_is_worked_out_once_for_each_change",),
    ),
    Control(
        "a crowd that asks for a calendar waits for one",
        "services/booking/calendars/kept.py",
        "        async with self._making.setdefault(key, asyncio.Lock()):",
        "        async with asyncio.Lock():",
        (f"{KEPT}::test_a_public_calendar_is_worked_out_once_for_each_change",),
    ),
    Control(
        "a kept calendar never lags behind an answer",
        "services/booking/calendars/kept.py",
        "self.mark >= mark and ",
        "",
        (f"{KEPT}::test_a_kept_calendar_never_lags_behind_an_answer",),
    ),
    Control(
        "a kept calendar knows what another process wrote",
        "services/booking/calendars/kept.py",
        "        await self._occupancy.look()\n"
        "        facility = await self._directory.facility(facility_id)\n"
        "        if room_id not in facility.rooms:\n",
        "        facility = await self._directory.facility(facility_id)\n        if room_id not in facility.rooms:\n",
        (f"{KEPT}::test_what_another_process_wrote_stands_in_the_next_answer",),
    ),
    Control(
        "a kept calendar goes with the clock",
        "services/booking/calendars/feeds.py",
        "                until = min(until, made.stamp + CANCELLED_TOLD_DAYS * ONE_DAY)\n",
        "                pass\n",
        (f"{KEPT}::test_a_kept_calendar_goes_with_the_clock",),
    ),
    Control(
        "what is kept of calendars is bounded",
        "services/booking/calendars/kept.py",
        "        while self.bytes_kept > self._bytes_max and len(self._kept) > 1:\n",
        "        while False:\n",
        (f"{KEPT}::test_what_is_kept_of_calendars_is_bounded",),
    ),
    Control(
        "a series that is too long is not cut short in silence",
        "services/booking/ways/series_plan.py",
        "    if len(days) > OCCURRENCES_MAX:\n",
        "    days = days[:OCCURRENCES_MAX]\n    if False:\n",
        (f"{SERIES}::test_a_series_has_a_limit_that_is_said",),
    ),
    Control(
        "a series that needs approval says so",
        "services/booking/ways/series_plan.py",
        "    if lost and len(lost) == len(plan) and isinstance(lost[0], NeedsApproval):\n        raise lost[0]\n",
        "",
        (f"{SERIES}::test_a_series_that_staff_would_have_to_approve_says_what_to_do",),
    ),
)
