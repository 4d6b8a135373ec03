"""The words of the chapters and of their steps, Japanese and English side by side."""

from collections.abc import Mapping

CHAPTERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "finding": {
        "title": ("見つける", "Find"),
        "lead": ("好きなことから、合いそうな団体に出会う", "From what you like to a group that suits you"),
    },
    "meeting": {
        "title": ("集まる", "Meet"),
        "lead": ("部屋を取り、みんなに知らせて、参加する", "Book a room, tell the town, take part"),
    },
    "thanking": {
        "title": ("ありがとう", "Thanks"),
        "lead": ("参加してたまったポイントを使う", "Use the points that taking part earned"),
    },
    "consulting": {
        "title": ("相談", "Ask"),
        "lead": ("困りごとを話して、返事をもらう", "Bring a worry and get an answer"),
    },
}
"""What each chapter is called, and what it is about."""

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
    "partner": {
        "title": ("ほかの団体に声をかける", "Ask another group"),
        "lead": (
            "ひとりより、ふたり。この団体に合いそうな団体です。催しを一緒に開きませんか、と声をかけられます（共催）。声をかけずに進むこともできます。",
            "Groups that fit this one: ask one of them to hold the activity together with you, or go on alone.",
        ),
        "press": ("声をかける", "Ask them"),
        "done": ("声かけの手順を終えました。", "That is decided."),
    },
    "together": {
        "title": ("「はい」か「いいえ」で答える", "Say yes or no"),
        "lead": (
            "ここからは、声をかけられた団体の役員の画面です。「はい」と答えるまで、催しにこの団体の名前は出ません。",
            "Now you act for the group that was asked. Until a yes the activity does not bear its name.",
        ),
        "press": ("はい、一緒に開きます", "Yes, together"),
        "done": ("返事をしました。", "They have answered."),
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
            "集まりが終わりました。役員が、部屋を使った人数を記録します。",
            "The meeting is over: the officer records how many used the room.",
        ),
        "press": ("利用を終える", "Finish the use"),
        "done": ("部屋の利用を終えました。", "The use of the room is over."),
    },
    "reward": {
        "title": ("ポイントを使う", "Use your points"),
        "lead": (
            "また市民の画面です。たまったポイントを、まちの特典と引き換えます。ひとつ選んでください。",
            "You are the resident again. Redeem what you earned for a reward of the town: choose one.",
        ),
        "press": ("これと引き換える", "Redeem"),
        "done": ("特典を取り置きました。", "The reward is kept for you."),
    },
    "fetch": {
        "title": ("特典を渡す", "Hand over the reward"),
        "lead": (
            "ここからは窓口の職員の画面です。市民が見せた番号を入れて、特典を渡します。",
            "Now you are staff at a counter: enter the number that the resident shows, and hand it over.",
        ),
        "press": ("渡す", "Hand it over"),
        "done": ("特典を渡しました。", "The reward is handed over."),
    },
    "gift": {
        "title": ("ポイントを贈る", "Give points"),
        "lead": (
            "お世話になった団体の役員に、お礼のポイントを贈ります。",
            "Give some points to the officer of the group, as thanks.",
        ),
        "press": ("贈る", "Give"),
        "done": ("ポイントを贈りました。", "The points are given."),
    },
    "worry": {
        "title": ("困りごとを相談する", "Bring a worry"),
        "lead": (
            "ふたつ押して選ぶと、話を聞く人が決まります。近いもので、かまいません。",
            "Two taps, and a named person has it. Choose what comes nearest.",
        ),
        "press": ("相談する", "Send it"),
        "done": ("相談を送りました。担当者が決まりました。", "It is sent, and a named person has it."),
    },
    "answer": {
        "title": ("相談に返事をする", "Answer the worry"),
        "lead": (
            "ここからは、相談の担当者の画面です。相談を読んで、返事を書きます。",
            "Now you are the person who handles it: read the worry and write an answer.",
        ),
        "press": ("返事を送る", "Send the answer"),
        "done": ("返事を送りました。", "The answer is sent."),
    },
    "solved": {
        "title": ("解決したか答える", "Say whether it is solved"),
        "lead": (
            "また市民の画面です。返事が届きました。解決したかどうかを決めるのは、相談した本人です。",
            "You are the resident again and have an answer. Whether it is solved is for whoever asked to say.",
        ),
        "press": ("解決した", "It is solved"),
        "done": ("市民の答えを記録しました。", "What the resident says is recorded."),
    },
}
"""What each step is called, says, has on its button, and says afterwards."""
