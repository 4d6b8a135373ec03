"""What to do next when a rule says no, by the section of the rulebook that the rule stands in."""

from services.booking.rulebook.rule import Language

Steps = dict[Language, str]

EXPLAIN: Steps = {
    "ja": "どう変えればよいかは、POST /bookings/explain が答えます。",
    "plain": "わからないときは、窓口（まどぐち）で聞いてください。",
    "en": "POST /bookings/explain says what would have to be different.",
}

STEPS: dict[str, Steps] = {
    "slots": {
        "ja": "示した時間のきざみ、または区分に合う時刻を選んでください。",
        "plain": "使える時間の中から、えらんでください。",
        "en": "Choose times on the grid, or the bands, that are named.",
    },
    "opening": {
        "ja": "開館時間の中で選び直してください。",
        "plain": "開いている時間を、えらんでください。",
        "en": "Choose a time within the opening hours.",
    },
    "closures": {
        "ja": "別の日を選んでください。休館日は、施設の空き状況で確かめられます。",
        "plain": "べつの日を、えらんでください。",
        "en": "Choose another day; the availability of the facility shows which are closed.",
    },
    "lengths": {
        "ja": "利用時間の長さを変えてください。",
        "plain": "使う時間の長さを、かえてください。",
        "en": "Make it shorter or longer, as the limit says.",
    },
    "opens": {
        "ja": "受付が始まってから、もう一度お申し込みください。",
        "plain": "その日になったら、もう一度申し込んでください。",
        "en": "Ask again when requests are taken.",
    },
    "closes": {
        "ja": "これから受付のある日時を選ぶか、施設の窓口にお問い合わせください。",
        "plain": "べつの日を、えらんでください。",
        "en": "Choose a time that is still to come, or ask at the facility's counter.",
    },
    "penalties": {
        "ja": "示した日の翌日から、またお申し込みいただけます。異議の申し立て先も、そこに示しています。",
        "plain": "その日がすぎたら、申し込むことができます。",
        "en": "Ask again after the day that is named; where to object is named too.",
    },
    "eligibility": {
        "ja": "条件に合う団体や室で申し込むか、窓口にご相談ください。団体では、役員の方が group_id を指定します。",
        "plain": "ほかの部屋（へや）か、グループで申し込んでください。",
        "en": "Ask as a group (an officer names group_id) or for a room that meets the condition, or ask at the desk.",
    },
    "purposes": {
        "ja": "目的に合う別の施設を選ぶか、窓口にご相談ください。",
        "plain": "べつの施設（しせつ）を、えらんでください。",
        "en": "Choose another facility, or ask at the desk.",
    },
    "passings": {
        "ja": "別の時間や室は、今すぐ予約できます。この枠は、示した時刻になってからお申し込みください。",
        "plain": "ほかの時間なら、今 予約できます。",
        "en": "Other times and rooms can be booked now; ask for this one again from the moment given.",
    },
    "caps": {
        "ja": "使わない予約を取り消すか、示した日より後の日を選んでください。",
        "plain": "使わない予約を、やめてください。",
        "en": "Cancel a booking that is not needed, or choose a day after the one that is named.",
    },
    "equipment": {
        "ja": "備品の数を減らすか、別の日を選んでください。",
        "plain": "道具（どうぐ）の数を、へらしてください。",
        "en": "Ask for fewer, or choose another day.",
    },
    "approvals": {
        "ja": "職員の返事を待ってください。急ぐときは窓口に相談してください。",
        "plain": "市の人の返事を、まってください。",
        "en": "Wait for the answer of staff, or ask at the counter.",
    },
    "holds": {
        "ja": "仮予約ではなく、予約してください。",
        "plain": "仮予約（かりよやく）をしないで、予約してください。",
        "en": "Book it at once instead of holding it.",
    },
    "hold_limits": {
        "ja": "使う仮予約を確定するか、使わないものを取り消してください。承認のいらない利用は、すぐに予約できます。",
        "plain": "ほかの仮予約（かりよやく）を、決めるか、やめてください。",
        "en": "Confirm the holds that will be used, give back the rest; what needs no approval can be booked at once.",
    },
    "preemptions": {
        "ja": "ほかの方に動いていただける日時を選ぶか、空いている室を予約してください。",
        "plain": "あいている部屋（へや）を、えらんでください。",
        "en": "Choose a time at which others can still be asked to give way, or book a room that is free.",
    },
    "prices": {
        "ja": "料金表にある区分や室で、お申し込みください。",
        "plain": "料金表（りょうきんひょう）にある時間を、えらんでください。",
        "en": "Ask for bands and rooms that the table has a price for.",
    },
    "cancellations": {
        "ja": "施設の窓口に、お電話でご相談ください。",
        "plain": "窓口（まどぐち）に、電話してください。",
        "en": "Please call the facility's counter.",
    },
    "starts": {
        "ja": "時間になってから、もう一度お試しください。",
        "plain": "その時間になったら、もう一度してください。",
        "en": "Try again when the time has come.",
    },
}
"""Every section whose rules say no; a test holds it to the sections of the schema."""


def next_steps(section: str) -> Steps:
    """What to do next, in the three languages."""
    return {
        language: f"{text}{'' if language != 'en' else ' '}{EXPLAIN[language]}"
        for language, text in STEPS[section].items()
    }
