"""Makers of papers, and what can be read in them."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from services.booking.papers.facts import Holder, Place

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
"""Noon in Tokyo."""


def a_place(**changes):
    return Place(**{
        "city": "こもれび市", "facility_id": "cc", "facility": "柳原コミュニティ・センター", "kind": "community-centre",
        "address": "柳原1-2-3", "phone": "042-000-1234", "rooms": ("大会議室", "和室"),
        "starts_at": datetime(2026, 12, 2, 1, tzinfo=UTC), "ends_at": datetime(2026, 12, 2, 3, tzinfo=UTC), **changes,
    })  # fmt: skip


GARDEN, HANA = Holder(group="大沢ガーデン"), Holder(person_id="resident-hana")


def pages_of(content):
    """The text of each page, without blanks and line ends: papers break lines anywhere."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def text_of(content):
    return "".join(pages_of(content))
