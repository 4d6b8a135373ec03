"""Composition root of matching: read top to bottom, it says what the service is made of."""

from fastapi import APIRouter

from services.matching.accompanying.rows import AccompanimentRow, GoalsChangeRow
from services.matching.api import routes
from services.matching.carrying import Carrier
from services.matching.consulting.numbers_watch import NumbersWatch
from services.matching.consulting.rows import ConsultationRow, ReferralRow
from services.matching.consulting.theme_rows import ThemeMonthRow
from services.matching.domain.accompanying.accompaniment import Accompaniment
from services.matching.domain.accompanying.events import EVENTS as ACCOMPANIMENT_EVENTS
from services.matching.domain.accompanying.goal_events import EVENTS as ACCOMPANIMENT_GOAL_EVENTS
from services.matching.domain.carried import EVENTS as CARRIED_EVENTS
from services.matching.domain.carried import Carrying, Helper, Ladder
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import EVENTS as CONSULTATION_EVENTS
from services.matching.domain.consulting.referral_events import EVENTS as REFERRAL_EVENTS
from services.matching.domain.consulting.themes import EVENTS as THEME_EVENTS
from services.matching.domain.consulting.themes import ThemeMonth
from services.matching.domain.events import EVENTS
from services.matching.domain.groups.group import Group
from services.matching.domain.groups.group_contact import GroupContact
from services.matching.domain.groups.group_contact_events import EVENTS as CONTACT_EVENTS
from services.matching.domain.groups.standing_events import EVENTS as STANDING_EVENTS
from services.matching.domain.groups.succession_events import EVENTS as SUCCESSION_EVENTS
from services.matching.domain.guarding.consent import GuardianConsent
from services.matching.domain.guarding.events import EVENTS as GUARDIAN_EVENTS
from services.matching.domain.helping.events import EVENTS as HELP_EVENTS
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.history.export import EVENTS as HISTORY_EVENTS
from services.matching.domain.history.export import HistoryExport
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.introducing.meeting_events import EVENTS as MEETING_EVENTS
from services.matching.domain.inviting.events import EVENTS as INVITATION_EVENTS
from services.matching.domain.inviting.places import InvitationPlaces
from services.matching.domain.ladder.events import EVENTS as LADDER_EVENTS
from services.matching.domain.ladder.figures import EVENTS as LADDER_FIGURE_EVENTS
from services.matching.domain.ladder.figures import LadderFigures
from services.matching.domain.learning.events import EVENTS as TRAINING_EVENTS
from services.matching.domain.learning.training import Training, Welcomes
from services.matching.domain.outreach.ahead import EVENTS as OUTREACH_AHEAD_EVENTS
from services.matching.domain.outreach.ahead import OutreachAhead
from services.matching.domain.outreach.appointed_events import EVENTS as APPOINTED_EVENTS
from services.matching.domain.outreach.day import OutreachDay
from services.matching.domain.outreach.events import EVENTS as OUTREACH_EVENTS
from services.matching.domain.person import Person
from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.booking_events import EVENTS as BOOKING_EVENTS
from services.matching.domain.recommending.facility import Facility
from services.matching.domain.recommending.familiar import EVENTS as FAMILIAR_EVENTS
from services.matching.domain.recommending.wish_events import EVENTS as WISH_EVENTS
from services.matching.domain.sealed_events import EVENTS as SEALED_EVENTS
from services.matching.domain.team.roster import Roster
from services.matching.domain.team.roster_events import EVENTS as ROSTER_EVENTS
from services.matching.domain.visiting.events import EVENTS as VISIT_EVENTS
from services.matching.domain.visiting.visit import Visit
from services.matching.figures import COUNTS, FIGURES
from services.matching.groups.ended_before import EndedBefore
from services.matching.groups.group_rows import GroupContactRow, GroupStandingRow, SuccessionRow
from services.matching.guarding.rows import GuardianConsentRow
from services.matching.handlers import HANDLERS
from services.matching.helping.rows import HelpRow
from services.matching.introducing.rows import FollowUpRow, IntroductionRow
from services.matching.inviting.rows import InvitationRow
from services.matching.knowledge import Knowledge
from services.matching.learning.rows import TrainingRow
from services.matching.outreach.rows import OutreachAheadRow, OutreachDayRow
from services.matching.reactions import REACTIONS
from services.matching.rows import ROWS, document_of, project
from services.matching.service import Matching
from services.matching.settings import MatchingSettings
from services.matching.team.roster_rows import DutyRow, OfficeRow, RoomRow
from services.matching.team.watch import TeamWatch
from services.matching.visiting.rows import VisitRow
from shared.contracts import matching as contracts
from shared.contracts import matching_accompaniments as accompaniments
from shared.contracts import matching_consultations as consultation_contracts
from shared.contracts import matching_guardians as guardians
from shared.contracts import matching_help as help_contracts
from shared.contracts import matching_introductions as introductions
from shared.contracts import matching_invitations as invitations
from shared.contracts import matching_outreach as outreach
from shared.contracts import matching_standing as standings
from shared.contracts import matching_suggestions as suggestions
from shared.contracts import matching_team as team
from shared.contracts import matching_visits as visits
from shared.figures import Figures
from shared.journal import Model
from shared.journal.tallies import TallyRow
from shared.service import Service, Site
from shared.timers import Timer
from shared.web.figures import figure_routes

