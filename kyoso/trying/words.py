"""The words of the pages to try things on, Japanese and English side by side."""

from collections.abc import Mapping

from kyoso.trying.event_words import EVENTS
from kyoso.trying.step_words import CHAPTERS, STEPS
from shared.web.words import Language

ROLES: Mapping[str, tuple[str, str]] = {
    "resident": ("市民", "a resident"),
    "coordinator": ("協創スタッフ（つなぎ役）", "a coordinator"),
    "officer": ("団体の役員", "an officer of the group"),
    "partner": ("声をかけられた団体の役員", "an officer of the group that was asked"),
    "staff": ("窓口の職員", "staff at a counter"),
    "desk": ("相談の担当者", "the person who handles the worry"),
}

SERVICES: Mapping[str, tuple[str, str]] = {
    "people": ("利用者", "people"),
    "booking": ("予約と催し", "booking"),
    "matching": ("紹介と相談", "matching"),
    "points": ("ポイント", "points"),
    "notifications": ("お知らせ", "notifications"),
    "feeds": ("外部への配信", "feeds"),
}
"""The services by the names that their pages would have."""

WORDS_DEFAULT = "はじめまして。一度、活動を見学させてください。"
TITLE_DEFAULT = "はじめての方の見学会"
ANSWER_DEFAULT = "市役所1階の総合窓口で、なんでもお聞きください。"
"""What people of the town write to each other is Japanese on both pages."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "try": ("ためしてみる", "Try it"),
    "lead": (
        "架空のまちで、ボタンを順に押していくだけの体験です。「好きなことを選ぶ」から「困りごとが解決する」まで進みます。",
        "A walk through a made-up town, from saying what you like to having a worry solved: just press the buttons.",
    ),
    "takes": ("時間", "Time"),
    "takes_value": (
        "ぜんぶで10分ほど。どの章のあとでも、やめられます。",
        "About ten minutes for all; stop after any chapter.",
    ),
    "needs": ("いるもの", "You need"),
    "needs_value": ("ありません。登録も、お名前もいりません。", "Nothing: no account, no name."),
    "breaks": ("失敗", "Mistakes"),
    "breaks_value": (
        "だいじょうぶ。何を押しても、こわれません。まちも人も、架空です。",
        "Nothing can be broken, whatever you press. The town and its people are made up.",
    ),
    "who": (
        "手順ごとに、市民や団体の役員など、ちがう人の役になります。",
        "You will be a resident, an officer of a group and others in turn.",
    ),
    "chapters": ("{count}つの章", "{count} chapters"),
    "chapter_done": ("（済み）", "(done)"),
    "chapter_over": ("「{chapter}」は、ここまでです。", "That was “{chapter}”."),
    "chapter_choice": ("続けても、ここで終わってもかまいません。", "Go on, or stop here if you like."),
    "stop": ("ここで終わって、まとめを見る", "Stop here and see what happened"),
    "go_back_on": ("続きにもどる", "Go on where you were"),
    "steps": ("手順", "Steps"),
    "begin": ("はじめる", "Begin"),
    "again": ("もう一度はじめから", "Start again"),
    "step_of": ("{chapter} {number}／{total}", "{chapter}: {number} of {total}"),
    "as_whom": ("いまの役：{role}", "You are {role}"),
    "person": ("番号 {person}", "{person}"),
    "what_like": ("好きなこと", "What you like"),
    "groups_for_you": ("おすすめの団体", "Groups for you"),
    "why": ("おすすめの理由", "Why"),
    "words_to_group": ("団体へのひとこと", "A few words to the group"),
    "words_default": (WORDS_DEFAULT, WORDS_DEFAULT),
    "no_groups": (
        "おすすめの団体が見つかりませんでした。はじめの手順に戻って、ほかの好きなことも選んでみてください。",
        "No group was found. Go back to the first step and tick some more.",
    ),
    "words_said": ("市民からのひとこと", "What the resident wrote"),
    "words_gone": ("（もう読めません）", "(no longer readable)"),
    "to_group": ("紹介先", "Group"),
    "answer_by": ("返事の期限", "Answer by"),
    "decline": ("団体は「いいえ」と答えた", "The group says no"),
    "new_member": ("新しい会員", "New member"),
    "venue": ("施設", "Venue"),
    "rooms": ("部屋", "Rooms"),
    "room": ("部屋", "Room"),
    "time": ("時間", "Time"),
    "fee": ("使用料", "Fee"),
    "yen": ("{count}円", "{count} yen"),
    "no_fee": ("無料", "free"),
    "door_code": ("入口の番号", "Code at the door"),
    "rival": ("ほかの人が同じ部屋を取ろうとしたら？", "What if somebody else wants the same room?"),
    "rival_press": ("同じ部屋・同じ時間で予約してみる", "Try to book the same room and time"),
    "others_free": ("代わりに空いている部屋", "Free instead"),
    "others_left": ("代わりに引き換えられる特典", "To be had instead"),
    "activity_title": ("催しの名前", "Title"),
    "activity_default": (TITLE_DEFAULT, TITLE_DEFAULT),
    "activity": ("催し", "Activity"),
    "partners_for_you": ("合いそうな団体", "Groups that fit"),
    "no_partners": (
        "いまは、合いそうな団体が見つかりません。このまま進めます。",
        "No group fits at present: go on alone.",
    ),
    "go_on_alone": ("声をかけずに進む", "Go on alone"),
    "asked_by": ("声をかけた団体", "Asked by"),
    "asked_group": ("声をかけられた団体", "Asked"),
    "held_by": ("開く団体", "Held by"),
    "and_group": ("と", " and "),
    "not_together": ("いいえ、今回は見送ります", "No, not this time"),
    "place": ("場所", "Where"),
    "capacity": ("定員", "Places"),
    "people": ("{count}人", "{count}"),
    "code_shown": ("会場に出ている番号", "Code shown at the place"),
    "code": ("番号", "Code"),
    "heads": ("使った人数", "How many people"),
    "came_to": ("市民に届いたもの", "What has come to the resident"),
    "your_points": ("ポイント", "Points"),
    "points": ("{count}ポイント", "{count} points"),
    "your_inbox": ("受信箱", "Inbox"),
    "rewards": ("特典", "Rewards"),
    "left": ("残り{count}", "{count} left"),
    "short": ("あと{count}ポイント足りません", "{count} points short"),
    "nothing_for": (
        "いまは{balance}ポイントなので、引き換えられる特典がありません。いちばん安い特典まで、あと{missing}ポイントです。活動に参加すると、たまります。",
        "You have {balance} points. The cheapest reward needs {missing} more; taking part earns them.",
    ),
    "no_rewards": ("いま、引き換えられる特典はありません。", "There are no rewards at present."),
    "too_dear": ("持っている分より高い特典を選んだら？", "What if it costs more than you have?"),
    "too_dear_press": (
        "「{reward}」（{count}ポイント）と引き換えてみる",
        "Try “{reward}” for {count} points",
    ),
    "or_gift": ("ポイントは、人に贈ることもできます。", "Points can be given to somebody, too."),
    "gift_link": ("団体の役員に贈る", "Give some to the officer"),
    "gift_to": ("贈る相手", "To"),
    "amount": ("贈るポイント", "How many points"),
    "reward": ("特典", "Reward"),
    "keep_until": ("受け取りの期限", "Fetch by"),
    "number_shown": ("引換番号", "Number to show"),
    "number": ("番号", "Number"),
    "what_about": ("何のことで困っていますか", "What is it about?"),
    "desk_days": ("{desk}・平日{days}日のうちに返事", "{desk}, within {days} working days"),
    "worry_words": ("くわしく（書かなくてもかまいません）", "More, if you like"),
    "worry_private": (
        "読めるのは、本人と担当者と窓口の責任者だけです。ほかのサービスには伝わりません。",
        "Only you, the person who handles it and the owner of the desk can read it; no other service hears of it.",
    ),
    "worry_is": ("相談の内容", "The worry"),
    "worry_about": ("種類", "About"),
    "desk": ("窓口", "Desk"),
    "has_it": ("担当者", "Who has it"),
    "still": (
        "市民は「まだ困っている」と答えました。もう一度、返事を書いてください。",
        "It is not solved yet: please answer once more.",
    ),
    "your_answer": ("返事", "Your answer"),
    "answer_default": (ANSWER_DEFAULT, ANSWER_DEFAULT),
    "other": ("ほかの人が読もうとしたら？", "What if somebody else wants to read it?"),
    "other_note": (
        "読めるのは、本人と担当者と窓口の責任者だけです。ほかの人には、相談があることも知らせません。",
        "Only its person, who has it and the owner of the desk can. Nobody else is even told that it exists.",
    ),
    "other_press": ("団体の役員として読んでみる", "Try it as the group's officer"),
    "answered": ("届いた返事", "The answer"),
    "not_yet": ("まだ困っている", "Not yet"),
    "end": ("ひとまわりしました", "You have been all the way round"),
    "end_part": ("ここまでのまとめ", "What happened so far"),
    "end_lead": (
        "ありがとうございました。ボタンのうらで、これだけのことが起きました。",
        "Thank you. This is what happened behind the buttons.",
    ),
    "count_steps": ("進んだ手順", "Steps taken"),
    "count_events": ("サービスが出した知らせ", "Events sent by services"),
    "count_heard": ("ほかのサービスが聞いた回数", "Times that others heard one"),
    "count_messages": ("人に届いたお知らせ", "Messages to people"),
    "points_now": ("市民の今のポイント", "The resident's points now"),
    "inbox_now": ("市民に届いたお知らせ", "The resident's messages"),
    "chapter_caused": ("{steps}手順・{events}件", "steps: {steps}, events: {events}"),
    "by_chapter": ("章ごとに起きたこと", "Chapter by chapter"),
    "look_on": ("このあと見るなら", "Where to look next"),
    "to_town": ("まちの1週間の数字", "The town's week in figures"),
    "to_happening": ("いま、まちで起きていること", "What is happening in the town"),
    "to_docs": ("すべての機能と知らせの説明（くわしい人向け）", "Every route and event, for developers"),
    "to_events": ("知らせの流れそのもの（くわしい人向け）", "The stream of events itself, for developers"),
    "to_mails": (
        "見本のまちが送ったメール（{count}通、くわしい人向け）",
        "Mails that the town sent ({count}), for developers",
    ),
    "caused": ("いまの手順で起きたこと", "What that step caused"),
    "caused_none": (
        "ほかのサービスへの知らせはありません（紹介のサービスの中だけの記録です）。",
        "Nothing that other services hear of: a record inside one service.",
    ),
    "caused_late": (
        "知らせがまだ届いていません。少し待って、ページを開き直してください。",
        "Not everything has arrived yet: open the page again in a moment.",
    ),
    "event": ("起きたこと", "What happened"),
    "heard_by": ("届いた先", "Heard by"),
    "heard_by_none": ("（ありません）", "(nobody here)"),
    "times": ("（{count}件）", " ({count})"),
    "not_done": ("まだ進んでいません", "Not done"),
    "choose_one": ("ひとつ以上に印を付けてください。", "Please tick at least one."),
    "choose_group": ("団体をひとつ選んでください。", "Please choose a group."),
    "write_something": (
        "空のままでは送れません。ひとこと書いてください。",
        "Please write something: it must not be empty.",
    ),
    "count_heads": ("人数を 1 から 99 までの数字で入れてください。", "Give the number of people, from 1 to 99."),
    "choose_reward": ("特典をひとつ選んでください。", "Please choose a reward."),
    "give_number": ("市民が見せた番号を入れてください。", "Please enter the number that the resident shows."),
    "count_points": ("ポイントを 1 以上の数字で入れてください。", "Give a number of points, 1 or more."),
    "nobody_at_counter": (
        "いま、窓口に職員がいません。代わりに、ポイントを贈ってみてください。",
        "Nobody is at a counter at present. Please try giving points instead.",
    ),
    "choose_worry": (
        "近いものをひとつ選ぶか、ひとこと書いてください。",
        "Please choose what comes nearest, or write a few words.",
    ),
    "nobody_acts": (
        "この団体には、いま役員がいません。ほかの団体を選んでください。",
        "Nobody acts for this group at present. Please choose another.",
    ),
    "lost": (
        "このアドレスからは続きが分かりません。はじめからやり直してください。",
        "This address does not say where you were. Please start again.",
    ),
    "away": (
        "いま、まちのサービスにつながりません。少し待って、もう一度押してください。",
        "The town does not answer at the moment. Please wait a little and press again.",
    ),
    "go_on": ("次の手順へ進む", "Go on to the next step"),
}


def text(name: str, language: Language, **values: object) -> str:
    """One text, with its values filled in."""
    return _of(TEXTS[name], language).format(**values)


def step_text(step: str, name: str, language: Language) -> str:
    """``title``, ``lead``, ``press`` or ``done`` of a step."""
    return _of(STEPS[step][name], language)


def chapter_text(chapter: str, name: str, language: Language) -> str:
    """``title`` or ``lead`` of a chapter."""
    return _of(CHAPTERS[chapter][name], language)


def role_text(role: str, language: Language) -> str:
    """A role in words."""
    return _of(ROLES[role], language)


def event_text(type_name: str, language: Language) -> str:
    """A type of events in words; its own name when there are none."""
    return _of(EVENTS.get(type_name, (type_name, type_name)), language)


def service_text(name: str, language: Language) -> str:
    """A service in words; its own name when there are none."""
    return _of(SERVICES.get(name, (name, name)), language)


def _of(pair: tuple[str, str], language: Language) -> str:
    return pair[0 if language == "ja" else 1]
