"""The published list of purposes of use: codes with words. Free text would be personal data, so there is none."""

from typing import Literal, get_args

Purpose = Literal[
    "meeting", "study", "culture", "music", "sports", "exercise", "cooking", "children", "elderly", "exchange",
    "volunteering", "event", "disaster-drill", "other",
]  # fmt: skip

PURPOSES: dict[str, tuple[str, str]] = {
    "meeting": ("会議・打合せ", "Meeting"),
    "study": ("学習・勉強会", "Study"),
    "culture": ("文化・芸術活動", "Culture and arts"),
    "music": ("音楽・合唱・演奏", "Music"),
    "sports": ("スポーツ", "Sports"),
    "exercise": ("体操・ダンス・健康づくり", "Exercise and dance"),
    "cooking": ("料理・会食", "Cooking"),
    "children": ("子ども・子育て", "Children and parents"),
    "elderly": ("高齢者の集い", "Gatherings of older people"),
    "exchange": ("交流・サロン", "Exchange and salon"),
    "volunteering": ("ボランティア・地域活動", "Volunteering"),
    "event": ("催し・発表会", "Event"),
    "disaster-drill": ("防災訓練", "Disaster drill"),
    "other": ("その他", "Other"),
}

assert set(PURPOSES) == set(get_args(Purpose))
