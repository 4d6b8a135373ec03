"""What keeps a deployment healthy while it runs: operations of the admin API beside those of ``kyoso.admin``."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kyoso.wiring import bus_of
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.journal.archiving import close_page
from shared.messaging.bus import Bus
from shared.messaging.republishing import Republishing

if TYPE_CHECKING:
    from kyoso.admin import Scope

EVENTS_PER_PART_MAX = 5_000
YOUNGEST = timedelta(days=31)
"""Nothing that ended later is archived: late reports and repeated requests of mobile clients come within days."""


class NothingToPublishOn(Refusal):
    """The embedded broker lives in the running process only, and forgets when it stops."""

    status = 409
    code = "nothing-to-publish-on"
    ja = "kyoso が動いていないので、流す先がありません。"
    en = "kyoso is not running: there is no broker to publish to."
    next_ja = "起動してから実行してください。起動したとき、聞いていないイベントは自動で流れます。"
    next_en = "Start it first. At a start, whatever a service has not heard is published anyway."


class TooYoung(Refusal):
    """Streams that people may still want to change are not archived."""

    code = "too-young"
    ja = "{before} は近すぎます。{days} 日より前の日を指定してください。"
    en = "{before} is too close: give a day more than {days} days ago."
    next_ja = "閉じた記録への操作は、二度と受け付けられません。"
    next_en = "A stream that was archived takes no command ever again."


class NoSuchTopic(Refusal):
    """The service does not publish on that topic."""

    code = "no-such-topic"
    ja = "{service} は {topic} というトピックに書きません。"
    en = "{service} does not publish on {topic}."
    next_ja = "次の中から選んでください: {topics}"
    next_en = "Choose one of: {topics}"


async def republish(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Publish a part of what a service had published since an instant again; or count it."""
    service = scope.service(arguments["service"])
    since, topics = datetime.fromisoformat(arguments["since"]), list(arguments.get("topics") or ())
    for topic in topics:
        if topic not in service.journal.model.topics:
            raise NoSuchTopic(service=service.name, topic=topic, topics=", ".join(service.journal.model.topics))
    source = f"urn:kyoso:{scope.site.settings.municipality}:{service.name}"
    events_max = min(int(arguments.get("events_max", EVENTS_PER_PART_MAX)), EVENTS_PER_PART_MAX)
    async with _bus(scope, count_only=bool(arguments.get("count_only"))) as bus:
        part = await Republishing(service, bus, source, since, topics).part(str(arguments.get("after", "")), events_max)
    return {"service": service.name, "events": part.events, "next": part.next}


async def count(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """How many events ``republish`` would publish, part by part."""
    return await republish(scope, {**arguments, "count_only": True})


async def erased(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Ids of those who were erased, a page of them: the list to keep outside, for a restore from before."""
    from services.people.rows import PersonRow  # noqa: PLC0415 - loaded when it is asked for

    journal = scope.service("people").journal
    page = await journal.page(PersonRow, where={"erased": True}, cursor=arguments.get("cursor"), limit=200)
    return {"items": [row.id for row in page.items], "next": page.next}


async def erase_again(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Erase persons of a list; those whom this deployment does not know, or has erased already, are passed over."""
    people = scope.service("people")
    done = 0
    for person_id in map(str, arguments["person_ids"]):
        cause = people.journal.causes.operator("erase-again", person_id.encode(), person_id)
        try:
            commit = await people.use_cases.erase(person_id, cause=cause)
        except Refusal:
            continue
        done += not commit.replayed
    return {"erased": done}


async def archive_close(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Close what may be archived of a page of a service's streams."""
    service = scope.service(arguments["service"])
    before = date.fromisoformat(arguments["before"])
    if before > tokyo_date(scope.site.clock.now() - YOUNGEST):
        raise TooYoung(before=before.isoformat(), days=YOUNGEST.days)
    closed, following = await close_page(service.journal, before, str(arguments["archive"]), arguments.get("after", ""))
    return {"service": service.name, "closed": len(closed), "next": following}


@asynccontextmanager
async def _bus(scope: "Scope", *, count_only: bool) -> AsyncIterator[Bus | None]:
    """The running town's bus, or one of this command's own on a broker that runs by itself."""
    settings = scope.site.settings
    if count_only or scope.bus is not None:
        yield None if count_only else scope.bus
        return
    if settings.bus == "embedded":
        raise NothingToPublishOn
    bus = bus_of(settings, {})
    await bus.start(())
    try:
        yield bus
    finally:
        await bus.stop()


async def mail_list(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Mails that stand so, newest first: ids and codes."""
    mails = scope.service("notifications").use_cases.mails
    page = await mails.listed(str(arguments["status"]), cursor=None, limit=200)
    kept = {"id", "template", "status", "reason", "queued_at"}
    rows = [row.model_dump(mode="json", include=kept) for row in page.items]
    return {"items": [{"message_id": row.pop("id"), **row} for row in rows]}


async def mail_bounce(scope: "Scope", arguments: dict[str, Any]) -> dict[str, Any]:
    """Take a mail that came back. Raises ``NotABounce``, ``BounceUnknown``, ``NotFound``."""
    from services.notifications.bounces import bounce_of  # noqa: PLC0415 - loaded when it is asked for
    from services.notifications.letter import Returns  # noqa: PLC0415 - as above

    notifications, content = scope.service("notifications"), base64.b64decode(arguments["content"])
    found = bounce_of(content, Returns.of_site(scope.site))
    cause = notifications.journal.causes.operator("mail-bounce", content, found.message_id)
    status = await notifications.use_cases.mails.bounce(found, cause=cause)
    return {"message_id": found.message_id, "reason": found.reason, "status": status}


MAIL = {"mail-list": mail_list, "mail-bounce": mail_bounce}
READ_ONLY = frozenset({"republish-count", "erased", "mail-list"})
"""Operations that change nothing: they are not audited."""
