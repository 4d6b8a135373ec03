"""Ledgers for the tests of their import, and what was said of them."""

from pathlib import Path

from services.booking.ledger.imports import Wanted

DATA = Path(__file__).parents[3] / "services" / "booking" / "data"
ROWS, WEEK, DAYS = (DATA / f"ledger_{name}_sample.csv" for name in ("rows", "week", "days"))
QUERY = "/bookings/imports?placeholder=counter-cc&facility_id=cc"
HEAD = "日付,室名,開始,終了,団体名,人数,目的\n"
TWO = (
    f"{HEAD}2026/12/15,大会議室,9:00,12:00,大沢ガーデン,12,会議\n2026/12/16,大会議室,9:00,12:00,囲碁友の会,8,囲碁\n"
).encode()


def wanted(content=TWO, **said):
    return Wanted(content, "ledger.csv", "counter-cc", **{"facility_id": "cc", **said})


async def told(city, content, *, apply=False, query=QUERY, source="x.csv"):
    answer = await city.staff.post(f"{query}&apply={apply}&source={source}", content=content)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def notes(report):
    """What was said of each line or cell, without titles and blank lines."""
    return {
        f"{line['line']}{line['cell']}": (line["status"], *(note["code"] for note in line["notes"]))
        for line in report["lines"]
        if not {"title", "blank"} & {note["code"] for note in line["notes"]}
    }


def noted(report, line, code):
    return next(n["ja"] for each in report["lines"] if each["line"] == line for n in each["notes"] if n["code"] == code)


def of_house(*days):
    """A ledger of the house that is always open, a booking a day."""
    lines = (f"{day:%Y/%m/%d},第1室,9:00,12:00,大沢ガーデン,5,会議" for day in days)
    return (HEAD + "\n".join(lines) + "\n").encode()
