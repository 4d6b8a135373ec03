"""The composition of notifications, read from top to bottom."""

from datetime import timedelta

from fastapi import APIRouter

from services.notifications import api, api_mails
from services.notifications.addresses import Addresses, AskedPeople
from services.notifications.domain.events import EVENTS
from services.notifications.domain.mail import Mail
from services.notifications.domain.message import Message
from services.notifications.domain.names import Activity, Facility, Group
from services.notifications.domain.recipient import Recipient
from services.notifications.handlers import HANDLERS
from services.notifications.letter import Letters, Returns
from services.notifications.line import Server
from services.notifications.mail_figures import MailFigures
from services.notifications.mails import Mails
from services.notifications.postman import Postman
from services.notifications.reactions import REACTIONS
from services.notifications.rows import MailRow, MessageRow, project
from services.notifications.service import Notifications
from shared.contracts import notifications
from shared.health import Health
from shared.journal import Model
from shared.service import Service, Site
from shared.settings import Settings
from shared.timers import Timer

MODEL = Model(
    service="notifications",
    events=(*notifications.EVENTS, *EVENTS),
    states=(Message, Mail, Recipient, Facility, Group, Activity),
    rows=(MessageRow, MailRow),
    project=project,
    reactions=REACTIONS,
)

UNKNOWN_AFTER_MIN = timedelta(minutes=10)
ANSWERS_PER_ATTEMPT = 4
"""An attempt waits for three answers at most; one that took longer has lost its process."""


def build(site: Site, addresses: Addresses | None = None) -> Service:
    """The inboxes of one deployment, and its mails. ``addresses``: by default those that people knows."""
    settings, health = site.settings, Health()
    journal = site.journal(MODEL)
    waits = timedelta(seconds=ANSWERS_PER_ATTEMPT * settings.smtp_timeout_seconds)
    mails = Mails(journal, settings.message_age_max, max(UNKNOWN_AFTER_MIN, waits), offered=bool(settings.smtp_host))
    returns = Returns.of_site(site)
    uses = Notifications(journal, settings.message_age_max, mails)

    def made() -> APIRouter:
        router = APIRouter()
        router.include_router(api.routes(uses))
        router.include_router(api_mails.routes(mails, returns))
        return router

    service = Service(
        name=MODEL.service,
        journal=journal,
        routes=made,
        use_cases=uses,
        handlers=HANDLERS,
        timers=(Timer(MailRow, "mail-end", mails.expire),),
        health=health,
    )
    figures = MailFigures(journal)
    figures.show(service.metrics)
    if mails.offered:
        letters = _letters(settings, returns)
        service.background = (
            Postman(
                mails,
                addresses or AskedPeople.of_site(site, MODEL.service),
                letters,
                returns,
                Server.of(settings),
                health=health,
                figures=figures,
                connections=settings.mail_connections,
                rate_max=settings.mail_rate_max,
            ),
        )
    return service


def _letters(settings: Settings, returns: Returns) -> Letters:
    return Letters(
        returns,
        sender=settings.mail_from,
        city={"ja": settings.city_name, "en": settings.city_name_en},
        site_url=settings.site_url or settings.own_url,
    )
