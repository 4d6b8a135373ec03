"""Where the town lies and what stands in it: areas with soft edges, and every house with its rooms.

「こもれび市」 is invented: no municipality of that name exists, and its code belongs to none. Its positions
lie in the middle of a bay, 6 km from end to end, where nobody can mistake them for a real street.
"""

from dataclasses import dataclass

TOWN_NAME = "こもれび市"
TOWN_NAME_EN = "Komorebi"
MUNICIPALITY = "139998"


@dataclass(frozen=True, slots=True)
class Place:
    """An area of a layer: its id, its names, and its centre. Edges are soft; the centre is what counts."""

    id: str
    layer: str
    name: str
    name_en: str
    latitude: float
    longitude: float


AREAS = (
    Place("kita", "neighbourhood", "北住区", "North", 35.1935, 139.2210),
    Place("naka", "neighbourhood", "中住区", "Centre", 35.1780, 139.2265),
    Place("minami", "neighbourhood", "南住区", "South", 35.1620, 139.2320),
    Place("kobushi-sho", "school", "こぶし小学校区", "Kobushi school district", 35.1965, 139.2150),
    Place("takadai-sho", "school", "高台小学校区", "Takadai school district", 35.1905, 139.2275),
    Place("chuo-sho", "school", "中央小学校区", "Central school district", 35.1800, 139.2220),
    Place("hinoki-sho", "school", "ひのき小学校区", "Hinoki school district", 35.1755, 139.2320),
    Place("osawa-sho", "school", "大沢小学校区", "Osawa school district", 35.1640, 139.2260),
    Place("kawabe-sho", "school", "川辺小学校区", "Kawabe school district", 35.1595, 139.2385),
)

SCHOOLS_OF = {
    "kita": ("kobushi-sho", "takadai-sho"),
    "naka": ("chuo-sho", "hinoki-sho"),
    "minami": ("osawa-sho", "kawabe-sho"),
}
"""The school districts whose centre lies in a neighbourhood."""

Rooms = tuple[tuple[str, str, str, int], ...]
"""(room id within its house, name, name in English, people it takes)."""

CENTRE_ROOMS: Rooms = (
    ("gym", "体育館", "Gymnasium", 60),
    ("hall", "大会議室", "Large meeting room", 48),
    ("meeting-1", "第1会議室", "Meeting room 1", 20),
    ("meeting-2", "第2会議室", "Meeting room 2", 16),
    ("tatami", "和室", "Tatami room", 24),
    ("kitchen", "料理実習室", "Kitchen", 20),
    ("music", "音楽室", "Music room", 15),
)
HALL_ROOMS: Rooms = (("main", "集会室", "Assembly room", 36), ("tatami", "和室", "Tatami room", 15))
SCHOOL_ROOMS: Rooms = (
    ("gym", "体育館", "Gymnasium", 80),
    ("yard", "校庭", "School yard", 150),
    ("special", "多目的室", "Multi-purpose room", 36),
)
SALON_ROOMS: Rooms = (("living", "談話室", "Lounge", 20), ("craft", "作業室", "Workroom", 12))
HUB_ROOMS: Rooms = (
    ("forum", "フォーラム", "Forum", 90),
    ("forum-a", "フォーラムA", "Forum A", 50),
    ("forum-b", "フォーラムB", "Forum B", 40),
    ("studio", "工房", "Workshop", 16),
    ("consult", "相談室", "Consultation room", 6),
)
ALWAYS_OPEN_ROOMS: Rooms = tuple(
    (f"room-{number:02}", f"{name}の間", f"{english} room", 12)
    for number, (name, english) in enumerate(
        (
            ("梅", "Plum"), ("桃", "Peach"), ("桜", "Cherry"), ("藤", "Wisteria"), ("菖蒲", "Iris"),
            ("紫陽花", "Hydrangea"), ("朝顔", "Morning glory"), ("桔梗", "Bellflower"), ("萩", "Bush clover"),
            ("菊", "Chrysanthemum"), ("紅葉", "Maple"), ("椿", "Camellia"),
        ),
        start=1,
    )
)  # fmt: skip

ROOMS_OF_KIND = {
    "community-centre": CENTRE_ROOMS,
    "neighbourhood-hall": HALL_ROOMS,
    "school": SCHOOL_ROOMS,
    "salon": SALON_ROOMS,
    "civic-hub": HUB_ROOMS,
    "always-open": ALWAYS_OPEN_ROOMS,
}

PARTS_OF_KIND = {"civic-hub": {"forum": ("forum-a", "forum-b")}}
"""The halls that divide: the rooms that each divides into."""
