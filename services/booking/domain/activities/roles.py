"""The published list of roles in which people take part: codes with words, those of the city's list of role wishes.

Which of them nobody takes without a check is data (``data/roles.toml``), read once, when the service starts.
"""

import tomllib
from pathlib import Path

PARTICIPANT = "participant"

ROLES: dict[str, tuple[str, str]] = {
    PARTICIPANT: ("参加者", "Participant"),
    "helper": ("お手伝い", "Helper"),
    "reception": ("受付", "Reception"),
    "setting-up": ("会場の準備", "Setting up"),
    "cooking": ("調理", "Cooking"),
    "teaching": ("講師", "Teaching"),
    "watching-children": ("子どもの見守り", "Watching children"),
    "publicity": ("広報", "Publicity"),
    "social-media": ("SNSでの発信", "Social media"),
    "photography": ("写真撮影", "Taking photographs"),
    "accounting": ("会計", "Accounting"),
    "minutes": ("書記", "Keeping minutes"),
    "driving": ("運転", "Driving"),
    "heavy-work": ("力仕事", "Heavy work"),
    "interpreting": ("通訳", "Interpreting"),
    "facilitating": ("進行役", "Facilitating"),
}
"""``participant`` and ``helper`` are for whoever comes; the others are the role wishes that people declare."""

FILE = Path(__file__).parents[2] / "data" / "roles.toml"
NEEDS_CHECK: frozenset[str] = frozenset(tomllib.loads(FILE.read_text("utf-8"))["needs_check"])
"""Roles with children or in care: an officer of the group or staff enters who has them, and nobody themselves."""
