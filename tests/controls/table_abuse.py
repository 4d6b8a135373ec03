"""The safety nets against scripts and friends who pass bookings on. See ``table``."""

from tests.controls.table import Control

HTTP = "tests/integration/booking/test_attempts_http.py"
PASSING = "tests/integration/booking/test_passing_on.py"
WAYS = "tests/unit/booking/test_passing_ways.py"
SEEN = "test_each_way_to_give_a_room_up_is_seen_in_each_way_to_take_it"
FRIENDS = "tests/integration/booking/test_passing_ways_http.py"
IN_EVERY_WAY = "test_the_friend_waits_in_every_way_to_ask_and_a_rival_does_not"
IN_ANOTHER_WAY = "test_the_friend_waits_for_what_was_given_up_in_another_way"
HOLDS = "tests/integration/booking/test_hold_limits.py"
REPLAY = "tests/unit/booking/simulator/test_replay.py"
REFUSED = "tests/integration/booking/test_refused_ways.py"

ABUSE = (
    Control(
        "who is refused again and again waits",
        "services/booking/attempts.py",
        "            self.check(keys, now)\n",
        "            pass\n",
        (f"{HTTP}::test_a_script_is_told_for_how_long_to_wait_and_nobody_else_is",),
    ),
    Control(
        "staff ask for others, and count nowhere",
        "services/booking/attempts.py",
        '    if by.has("staff"):\n        return ()\n',
        "",
        (f"{HTTP}::test_staff_who_ask_for_many_are_never_told_to_wait",),
    ),
    Control(
        "what others gave up is cleared with the rules",
        "services/booking/domain/taking.py",
        "    return TakenFromOthers(met) if met else None\n",
        "    return None\n",
        (
            f"{PASSING}::test_the_fourth_time_the_friend_waits_and_somebody_else_does_not",
            f"{PASSING}::test_a_group_s_saga_is_held_to_it_as_well",
        ),
    ),
    Control(
        "what others gave up is cleared before a booking becomes that",
        "services/booking/domain/ways/changing.py",
        "        raise taken\n",
        "        pass\n",
        (f"{WAYS}::test_each_way_to_ask_waits_for_what_the_rules_say", f"{FRIENDS}::{IN_EVERY_WAY}"),
    ),
    Control(
        "the same before it moves, or an occurrence of a series is booked",
        "services/booking/judging.py",
        "        return await self._passing(wish, facility, judged, taken, now)\n",
        "        return None\n",
        (f"{FRIENDS}::{IN_EVERY_WAY}",),
    ),
    Control(
        "a change that takes what was given up is noted",
        "services/booking/domain/ways/changing.py",
        "    passed = passings(day, booking_id, touched, wish.mask, held.party, now, own)\n",
        "    passed: list[Event] = []\n",
        (f"{WAYS}::{SEEN}", f"{FRIENDS}::test_what_is_taken_in_another_way_is_noted_with_both"),
    ),
    Control(
        "a longer booking that is counted first is noted too",
        "services/booking/domain/ways/changing.py",
        "    passed = passings(day, booking_id, wanted.touched, wanted.mask, held.party, at, own)\n",
        "    passed: list[Event] = []\n",
        (f"{WAYS}::{SEEN}",),
    ),
    Control(
        "another room of a series is noted too",
        "services/booking/domain/facility_day.py",
        "                more = [*self._passed_on(other, at), *([counted] if counted.quotas else ())]\n",
        "                more = [counted] if counted.quotas else []\n",
        (f"{WAYS}::{SEEN}",),
    ),
    Control(
        "what a change frees was given up",
        "services/booking/domain/ways/changing.py",
        "    left = () if by_house else gives_parts_up(held, told, now)\n",
        "    left = ()\n",
        (f"{WAYS}::{SEEN}", f"{FRIENDS}::{IN_ANOTHER_WAY}"),
    ),
    Control(
        "what a counted change frees was given up",
        "services/booking/domain/ways/changing.py",
        "    left = () if held.giving and held.giving.by_house else gives_parts_up(held, told, at)\n",
        "    left = ()\n",
        (f"{WAYS}::{SEEN}",),
    ),
    Control(
        "what a booking moves away from was given up",
        "services/booking/domain/ways/changing.py",
        "    left = () if giving and giving.by_house else gives_up(held, at)\n",
        "    left = ()\n",
        (f"{WAYS}::{SEEN}", f"{FRIENDS}::{IN_ANOTHER_WAY}"),
    ),
    Control(
        "a hold that is given back or left to lapse was given up",
        "services/booking/domain/facility_day.py",
        "    return [*given_back(day, held, ended), *gives_up(held, at)]\n",
        "    return given_back(day, held, ended)\n",
        (f"{WAYS}::{SEEN}", f"{FRIENDS}::{IN_ANOTHER_WAY}"),
    ),
    Control(
        "a hold whose time is over was given up before anybody recorded it",
        "services/booking/domain/taking.py",
        '    return [*day.given_up, *(_left_to_lapse(held) for held in day.overdue(now) if held.status == "held")]\n',
        "    return day.given_up\n",
        (f"{WAYS}::{SEEN}", f"{FRIENDS}::{IN_ANOTHER_WAY}"),
    ),
    Control(
        "what nobody paid was given up",
        "services/booking/domain/after_use/unpaid.py",
        "    return [*given_back(day, held, cancelled), *gives_up(held, at)]\n",
        "    return given_back(day, held, cancelled)\n",
        (f"{WAYS}::{SEEN}",),
    ),
    Control(
        "nobody makes a day forget what another gave up",
        "services/booking/domain/given_up.py",
        "        kept.remove(next(each for each in kept if each.party == most))\n",
        "        del kept[0], most\n",
        (f"{WAYS}::test_no_party_makes_a_day_forget_what_another_gave_up",),
    ),
    Control(
        "who goes early passes nothing on, and who has something already takes nothing",
        "services/booking/domain/given_up.py",
        "        return own is None or bool(wanted & ~own.mask) or not named <= frozenset(own.rooms)\n",
        "        return True\n",
        (f"{WAYS}::test_what_one_has_taken_is_not_asked_about_again",),
    ),
    Control(
        "a place that the house chose counts for nobody",
        "services/booking/domain/facility_day.py",
        '        if place.way == "offer":\n            return ()\n',
        "",
        (f"{WAYS}::test_a_place_that_the_house_chose_is_not_passed_on",),
    ),
    Control(
        "so many holds of one party stand at a time",
        "services/booking/domain/houses/rules.py",
        "        return (*keys, *quota_of_holds(self.book.file.hold_limits, wish)) if self.is_kept(wish) else keys\n",
        "        return keys\n",
        (f"{HOLDS}::test_of_many_holds_at_once_as_many_stand_as_one_may_have",),
    ),
    Control(
        "what is confirmed is held no more",
        "services/booking/domain/ways/holding.py",
        "    return [BookingConfirmed(**held.body() | _due(held, rules, now)), *held_no_more(held)]\n",
        "    return [BookingConfirmed(**held.body() | _due(held, rules, now))]\n",
        (f"{HOLDS}::test_a_hold_that_ended_counts_no_more",),
    ),
    Control(
        "a hold whose time is over counts no more, recorded or not",
        "services/booking/domain/quota.py",
        "        gone = {without, *(self.lapsed(terms.asked_at) if terms.asked_at else ())}\n",
        "        gone = {without}\n",
        (f"{HOLDS}::test_a_hold_that_ended_counts_no_more",),
    ),
    Control(
        "a refused change is an attempt",
        "services/booking/ways/changes.py",
        "                refused.attempts.note(asking, now)\n",
        "",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
    Control(
        "who is too fast waits with changes too",
        "services/booking/ways/changes.py",
        "            plan: Plan | KyosoError = refused.attempts.slowed(asking, now) or await make(entered)\n",
        "            plan: Plan | KyosoError = await make(entered)\n",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
    Control(
        "a refused confirmation or answer is an attempt",
        "services/booking/attempts.py",
        "        except Refusal:\n            self.note(keys, now)\n            raise\n",
        "        except Refusal:\n            raise\n",
        (
            f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",
            f"{REFUSED}::test_answers_to_offers_that_are_over_are_attempts",
        ),
    ),
    Control(
        "who is too fast waits with confirmations and answers too",
        "services/booking/attempts.py",
        "                if slowed is not None:\n                    raise slowed\n",
        "",
        (
            f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",
            f"{REFUSED}::test_answers_to_offers_that_are_over_are_attempts",
        ),
    ),
    Control(
        "an explanation is an attempt",
        "services/booking/explaining.py",
        "        self._attempts.note(asking, now)  # each",
        "        # each",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
    Control(
        "a refusal letter is an attempt",
        "services/booking/papers/desk.py",
        "        self._bookings.refused.attempts.note(asking, now)\n",
        "",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
    Control(
        "each refused occurrence is an attempt",
        "services/booking/ways/series.py",
        "        self._refused.attempts.note(asking, now, times=len(lost))\n",
        "",
        (
            f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",
            f"{REFUSED}::test_of_a_series_each_refused_occurrence_counts_up_to_a_third",
        ),
    ),
    Control(
        "of one series no more than a third counts",
        "services/booking/attempts.py",
        "            refused.extend([now] * min(times, OF_ONE_REQUEST_MAX))\n",
        "            refused.extend([now] * times)\n",
        (f"{REFUSED}::test_of_a_series_each_refused_occurrence_counts_up_to_a_third",),
    ),
    Control(
        "a repeat of a series counts and keeps nothing twice",
        "services/booking/ways/series.py",
        "        decided = False\n",
        "        decided = True\n",
        (f"{REFUSED}::test_a_lost_answer_of_any_way_is_asked_for_again_however_often_one_was_refused_since",),
    ),
    Control(
        "refused occurrences are kept as demand",
        "services/booking/ways/series.py",
        '        await self._refused.keep(lost, now, cause, "series")\n',
        "",
        (f"{REFUSED}::test_refused_occurrences_changes_and_moves_are_kept_as_demand",),
    ),
    Control(
        "refused changes are kept as demand",
        "services/booking/ways/changes.py",
        '                raise await refused.whole(lost, now, cause, "change") from None\n',
        "                raise\n",
        (f"{REFUSED}::test_refused_occurrences_changes_and_moves_are_kept_as_demand",),
    ),
    Control(
        "what rests on more than a request is not asked again",
        "services/booking/simulator/reading.py",
        "                if event.at is None or event.beside or unsaid:\n",
        "                if event.at is None or unsaid:\n",
        (
            f"{REFUSED}::test_the_rules_in_force_reproduce_what_was_refused_in_every_way",
            f"{FRIENDS}::{IN_EVERY_WAY}",
        ),
    ),
    Control(
        "a refused change takes nothing beside its booking",
        "services/booking/simulator/replay.py",
        '        if asking.changes:\n            return Outcome("", alone.fee)\n',
        "",
        (f"{REPLAY}::test_a_change_that_was_refused_takes_no_second_room_when_it_would_have_been_allowed",),
    ),
    Control(
        "what was taken hours later was not passed on",
        "services/booking/domain/registering/passing.py",
        "        gave = [one for one in giver.gave if one.minutes <= within_minutes]\n"
        "        took = [one for one in self.took if one.minutes <= within_minutes]\n",
        "        gave, took = giver.gave, self.took\n",
        (f"{PASSING}::test_what_was_taken_hours_later_was_not_passed_on",),
    ),
    Control(
        "both shares count, so that who is quick is no friend of everybody",
        "services/booking/rulebook/passings.py",
        "        return often if often >= self.times and shares else 0\n",
        "        return often if often >= self.times else 0\n",
        ("tests/unit/booking/test_passing.py::test_who_takes_from_everybody_has_no_habit",),
    ),
    Control(
        "what a change would cost is not asked without end",
        "services/booking/ways/changes.py",
        "        self._bookings.refused.attempts.check(asking, now)\n",
        "",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
    Control(
        "asking what a change would cost is an attempt",
        "services/booking/ways/changes.py",
        "        self._bookings.refused.attempts.note(asking, now)  # each, whatever it says, as explanations of bookings\n",
        "",
        (f"{REFUSED}::test_every_way_to_be_refused_is_an_attempt",),
    ),
)
