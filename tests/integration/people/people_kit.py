"""People as a service, with those who call it."""

from datetime import UTC, datetime

from services.people.telephones import is_card
from tests.kit import client

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HANA = {
    "name": {"family": "花村", "given": "はな", "family_kana": "ハナムラ", "given_kana": "ハナ"},
    "contact": {"email": "hana@mail.example", "phone": "0422-00-0000"},
    "birth_date": "1988-04-12",
    "areas": {"neighbourhood": "minami"},
    "language": "ja",
}


class Town:
    """The service with people who call it."""

    def __init__(self, service, site):
        self.service = service
        self.site = site
        self.hana = client(service, site, "resident-hana")
        self.ken = client(service, site, "resident-ken")
        self.mori = client(service, site, "staff-mori", ("staff",))
        self.sato = client(service, site, "coordinator-sato", ("coordinator",))
        self.auditor = client(service, site, "auditor", ("auditor",))
        self.operator = client(service, site, "operator", ("operator",))
        self.nobody = client(service, site, None)

    async def register_hana(self, **changes):
        response = await self.hana.post("/people", json={**HANA, **changes})
        assert 201 == response.status_code, response.text
        return response.json()

    async def details_kept(self):
        """Documents with details; a telephone has a card beside them."""
        return [id for id in await self.service.vault.settled_ids() if not is_card(id)]
