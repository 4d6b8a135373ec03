"""The published list of roles in which people take part: codes with words, those of the city's list of role wishes."""

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
