"""The words of the page of figures, Japanese and English side by side."""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "town_title": ("数字で見る{town}", "{town} in figures"),
    "town_link": ("数字で見る、このまちの1週間", "The town's week in figures"),
    "town_lead": (
        "{first}から{last}までの7日間と、きょうのここまでの件数です。",
        "The seven days from {first} to {last}, and today so far.",
    ),
    "town_note_people": (
        "だれのことかが分からないように、人に関わる件数は、{count}人以上が関わった日の分だけを足しています。",
        "So that nobody is given away, what concerns people is counted only on days with {count} people or more.",
    ),
    "town_note_open": (
        "きょうの分は{count}人ごとに数えます。部屋の予約と催しの案内は、だれでも見られる情報なので、そのままの数です。",
        "Today counts people in fives. Rooms booked and activities announced are open to all and told as they are.",
    ),
    "week_figures": ("この7日間ときょう", "These days"),
    "week": ("7日間", "Seven days"),
    "today_column": ("きょう（途中）", "Today so far"),
    "today_so_far": ("うち、きょうのここまで: {count}", "today so far: {count}"),
    "at_least": ("{count}件以上", "at least {count}"),
    "only_small": ("毎日{count}人未満", "fewer than {count} people each day"),
    "hours_title": ("何時からの予約が多いか", "For which hours rooms are booked"),
    "hours_note": (
        "この7日間ときょう入った予約を、使い始める時刻で分けました。あとで取り消された予約も含みます。",
        "Bookings made in these days, by the hour in which the use begins; also those that were cancelled later.",
    ),
    "hours_seen": (
        "予約は全部で{all}件。いちばん多いのは{hour}時からの1時間で、{count}件です。",
        "{all} bookings. Most begin in the hour from {hour}:00: {count}.",
    ),
    "hours_none": ("この7日間ときょう、予約はまだありません。", "Nothing was booked in these days."),
    "hour": ("時刻", "Hour"),
    "hour_of": ("{hour}時", "{hour}:00"),
    "bookings": ("予約", "Bookings"),
    "most": ("いちばん高い棒: {count}", "The highest bar: {count}"),
    "funnel_title": ("関心からポイントまで", "From an interest to points"),
    "funnel_note": (
        "それぞれの段階の件数です。同じ人を追った数ではありません。棒の長さは、7日間ときょうを合わせた数です。",
        "How often each step was taken; not the same people from step to step. A bar is the seven days and today.",
    ),
    "funnel_seen": (
        "段階ごとの件数を示す横棒グラフ。いちばん多いのは{label}です。数字は表にあります。",
        "A bar for each step. Most often: {label}. The numbers are in the table.",
    ),
    "funnel_none": (
        "この7日間ときょう、数えられる記録はまだありません。",
        "There is nothing to count in these days yet.",
    ),
    "step": ("段階", "Step"),
    "points_title": ("ポイントの出入り", "Points in and out"),
    "points_note": (
        "上向きの棒は付与されたポイント、下向きの棒は使われたり、なくなったりしたポイントです。表の数もポイントです。",
        "Bars upwards are points earned, downwards points used or lost. The table is in points too.",
    ),
    "points_note_hidden": (
        "灰色の線は、{count}人に満たないため出さない日です。きょうの分は、あすから出ます。",
        "A grey line is a day with fewer than {count} people. Today's points are told tomorrow.",
    ),
    "points_seen": (
        "入ったポイントは少なくとも{came}、出たポイントは少なくとも{went}。いちばん多く入ったのは{day}の{most}です。",
        "At least {came} points came and {went} went. Most came on {day}: {most}.",
    ),
    "points_none": (
        "この7日間に、{count}人以上のポイントが動いた日はありません。",
        "On none of these days did the points of {count} people or more move.",
    ),
    "points_unit": ("ポイント", " points"),
    "day_column": ("日にち", "Day"),
    "as_table": ("数字を表で見る", "The numbers as a table"),
}
