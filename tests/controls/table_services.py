"""The safety nets of the edge, the vault and the services. See ``table``."""

from tests.controls.table import Control

COMMANDS = "tests/integration/web/test_commands.py"
IDENTITY = "tests/integration/web/test_identity.py"
PROBLEMS = "tests/integration/web/test_problems.py"
VAULT_FILE = "tests/unit/vault/test_vault_file.py"
VAULT = "tests/unit/vault/test_vault.py"
SCRUB = "tests/unit/vault/test_vault_scrub.py"
DAY = "tests/unit/booking/test_facility_day.py"
QUOTA = "tests/unit/booking/test_quota.py"
SAGAS = "tests/unit/booking/test_quota_sagas.py"
PERIODS = "tests/integration/booking/test_period_caps.py"
KEPT = "tests/unit/booking/test_alternatives_kept.py"
QUICK = "tests/unit/booking/rulebook/test_rulebook_quick.py"
ALIKE = "tests/unit/booking/simulator/test_alike.py"
FOR_OTHERS = "test_what_was_asked_for_others_holds_for_all_who_are_alike"
HOUSES = "tests/unit/booking/test_houses.py"
EXPLAIN = "tests/integration/booking/test_explain.py"
GROUP = "tests/integration/booking/test_group_bookings.py"
ROSTER = "tests/integration/matching/test_matching_races.py"
CHOOSING = "tests/unit/matching/test_matching_choosing.py"
LEDGER = "tests/integration/points/test_points_ledger.py"
ACCOUNT = "tests/unit/points/test_points_account.py"

EDGE = (
    Control(
        "a command needs a key",
        "shared/web/commands.py",
        "        raise IdempotencyKeyMissing\n",
        '        keys = ["none"]\n',
        (f"{COMMANDS}::test_a_command_without_key_is_refused",),
    ),
    Control(
        "the path is part of what was asked",
        "shared/web/commands.py",
        'target = path_inside(scope).encode() + b"?" + scope.get("query_string", b"")',
        'target = b""',
        (f"{COMMANDS}::test_a_key_that_comes_with_another_request_is_refused",),
    ),
    Control(
        "the signature of a token",
        "shared/web/identity.py",
        'options={"require": ["exp", "iss", "aud", "sub"]},',
        'options={"require": ["exp", "iss", "aud", "sub"], "verify_signature": False},',
        (f"{IDENTITY}::test_a_token_that_is_not_good_is_refused_by_name",),
    ),
    Control(
        "a remembered token ends with its time",
        "shared/web/identity.py",
        "if found is not None and time.time() < found[1]:",
        "if found is not None:",
        (f"{IDENTITY}::test_a_remembered_token_ends_with_its_time",),
    ),
    Control(
        "the limit of a body while it comes",
        "shared/web/edge.py",
        "if self._received > self._limit:",
        "if False:",
        (f"{PROBLEMS}::test_a_body_that_grows_beyond_the_limit_is_refused_while_it_comes",),
    ),
)

VAULTS = (
    Control(
        "a document is bound to its id and key",
        "shared/vault/sealing.py",
        "return nonce + key.encrypt(nonce, plain, bound_to)",
        "return nonce + key.encrypt(nonce, plain, b'')",
        (f"{VAULT}::test_what_was_put_is_read_back",),
    ),
    Control(
        "the erased are not taken in again",
        "shared/vault/sqlite.py",
        "            raise Erased(person_id)\n",
        "            pass\n",
        (f"{VAULT_FILE}::test_the_erased_are_gone_and_not_taken_in_again",),
    ),
    Control(
        "a document cannot change hands",
        "shared/vault/sqlite.py",
        "                if written.rowcount != 1:\n",
        "                if False:\n",
        (f"{VAULT}::test_a_document_cannot_change_hands",),
    ),
    Control(
        "every reading is recorded",
        "shared/vault/sqlite.py",
        "if found and not (noted_since and db.execute(noted, since).fetchone()):",
        "if False:",
        (f"{VAULT}::test_every_reading_is_recorded_with_reader_and_purpose",),
    ),
    Control(
        "the search for what a deletion left",
        "shared/vault/scrub.py",
        "    if holds_any(path, secrets):\n",
        "    if False:\n",
        (f"{SCRUB}::test_no_piece_of_the_erased_is_left",),
    ),
)

