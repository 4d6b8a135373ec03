"""What the figures of the ladder say no to, in words and with what to do next."""

from shared.errors import Refusal


class WrongLadderFile(Refusal):
    """A table cannot be read. ``faults``: each with its line; nothing of it was taken."""

    status = 422
    code = "wrong-ladder-file"
    ja = "表を読み込めません。何も取り込んでいません。{faults}"
    en = "The table cannot be read; nothing of it was taken. {faults}"
    next_ja = "示された行を直してから、もう一度送ってください。"
    next_en = "Correct the lines that are named and send it again."


class NothingToEstimate(Refusal):
    """Population and survey are needed first."""

    status = 409
    code = "nothing-to-estimate"
    ja = "推計には、年齢別人口と意識調査の両方が必要です。"
    en = "An estimate needs a population by age and a survey."
    next_ja = "PUT /ladder/population と PUT /ladder/survey で取り込んでください。"
    next_en = "Take both in with PUT /ladder/population and PUT /ladder/survey."


class PublishedRecently(Refusal):
    """Figures change at most every 28 days, so that no difference tells of one person."""

    status = 409
    code = "published-recently"
    ja = "数値は28日に1回まで公表できます。短い間をおいた差から個人が分かるのを防ぐためです。"
    en = "Figures are published every 28 days at most, so that no difference tells of one person."
    next_ja = "{until} 以降に、もう一度公表してください。表を直したときは、今でも公表できます。"
    next_en = "Publish again from {until} on; after a corrected table you may do so now."


class LadderNotPublished(Refusal):
    """No figures have been published."""

    status = 404
    code = "ladder-not-published"
    ja = "関わりの段階の推計は、まだ公表されていません。"
    en = "No estimate of the ladder has been published yet."
    next_ja = "市の職員が公表するまでお待ちください。"
    next_en = "Wait until city staff publish one."
