"""The operation behind ``kyoso report``: booking's monthly report as files. It changes nothing."""

import base64
from typing import TYPE_CHECKING, Any

from kyoso.house_named import house_named

if TYPE_CHECKING:
    from kyoso.admin import Scope


async def report_monthly(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """The files of a month's report, by name, in base64; whether the month is over."""
    from services.booking.report.api import drawn, file_name  # noqa: PLC0415 - loaded when it is asked for
    from services.booking.report.table import csv_of  # noqa: PLC0415 - as above

    uses = scope.service("booking").use_cases
    reports, named = uses.reports, arguments.get("facility_id")
    house = house_named(await uses.directory.all(), str(named)) if named else None
    report = await reports.of(str(arguments["month"]), house)
    name = file_name(report)
    files = {
        f"{name}.csv": csv_of(report),
        f"{name}.pdf": await drawn(report, reports, scope.site.settings.city_name),
    }
    return {
        "complete": report.periods.complete,
        "files": {each: base64.b64encode(content).decode() for each, content in files.items()},
    }


REPORTS = {"report-monthly": report_monthly}
"""Operations by name; none of them changes anything, so none is audited."""
