"""The codes that the town's people use: a copy by value of the vocabulary that matching publishes.

A test compares them with matching's own list, so that neither drifts from the other; copied, because a word added
there must not reshuffle everybody's wishes here.
"""

TAGS = (
    "gardening", "farming", "nature", "river-cleaning", "recycling", "cooking", "childrens-cafeteria", "childcare",
    "reading-aloud", "homework-help", "school-support", "youth", "seniors", "watching-over", "shopping-help", "health",
    "walking", "gymnastics", "table-tennis", "badminton", "yoga", "dance", "chorus", "music", "theatre", "painting",
    "pottery", "photography", "handicraft", "calligraphy", "haiku", "tea", "go-shogi", "local-history", "festival",
    "disaster-prevention", "crime-prevention", "neighbourhood", "international", "japanese-lessons", "digital-help",
    "repair", "animals", "town-planning",
)  # fmt: skip
AVAILABILITY = (
    "weekday-morning", "weekday-afternoon", "weekday-evening",
    "weekend-morning", "weekend-afternoon", "weekend-evening",
)  # fmt: skip
ROLE_WISHES = (
    "joining", "reception", "setting-up", "cooking", "teaching", "watching-children", "publicity", "social-media",
    "photography", "accounting", "minutes", "driving", "heavy-work", "interpreting", "facilitating", "officer",
)  # fmt: skip
SKILLS = (
    "digital", "design", "writing", "sewing", "carpentry", "first-aid", "sign-language", "interpreting", "care",
    "childcare", "coaching", "instrument", "accounting", "law", "cooking", "driving",
)  # fmt: skip
AGES: tuple[tuple[int | None, str], ...] = (
    (20, "under-20"), (40, "20s-30s"), (60, "40s-50s"), (70, "60s"), (None, "70s-up"),
)  # fmt: skip
"""The broad bands of age, each with the age at which it is over."""
