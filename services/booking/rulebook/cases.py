"""Worked cases: what was asked, when, by whom, and what must come of it; from a TOML file or a CSV table.

A CSV table has the same names as columns, ``expect.fee`` for those of what is expected; several values of a cell are
parted by ``;``, equipment is ``projector=1``, an earlier use ``room 2026-12-01 09:00-12:00``.
"""

import csv
import io
import tomllib
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from services.booking.rulebook import toml
from services.booking.rulebook.asking import Channel, Facts, Fault, Grant, Quarter, Reason, Request, Use
from services.booking.rulebook.rule import Data, Day, Id, Ids, Text, Wrong
from services.booking.rulebook.saying import DAY, MOMENT, fields_at, said, within
from shared.clock import TOKYO, day_begins

CASES_MAX = 5_000


def _in_tokyo(value: Any) -> Any:
    """A moment without a zone is Tokyo's; a day alone is no moment."""
    if _is_day(value):
        raise Wrong(*MOMENT)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise Wrong(*MOMENT) from error
    return value.replace(tzinfo=TOKYO) if isinstance(value, datetime) and value.tzinfo is None else value


def _ended(value: Any) -> Any:
    """A deadline that is a day means that whole day: it ends with the next midnight."""
    if not _is_day(value):
        return _in_tokyo(value)
    try:
        return day_begins((date.fromisoformat(value) if isinstance(value, str) else value) + timedelta(days=1))
    except ValueError as error:
        raise Wrong(*DAY) from error


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.strip()) == len("2026-12-01")
    return isinstance(value, date) and not isinstance(value, datetime)


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value


def _yen_of_lines(value: Any) -> Any:
    if isinstance(value, int):
        raise Wrong("各行の円を並べます: [400, -200]", "write the yen of each line: [400, -200]")
    return _listed(value)


def _two(value: Any) -> Any:
    """``12, 6`` of a CSV table."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


def _counted(value: Any) -> Any:
    return dict(part.split("=", 1) for part in _listed(value)) if isinstance(value, str) else value


def _uses(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    uses = []
    for part in _listed(value):
        room, day, hours, *more = part.split()
        start, _, end = hours.partition("-")
        uses.append({"room": room, "day": day, "from": start, "to": end, **({"channel": more[0]} if more else {})})
    return uses


Moment = Annotated[datetime, BeforeValidator(_in_tokyo)]
Deadline = Annotated[datetime, BeforeValidator(_ended)]
"""A moment, or a day: until its end."""
Listed = Annotated[Ids, BeforeValidator(_listed)]


class PastUse(Data):
    """An earlier use, in the words of a table of cases."""

    room: Id
    day: Day
    start: Quarter = Field(alias="from")
    end: Quarter = Field(alias="to")
    channel: Channel = "direct"
    by: Literal["person", "group"] = "group"


class Passed(Data):
    """What was given up, and when these parties passed bookings on; moments without a zone are Tokyo's."""

    at: Moment
    gave: tuple[Moment, ...] = ()
    gave_them: tuple[Moment, ...] = ()
    took: tuple[Moment, ...] = ()
    took_theirs: tuple[Moment, ...] = ()


class Refunded(Data):
    """What comes back when it is cancelled at a moment, and the points that this costs."""

    at: Moment
    yen: int | None = None
    points: int | None = None
    reason: Reason | None = None


class Expected(Data):
    """What must come of it; what is not named is not compared."""

    allowed: bool
    refused: Listed | None = None
    """The ids of all rules that refuse, in the order of the decision."""
    fee: int | None = None
    lines: Annotated[tuple[int, ...] | None, BeforeValidator(_yen_of_lines)] = None
    """The yen of each line of the fee."""
    noticed: Listed | None = None
    """The ids of reductions that they could have and have not."""
    pay_by: Deadline | None = None
    hold_until: Deadline | None = None
    confirm_by: Deadline | None = None
    cancel_until: Deadline | None = None
    cancel_free_until: Deadline | None = None
    start_from: Moment | None = None
    start_by: Moment | None = None
    points: int | None = None
    """Penalty points of a cancellation at the moment of the request."""
    refund: tuple[Refunded, ...] = ()


