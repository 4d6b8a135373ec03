"""What light ways in are refused for, in words for people and with what to do next."""

from shared.errors import Refusal


class TooManyPeople(Refusal):
    """More come with somebody than a kind of help takes at a time."""

    status = 422
    code = "too-many-people"
    ja = "この種類の手伝いは、一度に{people_max}人まで（本人を含む）です。"
    en = "For this kind of help at most {people_max} come at a time, the person included."
    next_ja = "people を{people_max}までにするか、ほかの人にはそれぞれ手を挙げてもらってください。"
    next_en = "Send people up to {people_max}, or let each of the others say yes themselves."
    plain = "いちどに {people_max}にんまで です。"
    next_plain = "ほかの ひとは じぶんで「やります」と いって ください。"


class WhoseIsIt(Refusal):
    """A request that is taken down for somebody names whose it is."""

    status = 422
    code = "help-whose"
    ja = "電話や窓口で受けた頼みごとには、だれのものか（person_id）が必要です。"
    en = "A request taken down on the phone or at a counter says whose it is (person_id)."
    next_ja = "POST /people/lookups で探し、なければ窓口で登録（POST /people）してから、もう一度送ってください。"
    next_en = "Look the person up with POST /people/lookups, or register them with POST /people, then send it again."
    plain = "だれの おねがいか、かいて ください。"
    next_plain = "その ひとを さがすか、とうろくして から、もういちど おくって ください。"


class HelpCodeMistyped(Refusal):
    """No number of a request: a digit is wrong, or two are the wrong way round."""

    status = 422
    code = "help-code-mistyped"
    ja = "この番号には間違いがあります。"
    en = "This number has a slip in it."
    next_ja = "8桁の番号を、もう一度聞いてください。"
    next_en = "Ask for the eight digits once more."
    plain = "ばんごうが ちがいます。"
    next_plain = "8けたの ばんごうを、もういちど きいて ください。"
