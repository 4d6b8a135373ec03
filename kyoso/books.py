"""The checks of what is counted, points and money: operations of ``kyoso.admin`` that change nothing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kyoso.admin import Scope


async def check_ledger(scope: "Scope", _: dict[str, Any]) -> dict[str, Any]:
    """``kyoso ledger check``."""
    from services.points import ledger  # noqa: PLC0415 - loaded when it is asked for

    report = await ledger.check_ledger(scope.service("points").journal)
    return report.model_dump(mode="json")


async def check_money(scope: "Scope", _: dict[str, Any]) -> dict[str, Any]:
    """``kyoso money check``."""
    from services.booking.money import check as money_check  # noqa: PLC0415 - loaded when it is asked for

    report = await money_check.check_money(scope.service("booking").journal)
    return report.model_dump(mode="json")


CHECKS: Mapping[str, Callable[["Scope", dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "ledger-check": check_ledger,
    "money-check": check_money,
}
