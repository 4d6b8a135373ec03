"""The words of the page of themes, in Japanese, English and plain Japanese (やさしい日本語)."""

from collections.abc import Mapping

# ruff: noqa: E501 - a text is one line
WORDS: Mapping[str, tuple[str, str, str]] = {
    "themes_title": ("どんな相談が多いか", "What people ask about", "どんな そうだんが おおいですか"),
    "themes_lead": (
        "よろず相談に来た人の数を、種類ごとに、月に一度まとめています。だれが相談したかは、ここからは分かりません。",
        "How many people brought which kind of worry, counted once a month. Nobody can be found in it.",
        "そうだんに きた 人の かずです。だれが そうだんしたかは、わかりません。",
    ),
    "themes_month": ("{month}の相談", "Worries brought in {month}", "{month}の そうだん"),
    "themes_people": ("{least}〜{most}人", "{least} to {most} people", "{least}〜{most}人"),
    "themes_untold": ("人数を示していない種類", "Not told", "かずを ださない もの"),
    "themes_untold_say": (
        "5人未満のもの（0人も）と、引き算で分かってしまわないように伏せたものです。",
        "Fewer than five people (or nobody), and what would give those away by subtraction.",
        "5人より すくない もの（0人も）と、けいさんすると わかって しまう ものです。",
    ),
    "themes_how": ("数え方", "How it is counted", "かぞえかた"),
    "themes_how_say": (
        "{day}に一度だけ数えました。あとから変わることはありません。5人ずつの区切りで、実際の数は示した幅の中にあります。同じ人が同じことを何度相談しても1人です。2つの種類の相談をした人は、両方に入ります。登録していない人は、そのつど1人と数えます。",
        "Counted once, on {day}; it never changes afterwards. In steps of five: the real number is within the range. Somebody who brings the same thing twice is one person; whoever brings two kinds is in both; whoever is not registered counts each time.",
        "{day}に いちど かぞえました。あとで かわりません。5人ずつ かぞえます。おなじ 人が なんども そうだんしても、ひとりです。",
    ),
    "themes_months": ("ほかの月を見る", "Other months", "ほかの 月を みる"),
    "themes_none": (
        "示せる月はまだありません。1か月ごとに、翌月1日の朝に数え、5人以上の種類があれば、ここに出ます。",
        "There is nothing to tell yet. Each month is counted on the morning of the next one's first day, and shown here if five people or more brought something.",
        "まだ ありません。つぎの 月の 1日に かぞえます。5人より おおい ときに、ここに でます。",
    ),
    "themes_unknown": (
        "その月に示せるものはありません。下から、ほかの月を選んでください。",
        "Nothing is told of that month. Please choose another one below.",
        "その 月は ありません。したから ほかの 月を えらんで ください。",
    ),
    "themes_bring": ("困りごとを相談する", "Bring a worry of your own", "こまった ことを そうだんする"),
    "worry_themes": (
        "どんな相談が多いかを見る（月ごとの人数）",
        "What others ask about, month by month",
        "どんな そうだんが おおいか みる",
    ),
}
