"""The composition of people, read from top to bottom."""

from services.people.api import routes
from services.people.domain.events import DetailsKept
from services.people.domain.person import Person
from services.people.rows import PersonRow, document_of, project
from services.people.service import People
from services.people.telephones import Telephones
from shared.contracts import people
from shared.journal import Model
from shared.service import Service, Site

MODEL = Model(
    service="people",
    events=(*people.EVENTS, DetailsKept),
    states=(Person,),
    rows=(PersonRow,),
    project=project,
)


def build(site: Site) -> Service:
    """People of one deployment: an account a stream, details in the vault."""
    journal = site.journal(MODEL)
    vault = site.vault(MODEL.service)
    uses = People(journal, vault, Telephones(vault, site.derived_key("people/telephones")))
    return Service(
        name=MODEL.service,
        journal=journal,
        routes=lambda: routes(uses),
        use_cases=uses,
        vault=vault,
        sweeps=(uses.finish_erasures, uses.sweep),
        refers=document_of,
    )