class Case(Data):
    """One worked case."""

    name: Text
    rooms: Annotated[Listed, Field(min_length=1)]
    day: Day
    start: Quarter = Field(alias="from")
    end: Quarter = Field(alias="to")
    now: Annotated[Moment, Field(ge=day_begins(date(1950, 1, 1)), le=day_begins(date(2150, 12, 31)))]
    """The moment of the request; without a zone, Tokyo's."""
    people: int = 10
    purpose: Id = "meeting"
    marks: Listed = ()
    channel: Channel = "direct"
    hold: bool = False
    equipment: Annotated[dict[Id, int], BeforeValidator(_counted)] = {}
    adult: bool = False
    preempts: Id | None = None
    party: Literal["person", "group"] = "group"
    members: int = 10
    eligible: int = 10
    claimed: Annotated[tuple[int, int] | None, BeforeValidator(_two)] = None
    accredited: bool = False
    categories: Listed = ()
    age: int | None = None
    registered_until: Day | None = None
    history: Annotated[tuple[PastUse, ...], BeforeValidator(_uses)] = ()
    counts: Annotated[dict[Id, int], BeforeValidator(_counted)] = {}
    faults: tuple[Fault, ...] = ()
    grants: tuple[Grant, ...] = ()
    equipment_taken: Annotated[dict[Id, int], BeforeValidator(_counted)] = {}
    holds: int = 0
    given_up: Passed | None = None
    expect: Expected

    @property
    def request(self) -> Request:
        """What is asked."""
        return Request.model_validate({name: getattr(self, name) for name in Request.model_fields})

    @property
    def facts(self) -> Facts:
        """What is known of who asks."""
        known = {name: getattr(self, name) for name in Facts.model_fields}
        known["history"] = tuple(Use(**use.model_dump()) for use in self.history)
        known["given_up"] = self.given_up.model_dump() if self.given_up else None
        return Facts.model_validate(known)


class WrongCases(ValueError):
    """A table of cases that cannot be read; ``findings`` say where and why."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


def read_cases(text: str, *, csv_table: bool = False) -> list[Case]:
    """The cases of a file: ``[[cases]]`` over what ``[defaults]`` says, or a CSV table. Raises ``WrongCases``."""
    rows = _csv_rows(text) if csv_table else _toml_rows(text)
    if not rows:
        raise WrongCases(["事例がありません / there are no cases"])
    if len(rows) > CASES_MAX:
        raise WrongCases([f"事例は{CASES_MAX}までです / at most {CASES_MAX} cases"])
    cases, findings = [], []
    for number, row in enumerate(rows, 1):
        try:
            case = Case.model_validate(row)
            _ = case.request, case.facts
            cases.append(case)
        except (ValidationError, Wrong, ValueError) as error:
            findings += [f"cases[{number}] ({row.get('name', '')}): {line}" for line in _lines(error, row)]
    if findings:
        raise WrongCases(findings)
    return cases


def _lines(error: Exception, row: dict[str, Any]) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)]
    faults: dict[tuple[Any, ...], list[Any]] = {}
    for fault in error.errors():
        faults.setdefault(tuple(within(fault["loc"], row)), []).append(fault)
    return [
        f"{'.'.join(map(str, path))}: {' / '.join(said(found, fields_at(Case, path[:-1])))}".removeprefix(": ")
        for path, found in faults.items()
    ]


def _toml_rows(text: str) -> list[dict[str, Any]]:
    try:
        raw = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongCases([f"TOML として読めません / not TOML: {error}"]) from error
    if unknown := sorted(set(raw) - {"defaults", "cases"}):
        raise WrongCases([f"{unknown[0]}: 知らない項目です / is not known here: defaults, cases"])
    defaults, cases = raw.get("defaults", {}), raw.get("cases", [])
    if not isinstance(defaults, dict) or not isinstance(cases, list) or not all(isinstance(one, dict) for one in cases):
        raise WrongCases(["[defaults] と [[cases]] の形で書いてください / write [defaults] and [[cases]]"])
    return [{**defaults, **case} for case in cases]


def _csv_rows(text: str) -> list[dict[str, Any]]:
    rows = []
    for record in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        row: dict[str, Any] = {"expect": {}}
        for name, cell in record.items():
            if name is None or not (cell or "").strip():
                continue
            inside, _, field = name.partition("expect.")
            (row if inside or not field else row["expect"])[field or name] = cell.strip()
        rows.append(row)
    return rows
