"""The public events of all services, each in a module of its owning service, and the topics they travel on."""

from shared.contracts import (
    booking,
    booking_registrations,
    booking_ways,
    matching,
    matching_accompaniments,
    matching_consultations,
    matching_guardians,
    matching_help,
    matching_introductions,
    matching_invitations,
    matching_outreach,
    matching_standing,
    matching_suggestions,
    matching_team,
    matching_visits,
    notifications,
    people,
    points,
)
from shared.contracts.base import TOPICS, Audience, PublicEvent, Topic

EVENTS: tuple[type[PublicEvent], ...] = (
    *people.EVENTS,
    *booking.EVENTS,
    *booking_ways.EVENTS,
    *booking_registrations.EVENTS,
    *matching.EVENTS,
    *matching_consultations.EVENTS,
    *matching_introductions.EVENTS,
    *matching_suggestions.EVENTS,
    *matching_standing.EVENTS,
    *matching_invitations.EVENTS,
    *matching_team.EVENTS,
    *matching_help.EVENTS,
    *matching_outreach.EVENTS,
    *matching_guardians.EVENTS,
    *matching_visits.EVENTS,
    *matching_accompaniments.EVENTS,
    *points.EVENTS,
    *notifications.EVENTS,
)

BY_TYPE: dict[str, type[PublicEvent]] = {event.type: event for event in EVENTS}

__all__ = ["BY_TYPE", "EVENTS", "TOPICS", "Audience", "PublicEvent", "Topic"]
