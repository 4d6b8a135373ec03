"""Files that an operator has taken in: the city's list of facilities, a house's ledger of bookings."""

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kyoso.house_named import house_named

if TYPE_CHECKING:
    from kyoso.admin import Scope


async def import_facilities_file(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Take a city's list of facilities over. Raises ``TableUnreadable``."""
    from services.booking.houses.importing import import_facilities  # noqa: PLC0415 - loaded when it is asked for

    content = base64.b64decode(arguments["content"])
    uses = scope.service("booking").use_cases
    report: BaseModel = await import_facilities(uses, content, source=str(arguments["source"]), actor="operator")
    return report.model_dump(mode="json")


async def import_ledger_file(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Check a ledger of bookings, or with ``apply`` take it over. Raises the refusals of ``LedgerImports``."""
    from services.booking.ledger.imports import Wanted  # noqa: PLC0415 - loaded when it is asked for

    uses, named = scope.service("booking").use_cases, arguments.get("facility_id")
    wanted = Wanted(
        base64.b64decode(arguments["content"]),
        str(arguments["source"]),
        str(arguments["placeholder"]),
        house_named(await uses.directory.all(), str(named)) if named else None,
        arguments.get("year"),
    )
    ledgers = uses.ledgers
    report: BaseModel = await (ledgers.apply if arguments.get("apply") else ledgers.check)(wanted, actor="operator")
    return report.model_dump(mode="json")


IMPORTS: dict[str, Callable[["Scope", dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "import-facilities": import_facilities_file,
    "import-bookings": import_ledger_file,
}