MODEL = Model(
    service="matching",
    events=(
        *contracts.EVENTS,
        *consultation_contracts.EVENTS,
        *introductions.EVENTS,
        *suggestions.EVENTS,
        *standings.EVENTS,
        *invitations.EVENTS,
        *accompaniments.EVENTS,
        *team.EVENTS,
        *help_contracts.EVENTS,
        *outreach.EVENTS,
        *guardians.EVENTS,
        *visits.EVENTS,
        *EVENTS,
        *BOOKING_EVENTS,
        *CARRIED_EVENTS,
        *SEALED_EVENTS,
        *CONSULTATION_EVENTS,
        *REFERRAL_EVENTS,
        *HELP_EVENTS,
        *OUTREACH_EVENTS,
        *OUTREACH_AHEAD_EVENTS,
        *APPOINTED_EVENTS,
        *GUARDIAN_EVENTS,
        *VISIT_EVENTS,
        *WISH_EVENTS,
        *MEETING_EVENTS,
        *INVITATION_EVENTS,
        *FAMILIAR_EVENTS,
        *CONTACT_EVENTS,
        *SUCCESSION_EVENTS,
        *STANDING_EVENTS,
        *LADDER_EVENTS,
        *LADDER_FIGURE_EVENTS,
        *ROSTER_EVENTS,
        *TRAINING_EVENTS,
        *ACCOMPANIMENT_EVENTS,
        *ACCOMPANIMENT_GOAL_EVENTS,
        *THEME_EVENTS,
        *HISTORY_EVENTS,
    ),
    states=(
        *(Person, Group, Roster, Introduction, FollowUp, Consultation, Activity, LadderFigures),
        *(HelpRequest, GroupContact, Facility, Training, Welcomes, Accompaniment, ThemeMonth, OutreachDay),
        *(GuardianConsent, Visit, HistoryExport, OutreachAhead, InvitationPlaces),
        *(Carrying, Ladder, Helper),  # read once from journals of older versions
    ),
    rows=(*ROWS, TallyRow),
    project=project,
    reactions=REACTIONS,
    counts=COUNTS,
    followed=(Group, Activity, Facility, Roster),
)


def build(site: Site, settings: MatchingSettings | None = None) -> Service:
    """The service on a site. Raises ``WrongFile`` for a city's file that is wrong."""
    settings = settings or MatchingSettings()
    journal = site.journal(MODEL)
    vault = site.vault("matching")
    uses = Matching.over(journal, vault, Knowledge.read(settings.data), place=f"kyoso-{site.settings.municipality}")

    def made() -> APIRouter:
        router = routes(uses)
        router.include_router(figure_routes(Figures(journal, FIGURES)))
        return router

    watch, numbers = TeamWatch(journal), NumbersWatch(uses.knowledge.triage, demo=site.settings.demo)
    service = Service(
        name="matching",
        journal=journal,
        routes=made,
        use_cases=uses,
        handlers=HANDLERS,
        timers=(
            Timer(IntroductionRow, "hand-over-introduction", uses.introductions.lapse),
            Timer(InvitationRow, "invitation", uses.invitations.lapse),
            Timer(FollowUpRow, "follow-up", uses.follow_ups.pass_deadline),
            Timer(GroupContactRow, "group-contact", uses.partners.pass_deadline),
            Timer(SuccessionRow, "succession", uses.successions.pass_deadline),
            Timer(GroupStandingRow, "group-standing", uses.standings.see_to),
            Timer(ConsultationRow, "consultation-deadline", uses.consultations.pass_deadline),
            Timer(ReferralRow, "referral-deadline", uses.referrals.pass_deadline),
            Timer(ThemeMonthRow, "themes-of-month", uses.themes.pass_month),
            Timer(HelpRow, "help-day", uses.help_requests.pass_day),
            Timer(VisitRow, "visit", uses.visits.pass_day),
            Timer(GuardianConsentRow, "guardian-consent", uses.guardians.pass_day),
            Timer(AccompanimentRow, "accompaniment", uses.accompaniments.pass_deadline),
            Timer(GoalsChangeRow, "accompaniment-goals", uses.goal_changes.pass_deadline),
            Timer(TrainingRow, "training-term", uses.trainings.pass_term),
            Timer(OutreachDayRow, "outreach-day", uses.outreach_days.pass_clock),
            Timer(OutreachAheadRow, "outreach-ahead", uses.outreach_series.look),
            Timer(DutyRow, "roster-duty", uses.hand_overs.do_duty),
            Timer(OfficeRow, "office-left", uses.offices.hand_on),
            Timer(RoomRow, "room-again", uses.hand_overs.look_for_room),
        ),
        vault=vault,
        sweeps=(
            Carrier(journal).run,
            EndedBefore(journal).run,
            uses.kept.sweep,
            uses.outreach_series.begin,
            numbers.tell,
        ),
        refers=document_of,
        background=(watch.follower,),
    )
    watch.show(service.metrics)
    numbers.show(service.metrics)
    return service
