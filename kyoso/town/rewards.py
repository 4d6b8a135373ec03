"""What points can be redeemed for in the sample town: invented, small, and to be had at houses of the town.

The seeds cost one attendance and there are very many of them: the story redeems some each time it is played.
"""

from datetime import date

from kyoso.town.model import RewardSeed

REWARDS = (
    RewardSeed(
        id="flower-seeds",
        name_ja="公園の花の種",
        name_en="Seeds of the park's flowers",
        description_ja="花だんの会が採った、春にまく花の種ひと袋です。",
        description_en="A bag of seeds for the spring, gathered by the flower-bed group.",
        place="大沢コミュニティ・センター",
        price=30,
        stock=50_000,
        keep_days=14,
    ),
    RewardSeed(
        id="library-bag",
        name_ja="図書館のエコバッグ",
        name_en="A library tote bag",
        description_ja="絵本の貸出袋を作り直した、丈夫な手さげです。",
        description_en="A sturdy bag, made anew from the lending bags for picture books.",
        place="中央コミュニティ・センター",
        price=120,
        stock=300,
        keep_days=14,
    ),
    RewardSeed(
        id="bus-day",
        name_ja="コミュニティバス1日券",
        name_en="A day on the community bus",
        description_ja="まちのコミュニティバスに1日乗れる券1枚です。",
        description_en="One ticket for a day on the town's community bus.",
        place="中央コミュニティ・センター",
        price=150,
        stock=500,
        keep_days=30,
    ),
    RewardSeed(
        id="cafe-cup",
        name_ja="交流カフェのお茶1杯",
        name_en="A cup of tea at the meeting café",
        description_ja="センターの交流カフェで、お茶かコーヒーを1杯飲めます。",
        description_en="A cup of tea or coffee at the café of the community centre.",
        place="こぶしコミュニティ・センター",
        price=80,
        stock=1_000,
        keep_days=30,
    ),
    RewardSeed(
        id="river-boat",
        name_ja="川の生きもの観察船",
        name_en="The boat that looks for river animals",
        description_ja="年に一度の観察船に乗れる券1枚です。席は12しかありません。",
        description_en="A place on the boat that goes out once a year. It has twelve seats only.",
        place="川辺コミュニティ・センター",
        price=400,
        stock=12,
        keep_days=30,
    ),
)


def term_of(year: int) -> tuple[date, date]:
    """The days of a fiscal year (April to March): what is offered lasts as long as the points that pay for it."""
    return date(year, 4, 1), date(year + 1, 3, 31)
