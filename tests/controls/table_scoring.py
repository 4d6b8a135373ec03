"""The safety nets of recommendations: scores that agree, reasons that are true. See ``table``."""

from tests.controls.table import Control

RANKING = "tests/unit/matching/test_matching_ranking.py"
TRUE = "tests/unit/matching/test_matching_true_reasons.py"

WHY = "tests/integration/matching/test_matching_why.py"
WHY_NOT = "tests/unit/matching/test_matching_why_not.py"
TURNS = "tests/unit/matching/test_matching_turns.py"
LIVING = "tests/integration/matching/test_matching_living.py"

ASIDE = "tests/integration/matching/test_matching_set_aside.py"
VISITORS = "tests/integration/matching/test_matching_visitors.py"
WANTED = "tests/integration/matching/test_matching_whom_they_want.py"

SCORING = (
    Control(
        "what somebody needs is in no introduction",
        "services/matching/recommending/recommendations.py",
        'KEPT_TO_ONESELF = frozenset({"has-access", "age-wanted"})',
        "KEPT_TO_ONESELF: frozenset[str] = frozenset()",
        (f"{WANTED}::test_needs_and_age_go_to_nobody_else",),
    ),
    Control(
        "every living group has its turn with everybody",
        "services/matching/domain/recommending/turns.py",
        "-(day.toordinal() % len(own_order))",
        "0",
        (f"{TURNS}::test_whoever_looks_every_day_meets_every_living_group",),
    ),
    Control(
        "each person has an own order of turns",
        "services/matching/domain/recommending/turns.py",
        'living[np.argsort(ties(columns, person)[living], kind="stable")]',
        "living",
        (f"{TURNS}::test_on_any_day_every_group_has_about_its_share_of_the_turns",),
    ),
    Control(
        "a group that nobody acts for has no turn",
        "services/matching/recommending/catalogue.py",
        "if not isinstance(row, GroupRow) or not row.officers:",
        "if not isinstance(row, GroupRow):",
        (f"{LIVING}::test_a_group_of_nobody_and_one_that_is_silent_for_a_year_have_no_turn",),
    ),
    Control(
        "one's own group is not explained as a recommendation",
        "services/matching/recommending/explaining.py",
        '        elif row.id in self.groups:\n            return "member"\n',
        "",
        (f"{WHY}::test_what_is_not_shown_says_why",),
    ),
    Control(
        "what the person has not said is told as lacking only where saying it helps",
        "services/matching/domain/recommending/explaining.py",
        "            if (more := _gain(pair, field, suiting(sayable))) > 0:\n",
        "            if more := round(weight * UNITS):\n",
        (f"{WHY_NOT}::test_saying_what_is_told_as_unsaid_raises_that_score_by_those_points",),
    ),
    Control(
        "the points of a page add up to what stands above them",
        "services/portal/adding_up.py",
        "        found[place] += 1\n",
        "        found[place] += 0\n",
        (
            "tests/unit/portal/test_portal_adding_up.py::test_the_rows_add_up_and_none_is_off_by_a_hundredth",
            "tests/integration/portal/test_portal_why.py::test_the_rows_are_in_sum_what_the_heading_says",
        ),
    ),
    Control(
        "a reason is tried before it is told",
        "services/matching/domain/recommending/reasons.py",
        "            if part.code in MAY_GAIN and self._change(part, None) > 0:\n",
        "            if False:\n",
        (f"{TRUE}::test_what_would_be_a_gain_if_they_did_not_do_it_is_no_reason",),
    ),
    Control(
        "what changes nothing is no reason",
        "services/matching/domain/recommending/reasons.py",
        "            if self._change(part, mine) >= 0:\n",
        "            if False:\n",
        (f"{TRUE}::test_of_two_languages_that_fit_none_is_the_reason",),
    ),
    Control(
        "a trial asks every feature that looks at what is taken away",
        "services/matching/domain/recommending/scoring.py",
        '(_new_field, frozenset({"has_groups", "joined_tags", "tags"}))',
        '(_new_field, frozenset({"has_groups", "joined_tags"}))',
        (
            f"{TRUE}::test_what_would_be_a_gain_if_they_did_not_do_it_is_no_reason",
            f"{RANKING}::test_what_is_taken_away_changes_only_the_features_that_look_at_it",
        ),
    ),
    Control(
        "a tap is asked for now and outweighs what is near",
        "services/matching/recommending/recommendations.py",
        "return weights.tapped() if known and known.tapped else weights",
        "return weights",
        (f"{VISITORS}::test_what_was_tapped_is_asked_for_now_and_comes_before_what_is_near",),
    ),
    Control(
        "what was set aside counts less",
        "services/matching/domain/recommending/ranking.py",
        "    _seen(total, columns, seeker, weights, now)\n    return total",
        "    return total",
        (f"{ASIDE}::test_what_is_set_aside_counts_twelve_points_less_and_fades",),
    ),
    Control(
        "what was set aside has no turn",
        "services/matching/recommending/recommendations.py",
        'if how == "set-aside")]',
        'if how == "never")]',
        (f"{ASIDE}::test_what_is_set_aside_has_no_turn",),
    ),
    Control(
        "what was seen goes with the consent and with the person",
        "services/matching/domain/recommending/familiar.py",
        "PersonForgotten():\n                self.seen = {}",
        "PersonForgotten():\n                pass",
        (f"{ASIDE}::test_it_goes_with_the_consent_and_with_the_person",),
    ),
    Control(
        "nothing is set aside without consent",
        "services/matching/domain/recommending/familiar.py",
        "        if not self.consent:\n            raise ConsentMissing\n",
        "",
        (f"{ASIDE}::test_it_goes_with_the_consent_and_with_the_person[consent]",),
    ),
    Control(
        "help in memory follows the journal",
        "services/matching/recommending/catalogue.py",
        "help := await self._journal.get(HelpRow, id)):\n            self._put_help(help)",
        "help := await self._journal.get(HelpRow, id)):\n            pass",
        (f"{VISITORS}::test_help_is_listed_without_reading_all_of_it_for_every_visitor",),
    ),
    Control(
        "a group is in its district, not also all around it",
        "services/matching/recommending/catalogue.py",
        "return map.narrowest(areas) if map else areas",
        "return areas",
        ("tests/unit/judging/test_judging_fitting.py::test_a_district_says_more_than_the_neighbourhood_around_it",),
    ),
    Control(
        "somebody is at home in their district, not also in the middle of what is around it",
        "services/matching/domain/areas.py",
        "for area in self.narrowest(home) if",
        "for area in home if",
        ("tests/unit/matching/test_matching_walking.py::test_who_lives_in_a_district_walks_from_its_middle",),
    ),
    Control(
        "all at once is rounded as one alone",
        "services/matching/domain/recommending/ranking.py",
        "np.maximum(np.rint(points * UNITS), 0)",
        "np.maximum(points * UNITS, 0)",
        (f"{RANKING}::test_the_fast_way_gives_what_the_plain_way_gives",),
    ),
    Control(
        "what is over is not recommended",
        "services/matching/domain/recommending/ranking.py",
        "    open_ones = (score > 0) & (columns.until > microseconds(now))\n",
        "    open_ones = score > 0\n",
        (f"{RANKING}::test_the_fast_way_gives_what_the_plain_way_gives",),
    ),
    Control(
        "a slot that is used again keeps nothing of before",
        "services/matching/domain/recommending/columns.py",
        "                postings.drop(code, slot)\n",
        "                pass\n",
        (f"{RANKING}::test_columns_that_follow_are_those_made_anew",),
    ),
    Control(
        "equals are in an order of each person's own",
        "services/matching/domain/recommending/ranking.py",
        "mixed(columns.id_crc ^ mixed(np.array([zlib.crc32(person.encode())], dtype=np.uint32)))",
        "mixed(columns.id_crc)",
        (f"{RANKING}::test_many_equals_are_shown_in_each_persons_own_order",),
    ),
)
