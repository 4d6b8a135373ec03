"""A notebook as a service: just enough behind the edge to see what the edge does."""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from shared.contracts.booking_activities import ActivityAttended
from shared.errors import Contended, EventTooLarge, NotYet, Permanent, Refusal, StoreUnavailable
from shared.events import Event
from shared.journal import Model, Page, Row, State, on
from shared.messaging.handlers import Handlers
from shared.service import Service
from shared.vault import Erased
from shared.web import (
    CallerDep,
    CauseDep,
    Forbidden,
    NotFound,
    OptionalCallerDep,
    PagingDep,
    TokyoInstant,
    View,
    listed,
)
from shared.web import answer as answered
from tests import kit

START = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


class Noted(Event):
    type = "noted.v1"

    text: str


class Counted(Event):
    type = "counted.v1"


class Note(State):
    kind = "note"
    count: int = 0

    def apply(self, event):
        self.count += 1


class NoteRow(Row):
    kind = "note"

    text: str = ""


class NoteView(View):
    id: str
    text: str
    at: TokyoInstant
    number: int


class NoteRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=100)
    at: TokyoInstant | None = None
    people: int = Field(default=1, ge=1, le=500)
    weight: float = 1.0


class PageFull(Refusal):
    status = 409
    code = "page-full"
    ja = "{day}のページはいっぱいです。空いている日: {free}"
    en = "The page of {day} is full. Free: {free}"
    next_ja = "ほかの日を選んでください。"
    next_en = "Choose another day."


ERRORS = {
    "refusal": lambda: PageFull(day=START, free=[START.date()], status="full"),
    "not-found": lambda: NotFound(what="booking"),
    "forbidden": lambda: Forbidden(rule="officer-of-group"),
    "not-yet": lambda: NotYet("group"),
    "store-away": lambda: StoreUnavailable("disk full"),
    "contended": lambda: Contended("rivals"),
    "too-large": lambda: EventTooLarge("noted.v1", 9, 1),
    "erased": lambda: Erased("somebody"),
    "permanent": lambda: Permanent("secret-of-ours"),
    "bug": lambda: ZeroDivisionError("secret-of-hanako@example.jp"),
}


def _project(state, event):
    if isinstance(event, Counted):
        return []
    return [NoteRow(id=f"{state.stream_key}-{state.count}", text=event.text)]


def _count(event):
    return Note.stream("count"), lambda note: [Counted()]


MODEL = Model("notes", (Noted, Counted), (Note,), (NoteRow,), _project, (on(Noted, "count-notes", _count),))


def notes(site):
    """The composed toy service."""
    journal = site.journal(MODEL)
    router = APIRouter()

    @router.post("/notes/{book}", response_model=NoteView, status_code=201)
    async def write(book: str, request: NoteRequest, caller: CallerDep, cause: CauseDep) -> Response:
        commit = await journal.transact(Note.stream(book), cause, lambda note: [Noted(text=request.text)])
        event = commit.first(Noted)
        return answered(commit, NoteView(id=cause.new_id(), text=event.text, at=commit.at, number=commit.version))

    @router.delete("/notes/{book}", status_code=200)
    async def clear(book: str, cause: CauseDep) -> Response:
        commit = await journal.transact(Note.stream(book), cause, lambda note: [Noted(text="cleared")])
        return answered(commit, NoteView(id="-", text="cleared", at=commit.at, number=commit.version), 200)

    @router.get("/notes")
    async def read(paging: PagingDep) -> dict[str, object]:
        page: Page[NoteRow] = await journal.page(NoteRow, cursor=paging.cursor, limit=paging.limit)
        return listed(page, lambda row: NoteView(id=row.id, text=row.text, at=START, number=1))

    @router.get("/me")
    async def me(caller: CallerDep) -> dict[str, object]:
        return {"person_id": caller.person_id, "roles": sorted(caller.roles)}

    @router.get("/anyone")
    async def anyone(caller: OptionalCallerDep) -> dict[str, object]:
        return {"person_id": caller.person_id if caller else None}

    @router.get("/errors/{name}")
    async def fail(name: str) -> None:
        error = ERRORS[name]()
        raise error

    @router.post("/raw")
    async def raw(body: Annotated[dict[str, object], Body()], cause: CauseDep) -> dict[str, object]:
        return {"fields": len(body)}

    @router.get("/broken-stream")
    async def broken() -> StreamingResponse:
        async def parts():
            yield b"begun"
            raise ZeroDivisionError

        return StreamingResponse(parts())

    shelves = APIRouter(prefix="/shelves")

    @shelves.post("/{shelf}/notes", response_model=NoteView, status_code=201)
    async def shelve(shelf: str, cause: CauseDep) -> Response:
        commit = await journal.transact(Note.stream(shelf), cause, lambda note: [Noted(text="shelved")])
        return answered(commit, NoteView(id="-", text="shelved", at=commit.at, number=commit.version))

    outer = APIRouter()
    outer.include_router(router)
    outer.include_router(shelves)
    outer.include_router(shelves, prefix="/cellar")
    return Service("notes", journal, lambda: outer, journal, HANDLERS)


HANDLERS = Handlers()


@HANDLERS.consumes(ActivityAttended, name="note-attendance")
async def note_attendance(event, journal, cause):
    await journal.transact(Note.stream("attended"), cause, lambda note: [Noted(text=event.person_id)])


@pytest.fixture
def site(tmp_path):
    return kit.make_site(tmp_path, start=START)


@pytest.fixture
async def service(site):
    async with kit.opened(notes(site)) as opened:
        yield opened


@pytest.fixture
async def client(service, site):
    async with kit.client(service, site) as opened:
        yield opened
