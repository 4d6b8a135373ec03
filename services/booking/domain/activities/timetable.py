"""When an activity takes place, and when attendance at it is recorded: one time, or several sessions. Pure."""

from datetime import datetime, timedelta

from services.booking.activities.change_refusals import SessionUnknown
from services.booking.activities.refusals import AttendanceNotOpen
from shared.contracts.booking_activities import ActivityAnnounced
from shared.contracts.booking_values import Session

CODE_OPENS_BEFORE = timedelta(minutes=30)
CODE_CLOSES_AFTER = timedelta(minutes=30)
"""A participant's code counts from half an hour before the start until half an hour after the end."""
LIST_CLOSES_AFTER = timedelta(days=7)
"""Officers and staff may enter a paper list for a week, from when codes open. Corrections have no end."""
ALL_OF_IT = 0
"""The number that the one time of an activity without sessions has inside; outside it has none."""


def sessions_of(about: ActivityAnnounced) -> tuple[Session, ...]:
    """The sessions; of an activity without any, its one time as number ``ALL_OF_IT``."""
    return about.sessions or (Session(session=ALL_OF_IT, starts_at=about.starts_at, ends_at=about.ends_at),)


def minutes_of(session: Session) -> int:
    """The length that was announced: what an attendance counts for."""
    return int((session.ends_at - session.starts_at) / timedelta(minutes=1))


def opens_at(session: Session) -> datetime:
    """From when on attendance at a session is recorded; its times stand from then on."""
    return session.starts_at - CODE_OPENS_BEFORE


def begun(about: ActivityAnnounced, now: datetime) -> tuple[Session, ...]:
    """The sessions at which attendance may have been recorded by now: the first ones, in order."""
    return tuple(session for session in sessions_of(about) if opens_at(session) <= now)


def session_for_code(about: ActivityAnnounced, asked: int | None, now: datetime) -> Session:
    """The session that a code counts for: the one asked for, or that is on. Raises ``AttendanceNotOpen``.

    Where one ends as the next begins both are open: the one that is running counts, else the one about to begin.
    """
    sessions = sessions_of(about)
    if asked is not None or len(sessions) == 1:
        return _numbered(sessions, asked)
    open_now = [each for each in sessions if opens_at(each) <= now <= each.ends_at + CODE_CLOSES_AFTER]
    if not open_now:
        check_open(_next(sessions, now), now, CODE_CLOSES_AFTER)
    running = [each for each in open_now if each.starts_at <= now < each.ends_at]
    coming = [each for each in open_now if now < each.starts_at]
    return (running or coming or open_now[-1:])[0]


def session_for_list(about: ActivityAnnounced, asked: int | None, now: datetime) -> Session:
    """The session that an officer's list is for: the one asked for, or the latest that has begun."""
    sessions = sessions_of(about)
    if asked is not None or len(sessions) == 1:
        return _numbered(sessions, asked)
    return (begun(about, now) or sessions[:1])[-1]


def check_open(session: Session, now: datetime, closes_after: timedelta) -> datetime:
    """Until when attendance at a session is recorded. Raises ``AttendanceNotOpen`` when it is not recorded now."""
    opens, closes = opens_at(session), session.ends_at + closes_after
    if not opens <= now <= closes:
        raise AttendanceNotOpen(opens_at=opens, closes_at=closes)
    return closes


def _next(sessions: tuple[Session, ...], now: datetime) -> Session:
    return next((each for each in sessions if now < opens_at(each)), sessions[-1])


def _numbered(sessions: tuple[Session, ...], asked: int | None) -> Session:
    if asked is None:
        return sessions[0]
    found = [each for each in sessions if each.session == asked != ALL_OF_IT]
    if not found:
        raise SessionUnknown(session=asked)
    return found[0]
