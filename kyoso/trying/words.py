"""The words of the pages to try things on, Japanese and English side by side."""

from collections.abc import Mapping

from shared.web.words import Language

ROLES: Mapping[str, tuple[str, str]] = {
    "resident": ("市民", "a resident"),
    "coordinator": ("協創スタッフ（つなぎ役）", "a coordinator"),
    "officer": ("団体の役員", "an officer of the group"),
}

SERVICES: Mapping[str, tuple[str, str]] = {
    "people": ("利用者", "people"),
    "booking": ("予約と催し", "booking"),
    "matching": ("紹介", "matching"),
    "points": ("ポイント", "points"),
    "notifications": ("お知らせ", "notifications"),
    "feeds": ("外部への配信", "feeds"),
}
"""The services by the names that their pages would have."""

EVENTS: Mapping[str, tuple[str, str]] = {
    "introduction-proposed.v1": (
        "紹介の申込みがあり、担当が決まった",
        "an introduction was asked for and has an owner",
    ),
    "introduction-accepted.v1": ("市民と団体の両方が「はい」と答えた", "resident and group have both said yes"),
    "introduction-declined.v1": ("紹介は見送りになった", "the introduction was declined"),
    "introduction-completed.v1": ("紹介が終わった", "the introduction is complete"),
    "group-joined.v1": ("団体に新しい会員が入った", "somebody joined the group"),
    "booking-confirmed.v1": ("部屋の予約ができた", "a room was booked"),
    "slots-taken.v1": ("部屋の時間がうまった（だれがかは伝えない）", "times of a room are taken (not by whom)"),
    "slots-freed.v1": ("部屋の時間が空いた", "times of a room are free again"),
    "booking-started.v1": ("部屋の利用が始まった", "the use of the room began"),
    "booking-completed.v1": ("部屋の利用が終わった", "the use of the room is over"),
    "activity-announced.v1": ("催しのお知らせが出た", "an activity was announced"),
    "activity-signed-up.v1": ("催しに参加の申込みがあった", "somebody signed up"),
    "activity-attended.v1": ("催しに参加した", "somebody took part"),
    "points-earned.v1": ("ポイントが付いた", "points were credited"),
    "message-sent.v1": ("受信箱にお知らせが届いた", "a message is in an inbox"),
}