SERVICES = (
    Control(
        "a taken room is taken",
        "services/booking/domain/day_record.py",
        "        if not self.free(rooms, mask, gone):\n",
        "        if False:\n",
        (f"{DAY}::test_a_taken_room_is_refused_with_the_nearest_free_ones",),
    ),
    Control(
        "the saga looks at the day again",
        "services/booking/domain/facility_day.py",
        "        obstacle = self.obstacle(wanted.touched, wanted.use, wanted.terms, at)\n",
        "        obstacle = None\n",
        (f"{GROUP}::test_a_lost_race_is_the_same_refusal_and_gives_the_quota_back",),
    ),
    Control(
        "a refused booking gives its quota back",
        "services/booking/reactions.py",
        '    on(BookingRefused, "release-quota",\n'
        "       lambda e: (month_of(e), lambda q: q.release(e.booking_id)) if e.group_id else []),\n",
        "",
        (f"{GROUP}::test_a_lost_race_is_the_same_refusal_and_gives_the_quota_back",),
    ),
    Control(
        "the month's quota",
        "services/booking/domain/quota.py",
        "        counted = ((cap, cap.total(uses, use)) for cap in self.caps(terms))\n",
        "        counted = ((cap, cap.total([], use)) for cap in self.caps(terms))\n",
        (f"{QUOTA}::test_the_thirteenth_booking_of_a_month_is_refused",),
    ),
    Control(
        "a further quota is reserved before the slots",
        "services/booking/reactions.py",
        "    if event.next_quota:\n",
        "    if False:\n",
        (f"{SAGAS}::test_no_cap_is_passed_and_nothing_stays_reserved",),
    ),
    Control(
        "a refused booking gives every quota back",
        "services/booking/reactions.py",
        '    on(BookingRefused, "release-quotas", lambda e: release(e.booking_id, e.quotas)),\n',
        "",
        (f"{SAGAS}::test_no_cap_is_passed_and_nothing_stays_reserved",),
    ),
    Control(
        "a cancelled booking gives every quota back",
        "services/booking/reactions.py",
        '    on_commit(QuotasReturned, "give-quotas-back", lambda e, f: release(e.booking_id, e.quotas, f.version)),\n',
        "",
        (
            f"{SAGAS}::test_no_cap_is_passed_and_nothing_stays_reserved",
            f"{PERIODS}::test_a_persons_week_is_counted_over_all_houses",
        ),
    ),
    Control(
        "a later quota counts for itself",
        "services/booking/domain/quota.py",
        "        if over := self.over(before.allowed, before.use, without=before.whole.moved_from):\n",
        "        if False:\n",
        (
            f"{SAGAS}::test_no_cap_is_passed_and_nothing_stays_reserved",
            f"{PERIODS}::test_a_later_quota_that_refuses_gives_the_earlier_one_back",
        ),
    ),
    Control(
        "caps of a day are counted by the day, in the saga too",
        "services/booking/domain/day_record.py",
        "            if (total := self.counted(cap, use, gone)) > cap.limit:\n",
        "            if False:\n",
        (f"{DAY}::test_the_step_of_a_saga_keeps_the_rule_of_the_day",),
    ),
    Control(
        "a room is its house's, also where rooms are counted",
        "services/booking/domain/counting.py",
        "            rooms = {(use.facility_id, room) for use in counted for room in use.rooms}\n"
        "            own = {(wish.facility_id, room) for room in self.own or wish.rooms} if wish else set()\n",
        "            rooms = {room for use in counted for room in use.rooms}\n"
        "            own = {*(self.own or wish.rooms)} if wish else set()\n",
        (f"{SAGAS}::test_no_cap_is_passed_and_nothing_stays_reserved",),
    ),
    Control(
        "quick answers know who asks",
        "services/booking/rulebook/quick.py",
        "        facts.party, facts.members, facts.eligible, facts.accredited, facts.categories, facts.age,\n",
        "        facts.party, facts.accredited, facts.categories,\n",
        (f"{QUICK}::test_a_quick_answer_is_the_whole_one",),
    ),
    Control(
        "what is free instead goes with the day",
        "services/booking/domain/alternatives.py",
        "wish.people, opened, frozenset(taken.items()))",
        "wish.people, opened)",
        (f"{KEPT}::test_a_kept_answer_is_what_a_new_one_would_be",),
    ),
    Control(
        "what is free instead goes with the clock",
        "services/booking/domain/alternatives.py",
        "wish.people, opened, frozenset(taken.items()))",
        "wish.people, frozenset(taken.items()))",
        (f"{KEPT}::test_a_kept_answer_is_what_a_new_one_would_be",),
    ),
    Control(
        "a room with moments of its own is not told those of another",
        "services/booking/rulebook/quick.py",
        "    return tuple(tuple(map(id, asked.layers.ever(kind, asked.place))) for kind in OF_MOMENTS)\n",
        "    return ()\n",
        (f"{QUICK}::test_a_room_with_moments_of_its_own_is_not_told_those_of_another",),
    ),
    Control(
        "a price of one room is not told for another",
        "services/booking/rulebook/quick.py",
        "request.rooms if len(request.rooms) > 1 or (table is not None and table.by_room) else ()",
        "()",
        (f"{QUICK}::test_every_case_of_a_town_is_answered_quickly_as_in_full", f"{ALIKE}::{FOR_OTHERS}"),
    ),
    Control(
        "hours of one room are not told for another",
        "services/booking/simulator/alike.py",
        "tuple(map(id, rules))",
        "()",
        (f"{ALIKE}::{FOR_OTHERS}",),
    ),
    Control(
        "quick prices know the kind of day",
        "services/booking/rulebook/quick.py",
        "    return (rooms, day_type(request.day), fiscal_year(request.day), *map(id, ruling))\n",
        "    return (rooms, *map(id, ruling))\n",
        (f"{QUICK}::test_every_case_of_a_town_is_answered_quickly_as_in_full",),
    ),
    Control(
        "what is free is kept no longer than it holds",
        "services/booking/domain/houses/windows.py",
        "    return span(low, high + 1), min(changes)\n",
        "    return span(low, high + 1), ends\n",
        (f"{HOUSES}::test_what_is_shown_as_bookable_is_what_may_be_asked_for",),
    ),
    Control(
        "a file of the old form is called by its name",
        "services/booking/rules_file.py",
        "        raise WrongBook([*_old(path, text), *wrong.findings]) from wrong\n",
        "        raise WrongBook(wrong.findings) from wrong\n",
        (f"{EXPLAIN}::test_a_wrong_file_stops_the_service_with_its_findings",),
    ),
    Control(
        "quick answers know the moment",
        "services/booking/rulebook/quick.py",
        "        if found is None or not _timely(found.window, now):\n",
        "        if found is None:\n",
        (f"{QUICK}::test_what_was_allowed_in_the_morning_is_not_once_it_is_too_late",),
    ),
    Control(
        "the capacity of a coordinator",
        "services/matching/domain/team/choosing.py",
        '        return "full" if load >= each.capacity else None\n',
        "        return None\n",
        (
            f"{ROSTER}::test_200_introductions_at_once_exceed_no_capacity",
            f"{CHOOSING}::test_a_thousand_at_once_exceed_no_capacity_and_each_has_somebody",
        ),
    ),
    Control(
        "an activity earns once",
        "services/points/domain/account.py",
        "        if known and known.earning_id:\n",
        "        if False:\n",
        (f"{ACCOUNT}::test_an_activity_earns_once_however_many_facts_say_so",),
    ),
    Control(
        "the daily cap",
        "services/points/domain/account.py",
        "amount = max(0, min(reserved.amount, room))",
        "amount = reserved.amount",
        (f"{ACCOUNT}::test_the_daily_cap_is_not_exceeded_and_the_rest_returns",),
    ),
    Control(
        "a correction is balanced",
        "services/points/domain/account.py",
        "entries = ((account_of(person), -lot.remaining), (debt_of(person), -lot.used), (IN_FLIGHT, back))",
        "entries = ((debt_of(person), -lot.used), (IN_FLIGHT, back))",
        (f"{LEDGER}::test_the_books_of_a_busy_day_balance",),
    ),
)
