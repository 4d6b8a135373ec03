"""The composition of notifications, read from top to bottom."""

from services.notifications.api import routes
from services.notifications.domain.events import EVENTS
from services.notifications.domain.message import Message
from services.notifications.domain.names import Activity, Facility, Group
from services.notifications.domain.recipient import Recipient
from services.notifications.handlers import HANDLERS
from services.notifications.rows import MessageRow, project
from services.notifications.service import Notifications
from shared.contracts import notifications
from shared.journal import Model
from shared.service import Service, Site

MODEL = Model(
    service="notifications",
    events=(*notifications.EVENTS, *EVENTS),
    states=(Message, Recipient, Facility, Group, Activity),
    rows=(MessageRow,),
    project=project,
)


def build(site: Site) -> Service:
    """The inboxes of one deployment."""
    journal = site.journal(MODEL)
    uses = Notifications(journal, site.settings.message_age_max)
    return Service(name=MODEL.service, journal=journal, router=routes(uses), use_cases=uses, handlers=HANDLERS)
