"""Names of routes as causes, metrics and digests need them: the same wherever the service is mounted."""

from starlette.types import Scope

NO_ROUTE = "(none)"


def route_template(scope: Scope) -> str:
    """The template of the route that serves a request, e.g. ``/bookings/{booking_id}``, without any mount."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    template = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return template if isinstance(template, str) else NO_ROUTE


def path_inside(scope: Scope) -> str:
    """The path that was asked, without the mount."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and (path == root or path.startswith(f"{root}/")) else path
