"""The use cases of matching, by aggregate. This is what handlers, routes, the sample town and the story call."""

from dataclasses import dataclass

from services.matching.accompanying.accompaniments import Accompaniments
from services.matching.accompanying.goals import GoalChanges
from services.matching.consulting.consultations import Consultations
from services.matching.consulting.referrals import Referrals
from services.matching.consulting.theme_counting import Themes
from services.matching.groups.group_health import GroupHealth
from services.matching.groups.groups import Groups
from services.matching.groups.partners import Partners
from services.matching.groups.standings import Standings
from services.matching.groups.successions import Successions
from services.matching.guarding.guardians import Guardians
from services.matching.helping.helpers import Helpers
from services.matching.helping.reading import HelpReading
from services.matching.helping.requests import HelpRequests
from services.matching.history.exports import HistoryExports
from services.matching.interests import People
from services.matching.introducing.first_meetings import FirstMeetings
from services.matching.introducing.follow_ups import FollowUps
from services.matching.introducing.introductions import Introductions
from services.matching.inviting.invitations import Invitations
from services.matching.knowledge import Knowledge
from services.matching.ladder.insights import LadderInsights
from services.matching.ladder.ladder import Ladders
from services.matching.ladder.publishing import LadderPublishing
from services.matching.learning.cases import TrainingCases
from services.matching.learning.trainings import Trainings
from services.matching.outreach.appointments import Appointments
from services.matching.outreach.calendar import OutreachCalendar
from services.matching.outreach.days import OutreachDays
from services.matching.outreach.reading import OutreachReading
from services.matching.outreach.series import OutreachSeries
from services.matching.recommending.activities import Activities
from services.matching.recommending.explaining import Explaining
from services.matching.recommending.facilities import Facilities
from services.matching.recommending.homes import Homes
from services.matching.recommending.needs import NeedsVault
from services.matching.recommending.recommendations import Recommendations
from services.matching.recommending.set_aside import SettingAside
from services.matching.recommending.visitors import Visitors
from services.matching.recommending.wishes import Wishes
from services.matching.team.choices import Choices
from services.matching.team.coordinators import Coordinators
from services.matching.team.hand_overs import HandOvers
from services.matching.team.offices import Offices
from services.matching.visiting.visits import Visits
from services.matching.words_kept import WordsKept
from shared.journal import Journal
from shared.vault import Vault


@dataclass(frozen=True)
class Matching:
    """All use cases over one journal and one vault."""

    people: People
    groups: Groups
    coordinators: Coordinators
    hand_overs: HandOvers
    introductions: Introductions
    invitations: Invitations
    first_meetings: FirstMeetings
    follow_ups: FollowUps
    consultations: Consultations
    referrals: Referrals
    choices: Choices
    recommendations: Recommendations
    explaining: Explaining
    visitors: Visitors
    activities: Activities
    ladder: Ladders
    ladder_figures: LadderPublishing
    ladder_insights: LadderInsights
    help_requests: HelpRequests
    help_reading: HelpReading
    helpers: Helpers
    guardians: Guardians
    visits: Visits
    offices: Offices
    outreach_days: OutreachDays
    appointments: Appointments
    outreach_reading: OutreachReading
    outreach_calendar: OutreachCalendar
    outreach_series: OutreachSeries
    partners: Partners
    successions: Successions
    standings: Standings
    trainings: Trainings
    accompaniments: Accompaniments
    goal_changes: GoalChanges
    training_cases: TrainingCases
    health: GroupHealth
    wishes: Wishes
    setting_aside: SettingAside
    themes: Themes
    history_exports: HistoryExports
    facilities: Facilities
    homes: Homes
    kept: WordsKept
    knowledge: Knowledge

    @classmethod
    def over(cls, journal: Journal, vault: Vault, knowledge: Knowledge, *, place: str = "kyoso") -> "Matching":
        """The use cases of a deployment. ``place`` ends the UIDs of its calendars."""
        kept = WordsKept(journal, vault)
        homes = Homes(journal, vault)
        recommendations = Recommendations(journal, knowledge, homes, NeedsVault(journal, vault))
        explaining = Explaining(recommendations)
        hand_overs = HandOvers(journal, knowledge)
        introductions = Introductions(journal, recommendations, kept)
        consultations = Consultations(journal, knowledge, kept)
        accompaniments = Accompaniments(journal, knowledge, kept)
        outreach_days = OutreachDays(journal, knowledge, kept, consultations)
        outreach_reading = OutreachReading(journal, kept, outreach_days)
        return cls(
            people=People(journal, vault, knowledge, kept),
            groups=Groups(journal, knowledge, kept),
            invitations=Invitations(journal, recommendations, introductions),
            first_meetings=FirstMeetings(journal, introductions, kept),
            follow_ups=FollowUps(journal, kept),
            coordinators=Coordinators(journal, knowledge, hand_overs),
            hand_overs=hand_overs,
            introductions=introductions,
            consultations=consultations,
            referrals=Referrals(journal, consultations),
            choices=Choices(journal, knowledge, introductions, consultations, accompaniments),
            recommendations=recommendations,
            explaining=explaining,
            visitors=Visitors(recommendations, explaining, knowledge),
            activities=Activities(journal),
            ladder=Ladders(journal, knowledge.ladder),
            ladder_figures=LadderPublishing(journal, knowledge),
            ladder_insights=LadderInsights(journal, knowledge.ladder),
            help_requests=HelpRequests(journal, knowledge, kept),
            help_reading=HelpReading(journal, knowledge, kept),
            helpers=Helpers(journal, knowledge, kept),
            guardians=Guardians(journal, knowledge, kept),
            visits=Visits(journal, introductions),
            offices=Offices(journal),
            outreach_days=outreach_days,
            appointments=Appointments(journal, knowledge, kept, outreach_days),
            outreach_reading=outreach_reading,
            outreach_calendar=OutreachCalendar(journal, knowledge, outreach_reading, place),
            outreach_series=OutreachSeries(journal, knowledge, outreach_days),
            partners=Partners(journal, knowledge, recommendations),
            successions=Successions(journal, knowledge),
            standings=Standings(journal, introductions, kept),
            trainings=Trainings(journal, knowledge, kept, introductions, consultations),
            accompaniments=accompaniments,
            goal_changes=GoalChanges(accompaniments),
            training_cases=TrainingCases(journal),
            health=GroupHealth(journal),
            setting_aside=SettingAside(journal),
            wishes=Wishes(journal, knowledge),
            themes=Themes(journal, knowledge, kept),
            history_exports=HistoryExports(journal, knowledge),
            facilities=Facilities(journal),
            homes=homes,
            kept=kept,
            knowledge=knowledge,
        )
