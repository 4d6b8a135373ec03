"""The routes of the cell that somebody lives in: their own, and nobody else's."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, ConfigDict

from services.matching.domain.mesh import middle_of
from services.matching.service import Matching
from shared.web import CallerDep, CauseDep, View, answer


def _cell(code: str) -> str:
    try:
        middle_of(code)
    except ValueError as wrong:
        raise ValueError(
            "1/8地域メッシュ（JIS X 0410）の11桁のコードを送ってください / send the 11 digits of an eighth mesh"
        ) from wrong
    return code


class HomeBody(BaseModel):
    """The eighth standard area mesh (125 m) of a home: eleven digits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: Annotated[str, AfterValidator(_cell)]


class HomeView(View):
    """Whether a cell is kept."""

    kept: bool


def home_routes(uses: Matching) -> APIRouter:
    """Tell, see and take back the cell that one lives in."""
    router = APIRouter(tags=["people"])

    @router.put("/people/me/home", response_model=HomeView)
    async def keep(body: HomeBody, caller: CallerDep, cause: CauseDep) -> Response:
        """Tell the cell of 125 m that I live in, for walks alone. It is kept in the vault."""
        commit = await uses.homes.keep(caller.person_id, body.cell, cause=cause)
        return answer(commit, HomeView(kept=True), 200)

    @router.get("/people/me/home")
    async def home(caller: CallerDep) -> dict[str, Any]:
        """My cell, when I told one."""
        return {"cell": await uses.homes.of(caller.person_id)}

    @router.delete("/people/me/home", response_model=HomeView)
    async def forget(caller: CallerDep, cause: CauseDep) -> Response:
        """Take my cell back."""
        commit = await uses.homes.forget(caller.person_id, cause=cause)
        return answer(commit, HomeView(kept=False), 200)

    return router
