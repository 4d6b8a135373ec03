"""The safety nets of light ways in: what is told of small help, thanks. See ``table``."""

from tests.controls.table import Control

TOLD = "tests/integration/matching/test_matching_help_told.py"
CALLERS = "tests/integration/matching/test_matching_help_callers.py"
OPENING = "services/matching/helping/opening.py"
THANKS = "tests/integration/points/test_points_help.py"

LIGHT = (
    Control(
        "both sides are reminded of a day once",
        "services/matching/domain/helping/request.py",
        "        if self.until is None or self.reminded == end_of(self.until):\n",
        "        if self.until is None:\n",
        (f"{TOLD}::test_the_day_before_both_sides_are_reminded_once",),
    ),
    Control(
        "who was erased is told nothing of their help",
        "services/matching/domain/helping/told.py",
        '    by_them = event.how == "withdrawn" or (event.how == "forgone" and not ended_by_asker)\n',
        '    by_them = event.how == "withdrawn" or event.how == "forgone"\n',
        (f"{TOLD}::test_the_side_that_did_not_end_it_is_told_and_so_is_who_goes_along",),
    ),
    Control(
        "a help is thanked once",
        "services/points/service.py",
        '        claim = Claim(fact.id, person_id, f"{HELP_OCCASION}{request_id}", fact.sequence, day)\n',
        "        claim = Claim(fact.id, person_id, fact.id, fact.sequence, day)\n",
        (f"{THANKS}::test_a_help_is_thanked_once_and_who_went_along_too",),
    ),
    Control(
        "no history says that a city thanks for no help",
        "services/points/rows.py",
        '        if event.reason == "no-programme" and event.activity_id.startswith(HELP_OCCASION):\n',
        "        if False:\n",
        (f"{THANKS}::test_a_city_without_a_programme_for_help_gives_nothing_and_withholds_nothing",),
    ),
    Control(
        "nobody takes down their own affair",
        OPENING,
        "        if new.person_id == by.person_id or (group and by.person_id in group.officers):\n",
        "        if False:\n",
        (f"{CALLERS}::test_nobody_takes_down_their_own_affair_and_it_is_always_somebodys",),
    ),
    Control(
        "a request by web is one's own",
        OPENING,
        "            if new.person_id not in (None, by.person_id):\n",
        "            if False:\n",
        (f"{CALLERS}::test_nobody_takes_down_their_own_affair_and_it_is_always_somebodys",),
    ),
    Control(
        "a number leads somewhere for those who are asked only",
        "services/matching/helping/reading.py",
        '        require("find-help", relations(by, desk_owner_id=await self.owner_id()))\n',
        "",
        (f"{CALLERS}::test_its_number_leads_back_to_it_for_those_who_are_asked",),
    ),
    Control(
        "places are counted by people",
        "services/matching/domain/helping/request.py",
        "        return (self.asking.places if self.asking else 0) - sum(each.people for each in self.answers.values())\n",
        "        return (self.asking.places if self.asking else 0) - len(self.answers)\n",
        (f"{CALLERS}::test_a_company_takes_as_many_places_as_it_has_people",),
    ),
    Control(
        "who brings others is of age",
        "services/matching/domain/helping/terms.py",
        '        if self.minors == "adults" or people > 1:\n',
        '        if self.minors == "adults":\n',
        (f"{CALLERS}::test_who_brings_others_is_of_age_and_speaks_for_them",),
    ),
)
