"""One service as a FastAPI application: its routes, and around them everything that this package promises."""

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from shared.service import Service, Site
from shared.version import VERSION
from shared.web import health, openapi, problems
from shared.web.direct import Directly
from shared.web.edge import Edge
from shared.web.identity import Identity
from shared.web.service_tokens import ServiceTokens


def make_app(service: Service, site: Site, *, identity: Identity | None = None) -> FastAPI:
    """The application of ``service``. Opening and starting the service is the caller's business.

    ``identity`` tells the callers; by default the issuer that the settings name. The documentation pages are off,
    because they would load code from elsewhere; ``/openapi.json`` is there.
    """
    app = FastAPI(
        title=f"kyoso {service.name}",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.service = service
    app.state.identity = (identity or Identity.of(site.settings)).within(ServiceTokens.of(site), service.name)
    problems.install(app)
    routes = [*_flat(service.routes()), *_flat(health.routes(service))]
    app.add_middleware(
        Edge,
        service=service.name,
        metrics=service.metrics,
        body_bytes_max=site.settings.request_body_bytes_max,
        slow_seconds=site.settings.slow_request_seconds,
        at_once=[route for route in routes if isinstance(route, Directly)],
    )
    app.router.routes.extend(routes)
    openapi.describe(app)
    return app


def _flat(router: APIRouter) -> Iterator[BaseRoute]:
    """The routes of a router and of those it includes, in one row; one that is included under a prefix stays whole.

    The framework matches an included router's routes anew at every level: measured, a tenth of a booking each.
    """
    for route in router.routes:
        included = getattr(route, "original_router", None)
        context = getattr(route, "include_context", None)
        if isinstance(included, APIRouter) and context and not context.prefix and not context.dependencies:
            yield from _flat(included)
        else:
            yield route
