"""The loop by e-mail: the resident asks for mails, one arrives, and where nobody can look into a mailbox it says so."""

from typing import Any

from kyoso.story.client import Refused, until
from kyoso.story.stage import Stage

PREFERENCES = "/notifications/preferences"
MAILS = "/demo/mails"


class Mailbox:
    """The resident's mails, as far as this instance sends any and shows them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._before: dict[str, Any] | None = None
        self._address = ""
        self._seen: set[str] = set()

    async def switch_on(self) -> None:
        """Ask for mails; what else the resident wants stays as it was."""
        stage = self._stage
        stage.client.next_step()
        shown = await stage.client.get(PREFERENCES, stage.players.resident)
        if not shown.get("email_offered"):
            await stage.done("この環境はメールを送りません（受信箱で読みます）", "No e-mail here; the inbox has it all")
            return
        self._before = {name: shown[name] for name in ("muted_kinds", "muted_channels", "email", "plain")}
        await stage.client.command("PUT", PREFERENCES, stage.players.resident, {**self._before, "email": True})
        self._seen = {mail["message_id"] for mail in await self._mails() or ()}
        await stage.done("市民がお知らせメールを申し込みました", "The resident asked for e-mail")

    async def see(self) -> None:
        """The mail about the points has arrived, where one can look."""
        if self._before is None:
            return
        stage = self._stage

        async def arrived() -> dict[str, Any] | None:
            mails = await self._mails()
            if mails is None:
                return {}
            fresh = [mail for mail in mails if mail["message_id"] not in self._seen]
            return next((mail for mail in fresh if "ポイント" in mail["subject"] or "points" in mail["subject"]), None)

        mail = await until(arrived, "メールが届きません / No mail arrived")
        if mail:
            await stage.done(f"メールが届きました（{mail['subject']}）", "The mail arrived")
        else:
            await stage.done(
                "メールを送りました。この環境では、届いたものは宛先の人だけが読めます",
                "A mail was sent; only whoever it is for can read it here",
            )

    async def restore(self) -> None:
        """Want again what was wanted before."""
        if self._before is not None:
            stage = self._stage
            await stage.client.command("PUT", PREFERENCES, stage.players.resident, self._before)

    async def _mails(self) -> list[dict[str, Any]] | None:
        """The resident's mails; ``None`` where the instance shows none."""
        stage = self._stage
        try:
            if not self._address:
                account = await stage.client.get("/people/people/me", stage.players.resident)
                self._address = account["contact"]["email"] or ""
            if not self._address:
                return None
            page = await stage.client.get(MAILS, to=self._address)
        except Refused:
            return None
        mails: list[dict[str, Any]] = page["items"]
        return mails
