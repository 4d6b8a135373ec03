"""Ways in which holding an activity together says no, in words for people and with what to do next."""

from shared.errors import Refusal


class TooManyCoHosts(Refusal):
    """More groups than one activity is held by, or asked more often than one activity asks."""

    code = "too-many-co-hosts"
    ja = "一緒に開く団体は、ほかに{co_hosts_max}団体までです（声をかけられるのは、のべ{asked_max}団体まで）。"
    en = "At most {co_hosts_max} other groups hold an activity together, and at most {asked_max} are ever asked."
    next_ja = "団体をしぼって、もう一度送ってください。"
    next_en = "Name fewer groups and send it again."
    plain = "いっしょに ひらく 団体（だんたい）は、ほかに {co_hosts_max}つ までです。"
    next_plain = "団体（だんたい）を へらして ください。"


class CoHostTwice(Refusal):
    """A group is named twice, or is the one that announces."""

    code = "co-host-twice"
    ja = "一緒に開く団体に、同じ団体が二度あるか、お知らせを出す団体自身が入っています。"
    en = "A group is named twice, or is the group that announces the activity."
    next_ja = "一緒に開くほかの団体（together_with）を、一度ずつ入れてください。"
    next_en = "Name each other group once (together_with)."
    plain = "おなじ 団体（だんたい）が 二つ あります。"
    next_plain = "ほかの 団体（だんたい）を 一つずつ 入れて ください。"


class CoHostAway(Refusal):
    """The group pauses or has ended, so that it holds nothing together with others."""

    status = 409
    code = "co-host-away"
    ja = "その団体は、いま活動を休止しているか、終了しています。一緒に開くことはできません。"
    en = "That group takes a break or has ended, so that it holds nothing together with others."
    next_ja = "ほかの団体に声をかけるか、団体だけで開いてください。休止中の団体は、再開してからお願いできます。"
    next_en = "Ask another group, or hold it alone. A group that takes a break can be asked when it is back."
    plain = "その 団体（だんたい）は 今 休んでいるか、おわりました。"
    next_plain = "ほかの 団体（だんたい）に 聞いて ください。"


class CoHostWithoutOfficer(Refusal):
    """Nobody acts for the group, so that nobody could answer."""

    status = 409
    code = "co-host-without-officer"
    ja = "その団体には、いま役員がいないため、返事をもらえません。"
    en = "Nobody acts for that group at present, so that nobody could answer."
    next_ja = "ほかの団体に声をかけるか、協創スタッフに相談してください。"
    next_en = "Ask another group, or speak to a coordinator."
    plain = "その 団体（だんたい）には、返事を する 人が いません。"
    next_plain = "ほかの 団体（だんたい）か、市の 人に 聞いて ください。"


class CoHostAskedEnough(Refusal):
    """The group has not answered what it was asked before."""

    status = 409
    code = "co-host-asked-enough"
    ja = "その団体には、返事を待っている声かけが、もう{waiting_max}件あります。"
    en = "{waiting_max} questions of yours wait for a word of that group already."
    next_ja = "返事を待つか、前の声かけを取り下げてから、もう一度送ってください。"
    next_en = "Wait for its answers, or take one back, and send it again."
    plain = "その 団体（だんたい）の へんじを、もう {waiting_max}つ まって います。"
    next_plain = "へんじを まって ください。"


class CoHostNotAgain(Refusal):
    """Who said no, or left, is not asked again about the same activity."""

    status = 409
    code = "co-host-not-again"
    ja = "その団体は、この活動を一緒に開かないと答えています。同じ活動で、もう一度お願いすることはできません。"
    en = "That group does not want to hold this activity together; it is not asked again about the same one."
    next_ja = "ほかの団体に声をかけるか、次の活動のときに、あらためてお願いしてください。"
    next_en = "Ask another group, or ask them about another activity."
    plain = "その 団体（だんたい）は、もう「いいえ」と 言いました。"
    next_plain = "ほかの 団体（だんたい）に 聞いて ください。"


class CoHostAnsweredAlready(Refusal):
    """The question has its answer already, another one, or was taken back."""

    status = 409
    code = "co-host-answered"
    ja = "この声かけは、もう返事が済んでいるか、取り下げられています（今の状態: {standing}）。"
    en = "This question is answered already, or was taken back (it stands: {standing})."
    next_ja = (
        "「はい」と答えたあとで降りるときは、共催をやめる手続き（…/leave）をしてください。"
        "「いいえ」を変えたいときは、お知らせを出した団体に直接お伝えください。"
    )
    next_en = "To step back from a yes, leave (…/leave). To change a no, speak to the group that announced it."
    plain = "返事は もう すんで います。"
    next_plain = "やめたい ときは、「共催（きょうさい）を やめる」を えらんで ください。"


class NotCoHost(Refusal):
    """Nobody leaves what they do not hold."""

    status = 409
    code = "not-co-host"
    ja = "この団体は、この活動の共催団体ではありません。"
    en = "This group does not hold this activity together with the other."
    next_ja = "声かけに返事をしていないときは、「はい」か「いいえ」で答えてください。"
    next_en = "If you were asked and have not answered, answer yes or no."
    plain = "この 団体（だんたい）は、いっしょに ひらいて いません。"
    next_plain = "「はい」か「いいえ」で こたえて ください。"


class CoHostingOver(Refusal):
    """The activity is over: who held it stays as it was."""

    status = 409
    code = "co-hosting-over"
    ja = "この活動は終わったため、一緒に開いた団体は変えられません。"
    en = "This activity is over, so that the groups that held it stay as they are."
    next_ja = "次の活動のときに、あらためて声をかけてください。"
    next_en = "Ask again for another activity."
    plain = "この 活動（かつどう）は もう おわりました。"
    next_plain = "つぎの 活動（かつどう）で 聞いて ください。"