STEPS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "interests": {
        "title": ("好きなことを選ぶ", "Say what you like"),
        "lead": (
            "好きなことや、やってみたいことに印を付けてください。あとの「おすすめ」の理由になります。",
            "Tick what you like or would like to try. The recommendations will be reasoned with it.",
        ),
        "press": ("これで登録する", "Register these"),
        "done": ("好きなことを登録しました。", "Your interests are registered."),
    },
    "group": {
        "title": ("団体に紹介をたのむ", "Ask to meet a group"),
        "lead": (
            "あなたに合いそうな団体です。どうしておすすめなのか、理由も見られます。ひとつ選んで、ひとこと書いてください。",
            "Groups that may suit you, and why. Choose one and write a few words to it.",
        ),
        "press": ("紹介をたのむ", "Ask for an introduction"),
        "done": ("紹介をたのみました。担当の協創スタッフが決まりました。", "You asked; a coordinator has it now."),
    },
    "introduction": {
        "title": ("団体の返事を記録する", "Record the group's answer"),
        "lead": (
            "ここからは協創スタッフの画面です。申込みを読み、団体に電話して返事を聞いたことにします。",
            "Now you are the coordinator. Read the request; let us say that you called the group and heard its answer.",
        ),
        "press": ("団体は「はい」と答えた", "The group says yes"),
        "done": ("団体の返事を記録しました。", "The group's answer is recorded."),
    },
    "member": {
        "title": ("会員に迎える", "Welcome the new member"),
        "lead": (
            "ここからは団体の役員の画面です。紹介がまとまっただけでは会員になりません。役員が迎えます。",
            "Now you are an officer of the group. An introduction alone makes nobody a member: you do.",
        ),
        "press": ("会員に迎える", "Add the member"),
        "done": ("会員に迎えました。", "The group has a new member."),
    },
    "room": {
        "title": ("部屋を予約する", "Book a room"),
        "lead": (
            "集まる部屋を取ります。「いつでもハウス」は、いつでも使える見本の施設です。空いている部屋をひとつ取ります。",
            "A place to meet. This sample venue is open around the clock; any room that is free now will do.",
        ),
        "press": ("いまから30分、部屋を予約する", "Book a room from now on"),
        "done": ("部屋を予約しました。", "The room is booked."),
    },
    "start": {
        "title": ("部屋の利用を始める", "Start using the room"),
        "lead": (
            "部屋の入口です。予約の番号を入れると、利用が始まります。わざと違う番号を入れてみることもできます。",
            "At the door: the code of the booking starts the use. Try a wrong one, if you like.",
        ),
        "press": ("利用を始める", "Start"),
        "done": ("部屋の利用を始めました。", "The use of the room has begun."),
    },
    "announce": {
        "title": ("催しを知らせる", "Announce an activity"),
        "lead": (
            "この部屋でする催しを、まちのみんなに知らせます。名前は自由に変えられます。",
            "Tell the town what you will do in this room. Change the title as you like.",
        ),
        "press": ("お知らせを出す", "Announce it"),
        "done": ("催しのお知らせを出しました。", "The activity is announced."),
    },
    "sign-up": {
        "title": ("参加を申し込む", "Sign up"),
        "lead": ("ここからは、また市民の画面です。催しに参加を申し込みます。", "You are the resident again: sign up."),
        "press": ("参加を申し込む", "Sign up"),
        "done": ("参加を申し込みました。", "You are signed up."),
    },
    "attend": {
        "title": ("参加を記録する", "Record that you are there"),
        "lead": (
            "会場にはその時だけの番号が出ています。それを入れると、参加した証拠になります。",
            "At the place a code is shown that is good for a few minutes. Giving it proves that you are there.",
        ),
        "press": ("参加を記録する", "Record it"),
        "done": ("参加を記録しました。ポイントも付きました。", "Your attendance is recorded, and earned points."),
    },
    "complete": {
        "title": ("部屋の利用を終える", "Finish"),
        "lead": (
            "これで、ひとまわりです。最後に役員が、部屋を使った人数を記録します。",
            "That is the whole loop. At last the officer records how many used the room.",
        ),
        "press": ("利用を終える", "Finish the use"),
        "done": ("部屋の利用を終えました。", "The use of the room is over."),
    },
}
"""What each step is called, says, has on its button, and says afterwards."""

WORDS_DEFAULT = "はじめまして。一度、活動を見学させてください。"
TITLE_DEFAULT = "はじめての方の見学会"
"""What residents write to each other is Japanese on both pages."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "try": ("ためしてみる", "Try it"),
    "lead": (
        "好きなことを選ぶところから、団体に入り、部屋を取り、催しに参加してポイントが付くまでを、順に押していくだけで体験できます。登録はいりません。",
        "Say what you like, join a group, book a room, take part and earn points: just press on. No account is needed.",
    ),
    "who": (
        "手順ごとに、市民・協創スタッフ・団体の役員の役になります。登場する人は、みな架空の人です。",
        "You will be a resident, a coordinator and an officer in turn. Everybody here is made up.",
    ),
    "steps": ("手順", "The steps"),
    "begin": ("はじめる", "Begin"),
    "again": ("もう一度はじめから", "Start again"),
    "step_of": ("手順 {number}／{total}", "Step {number} of {total}"),
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
    "activity_title": ("催しの名前", "Title"),
    "activity_default": (TITLE_DEFAULT, TITLE_DEFAULT),
    "activity": ("催し", "Activity"),
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
    "end": ("ひとまわりしました", "The loop is complete"),
    "end_lead": (
        "ありがとうございました。{steps}の手順の間に、{events}件の知らせが、のべ{heard}のサービスに届きました。",
        "Thank you. In {steps} steps, {events} events were heard {heard} times by other services.",
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
    "town_page": ("まちのページを見る", "Look at the town"),
}


def text(name: str, language: Language, **values: object) -> str:
    """One text, with its values filled in."""
    return _of(TEXTS[name], language).format(**values)


def step_text(step: str, name: str, language: Language) -> str:
    """``title``, ``lead``, ``press`` or ``done`` of a step."""
    return _of(STEPS[step][name], language)


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
