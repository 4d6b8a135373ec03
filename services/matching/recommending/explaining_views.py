"""What is answered to whoever asks why: sentences in Japanese, plain Japanese and English beside every number."""

from services.matching.domain.recommending.explaining import Lack
from services.matching.recommending.explaining import Account, Explanation
from services.matching.recommending.recommendations import Recommendations
from services.matching.rows import GroupRow
from services.matching.views import ActivityView, GroupView, ReasonView, SentenceView
from shared.web import View


class LackView(SentenceView):
    """A feature (``code``) that adds nothing or less. ``side``: ``yours``, ``theirs``, ``less``; ``points``: how many.

    Compared with another one these are the points that the other has more; alone, the most that one such thing adds.
    """

    side: str
    points: float

    @classmethod
    def of_lack(cls, lack: Lack, recommendations: Recommendations) -> "LackView":
        """The view of a lack."""
        said = recommendations.knowledge.sentences.lacking(lack)
        return cls(code=lack.feature, side=lack.side, points=lack.points, ja=said.ja, plain=said.plain, en=said.en)


class AccountView(View):
    """One group or activity: all contributions to its score, the reasons told, its place or why it has none."""

    group: GroupView | None = None
    activity: ActivityView | None = None
    score: float
    contributions: tuple[ReasonView, ...]
    reasons: tuple[str, ...]
    place: int | None
    hidden: SentenceView | None

    @classmethod
    def of(cls, account: Account, recommendations: Recommendations) -> "AccountView":
        """The view of an account."""
        hidden = account.hidden
        sentences = recommendations.knowledge.sentences
        row = account.row
        return cls(
            group=GroupView.of(row) if isinstance(row, GroupRow) else None,
            activity=None if isinstance(row, GroupRow) else ActivityView.of(row),
            score=account.score,
            contributions=tuple(ReasonView.of(part, recommendations) for part in account.parts),
            reasons=tuple(part.name for part in account.reasons),
            place=account.place,
            hidden=SentenceView.of(hidden, sentences.hidden[hidden]) if hidden else None,
        )


class WhyView(View):
    """Why this and not that. ``behind``: how many points this lacks to that one, or to the tenth place of the list.

    ``among``: how many groups and activities have a place. ``tap_factor``: how many times as much tastes count because
    one was tapped; 1 where none was.
    """

    this: AccountView
    instead_of: AccountView | None
    lacking: tuple[LackView, ...]
    behind: float
    among: int
    tap_factor: float

    @classmethod
    def of(cls, found: Explanation, recommendations: Recommendations) -> "WhyView":
        """The view of an explanation."""
        return cls(
            this=AccountView.of(found.this, recommendations),
            instead_of=AccountView.of(found.that, recommendations) if found.that else None,
            lacking=tuple(LackView.of_lack(lack, recommendations) for lack in found.lacking),
            behind=found.behind,
            among=found.among,
            tap_factor=found.tap_factor,
        )
