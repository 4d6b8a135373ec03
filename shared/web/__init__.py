"""The HTTP edge that all services share: who asks, once per key, and every error in words with what to do next."""

from shared.web.answers import TokyoInstant, View, answer, listed
from shared.web.app import make_app
from shared.web.commands import CauseDep
from shared.web.identity import Caller, CallerDep, Identity, OptionalCallerDep
from shared.web.keys import IssuerKeys, Keys, StaticKeys
from shared.web.paging import Paging, PagingDep
from shared.web.refusals import Forbidden, NotFound

__all__ = [
    "Caller",
    "CallerDep",
    "CauseDep",
    "Forbidden",
    "Identity",
    "IssuerKeys",
    "Keys",
    "NotFound",
    "OptionalCallerDep",
    "Paging",
    "PagingDep",
    "StaticKeys",
    "TokyoInstant",
    "View",
    "answer",
    "listed",
    "make_app",
]
