"""Feeds, composed: read from top to bottom."""

import ssl
from functools import cache
from pathlib import Path

from fastapi import APIRouter

from services.feeds import api_events, api_subscriptions
from services.feeds.addresses import Addresses, networks_of
from services.feeds.couriers import Couriers
from services.feeds.domain.events import EVENTS
from services.feeds.domain.places import Place
from services.feeds.domain.segment import Segment
from services.feeds.domain.subscription import Subscription
from services.feeds.handlers import HANDLERS
from services.feeds.keeping import Keeper
from services.feeds.keys import SubscriptionKeys
from services.feeds.listening import Listeners
from services.feeds.reading import FeedReader
from services.feeds.rows import ROWS, SubscriptionRow, project
from services.feeds.service import Feeds
from shared.journal import Model
from shared.service import Service, Site
from shared.timers import Timer

MODEL = Model(service="feeds", events=EVENTS, states=(Segment, Place, Subscription), rows=ROWS, project=project)

LINGER_SECONDS = 0.2
"""Who subscribes is in no such hurry as the town's own services, and hears everything: see docs/benchmarks.md."""


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Whose certificates are believed: of that file, or of the machine, whose list takes long to read."""
    return ssl.create_default_context(cafile=ca_file)


def build(site: Site) -> Service:
    """The feeds of a deployment."""
    settings = site.settings
    journal = site.journal(MODEL)
    keeper = Keeper(journal, settings.municipality, settings.feeds_segment_events_max)
    reader = FeedReader(journal)
    listeners = Listeners(reader, settings.feeds_listeners_max)
    keys = SubscriptionKeys(site)
    addresses = Addresses(networks_of(settings.feeds_networks_allowed))
    feeds = Feeds(journal, keeper, reader, listeners, keys, addresses)
    couriers = Couriers(
        journal,
        reader,
        listeners,
        keys,
        addresses,
        tls=_trusting(settings.feeds_ca_file),
        timeout_seconds=settings.feeds_webhook_timeout_seconds,
    )

    def made() -> APIRouter:
        router = APIRouter()
        router.include_router(api_events.routes(feeds))
        router.include_router(api_subscriptions.routes(feeds))
        return router

    service = Service(
        name=MODEL.service,
        journal=journal,
        routes=made,
        use_cases=feeds,
        handlers=HANDLERS,
        timers=(Timer(SubscriptionRow, "webhook-retry", couriers.due),),
        background=(couriers,),
        linger_seconds=LINGER_SECONDS,
        whole_topics=True,
        sweeps=(reader.read_places,),
    )
    couriers.figures.show(
        service.metrics,
        lag_seconds=couriers.lag_seconds,
        listeners=lambda: float(listeners.count),
        standing=couriers.standing,
    )
    return service
