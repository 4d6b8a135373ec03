"""The codes that a clerk may give, with their words; those that booking publishes are booking's own."""

from collections.abc import Mapping

Codes = Mapping[str, tuple[str, str]]

REFUSED_BECAUSE: Codes = {
    "purpose": ("目的が施設の趣旨に合わない", "the purpose does not fit"),
    "not-eligible": ("利用できる人や団体の条件に合わない", "the person or group may not use it"),
    "documents": ("書類不備", "documents are missing"),
    "too-many-people": ("人数が多すぎる", "too many people"),
    "maintenance": ("設備の都合", "the room cannot be used then"),
    "order": ("秩序や安全のため", "for order and safety"),
    "other": ("その他", "other"),
}
CLOSED_BECAUSE: Codes = {
    "works": ("工事", "works"),
    "maintenance": ("設備の点検", "maintenance"),
    "weather": ("天候", "weather"),
    "disaster": ("災害", "disaster"),
    "election": ("選挙", "election"),
    "event": ("行事", "event"),
    "other": ("その他", "other"),
}
PREEMPTED_BECAUSE: Codes = {
    "funeral": ("葬儀", "a funeral"),
    "disaster": ("災害", "disaster"),
    "election": ("選挙", "an election"),
    "city-event": ("市の行事", "an event of the city"),
    "other": ("その他", "other"),
}
MARKS: Codes = {
    "funeral": ("葬儀", "a funeral"),
    "commercial": ("営利", "commercial"),
    "political": ("政治", "political"),
    "religious": ("宗教", "religious"),
    "entrance-fee": ("入場料", "with an entrance fee"),
}
SHOWN_BECAUSE: Codes = {
    "rain": ("雨", "rain"),
    "illness": ("病気", "illness"),
    "disaster": ("災害", "disaster"),
}
WAS_NO_NO_SHOW: Codes = {
    "was-there": ("来ていた", "they were there"),
    "operator": ("館の都合", "the house is to blame"),
    "disaster": ("災害", "disaster"),
}
COUNTED_BECAUSE: Codes = {
    "counted": ("職員が数えた", "counted by staff"),
    "reported-late": ("あとから報告があった", "reported late"),
    "mistaken": ("数え直し", "a mistake put right"),
}
CHANNELS: Codes = {"counter": ("窓口", "at the counter"), "bank": ("振込", "by the bank")}
PAPERS: Codes = {
    "slip": ("控え", "slip"),
    "permit": ("使用許可書", "permit"),
    "receipt": ("領収書", "receipt"),
    "refusal": ("不許可通知書", "letter of refusal"),
}


def purposes() -> Codes:
    """Why rooms are used."""
    from services.booking.domain.purposes import PURPOSES  # noqa: PLC0415 - loaded when it is asked for

    return PURPOSES


def conditions() -> Codes:
    """Under what a permit is given."""
    from services.booking.domain.houses.permits import CONDITIONS  # noqa: PLC0415 - as above

    return CONDITIONS
