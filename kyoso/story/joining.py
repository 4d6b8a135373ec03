"""Coming together, as part of the loop: interests, recommendations, an introduction, a yes, and a new member."""

from kyoso.story.client import Refused, StepFailed, until
from kyoso.story.stage import Stage

RECOMMENDATIONS = 20


class Joining(Stage):
    """The steps from an interest to a membership. ``_joined``: it is to be taken back at the end."""

    _joined = False

    async def declare_interests(self) -> None:
        """The resident says what they like; enough of it is what the group does."""
        group = self.players.group
        wishes = {
            "tags": list(group["tags"])[:3],
            "areas": group["areas"],
            "availability": ["weekend-morning", "weekday-evening"],
            "languages": ["ja"],
            "role_wishes": list(group["needs"])[:2] or ["joining"],
        }
        self.client.next_step()
        await self.client.command("PUT", "/matching/people/me/interests", self.players.resident, wishes)
        words = await self._vocabulary()
        tags = "、".join(words.get(tag, tag) for tag in wishes["tags"])
        await self.done(f"市民が関心を登録しました（{tags}）", "A resident declared interests")

    async def read_recommendations(self) -> None:
        """Each recommendation says why; that of the group, when it is among them, is told."""
        self.client.next_step()
        path = "/matching/people/me/recommendations"
        found = await self.client.get(path, self.players.resident, limit=RECOMMENDATIONS)
        items = found["items"] if isinstance(found, dict) else found
        if not items or not all(item["reasons"] or item.get("turn") for item in items):
            raise StepFailed("理由のあるおすすめがありません。 / There is no recommendation with a reason.")
        groups = [item for item in items if "group" in item]
        ours = [item for item in groups if item["group"]["group_id"] == self.outcome.group_id]
        shown = (ours or groups or items)[0]
        what = shown.get("group", shown.get("activity"))
        reasons = "／".join(str(reason["ja"]) for reason in shown["reasons"])
        name = what.get("name") or what.get("title")
        await self.done(
            f"おすすめが{len(items)}件。「{name}」の理由: {reasons}", "Recommendations, each with its reasons"
        )

    async def ask_for_introduction(self) -> None:
        """Asking is the resident's yes; a named coordinator takes it, by area and load."""
        self.client.next_step()
        body = {"group_id": self.outcome.group_id, "message": "はじめまして。一度、活動を見学させてください。"}
        asked = await self.client.command("POST", "/matching/introductions", self.players.resident, body)
        self.outcome.introduction_id = asked["introduction_id"]
        await self.done(
            f"「{self.players.group['name']}」への紹介を申し込み、{asked['coordinator_id']} が担当になりました",
            "Asked for an introduction; a coordinator has it",
            "introduction-proposed.v1",
            "message-sent.v1",
        )

    async def say_yes(self) -> None:
        """The officer's yes."""
        self.client.next_step()
        id, officer = self.outcome.introduction_id, self.players.officer

        async def listed() -> bool | None:
            page = await self.client.get("/matching/introductions", officer, group_id=self.outcome.group_id, limit=200)
            return any(item["introduction_id"] == id for item in page["items"]) or None

        await until(listed, "紹介が役員の一覧に出ません / The officer's list does not show the introduction")
        await self.client.command("POST", f"/matching/introductions/{id}/accept", officer)
        await self.done("団体の役員が紹介を受けました", "The officer said yes too", "introduction-accepted.v1")

    async def become_member(self) -> None:
        """An accepted introduction joins nobody: the officer's call does."""
        self.client.next_step()
        body = {"person_id": self.outcome.person_id, "introduction_id": self.outcome.introduction_id}
        path = f"/matching/groups/{self.outcome.group_id}/members"
        await self.client.command("POST", path, self.players.officer, body)
        self._joined = True
        await self.done("団体の会員になりました", "Became a member of the group", "group-joined.v1", "message-sent.v1")

    async def _vocabulary(self) -> dict[str, str]:
        """Code → Japanese word of the tags, where the instance publishes them."""
        try:
            lists = await self.client.get("/matching/vocabulary")
        except Refused:
            return {}
        return {entry["code"]: entry["ja"] for entry in lists["tags"]}
