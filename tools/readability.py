"""How hard a Japanese text is to read, in two plain figures: the longest sentence, and the share of kanji.

After the guideline on やさしい日本語 (出入国在留管理庁・文化庁, 2020): short sentences, few kanji, readings beside.
``python -m tools.readability`` prints both variants of every message beside each other.
"""

import re
import sys
from dataclasses import dataclass

from services.notifications.domain.recipient import Variant
from services.notifications.rendering import texts

PARAMETER = re.compile(r"\{[^}]*\}")
READING = re.compile(r"（[ぁ-ゖァ-ヺー ]+）")
SENTENCE_END = re.compile(r"[。！？\n]")
KANJI = re.compile(r"[\u4e00-\u9fff々]")
SENTENCE_CHARS_MAX = 25
"""Of plain Japanese. A sentence of the usual texts has up to 53."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one text: characters of its longest sentence, and kanji among all its characters (0 to 1)."""

    longest: int
    kanji: float


def figures(text: str) -> Figures:
    """The figures of a text; parameters, blanks and readings in brackets do not count."""
    bare = re.sub(r"[ 　]", "", READING.sub("", PARAMETER.sub("", text)))
    sentences = [sentence for sentence in SENTENCE_END.split(bare) if sentence]
    characters = "".join(sentences)
    return Figures(max(map(len, sentences), default=0), len(KANJI.findall(characters)) / max(1, len(characters)))


def of_message(name: str, variant: Variant) -> Figures:
    """The figures of a message's title and body."""
    message = texts(variant).messages[name]
    return figures(f"{message['title']}\n{message['body']}")


def main() -> int:
    """Print the figures; 1 when a plain text is not plainer than the usual one."""
    usual, plain = texts("ja").messages, texts("ja-plain").messages
    worse = 0
    for name in usual:
        before = of_message(name, "ja")
        if name not in plain:
            print(f"{name:<26} {before.longest:>3} {before.kanji:5.0%}   —")
            continue
        after = of_message(name, "ja-plain")
        is_plainer = after.longest <= SENTENCE_CHARS_MAX and after.kanji < before.kanji
        worse += not is_plainer
        mark = "" if is_plainer else "   !"
        print(f"{name:<26} {before.longest:>3} {before.kanji:5.0%}   {after.longest:>3} {after.kanji:5.0%}{mark}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
