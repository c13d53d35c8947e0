"""The account's followers (关注者) as the platform knows them: no names, no faces, since 2021."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.wechat.calls import Answer, Call, Door, list_of, object_of, text_of

BATCH = 100


@dataclass(frozen=True)
class Follower:
    """One follower. Of somebody who left only `openid` is known and `subscribed` is False."""

    openid: str
    subscribed: bool
    subscribed_at: datetime | None = None
    remark: str = ""
    tag_ids: tuple[int, ...] = ()
    came_by: str = ""  # subscribe_scene, such as ADD_SCENE_QR_CODE
    qr_scene: str = ""
    language: str = ""
    unionid: str = ""


class Followers(Door):
    """Reads followers and sets remarks."""

    def follower_pages(self) -> Iterator[list[str]]:
        """All openids, in pages of up to 10,000; 500 pages a day are allowed."""
        return pages(lambda after: self.run(Call("/cgi-bin/user/get", params={"next_openid": after} if after else {})))

    def follower(self, openid: str) -> Follower:
        """What is known about one follower."""
        return _follower(self.run(Call("/cgi-bin/user/info", params={"openid": openid, "lang": "zh_CN"})))

    def followers(self, openids: Sequence[str]) -> list[Follower]:
        """What is known about many, asked for 100 at a time."""
        found: list[Follower] = []
        for start in range(0, len(openids), BATCH):
            wanted = [{"openid": openid, "lang": "zh_CN"} for openid in openids[start : start + BATCH]]
            answer = self.run(Call("/cgi-bin/user/info/batchget", {"user_list": wanted}))
            found += [_follower(row) for row in list_of(answer, "user_info_list")]
        return found

    def set_remark(self, openid: str, remark: str) -> None:
        """Set the name workers see for the follower in the platform's own console, at most 30 characters."""
        self.run(Call("/cgi-bin/user/info/updateremark", {"openid": openid, "remark": remark}))


def pages(ask: Callable[[str], Answer]) -> Iterator[list[str]]:
    """Follow `next_openid` from page to page. The last page has one too: an empty page is the end."""
    after = ""
    while True:
        answer = ask(after)
        openids = [str(openid) for openid in list_of(object_of(answer, "data"), "openid")]
        if not openids:
            return
        yield openids
        following = str(answer.get("next_openid") or "")
        if following in {"", after}:
            return
        after = following


def _follower(row: Answer) -> Follower:
    at = row.get("subscribe_time")
    return Follower(
        openid=text_of(row, "openid"),
        subscribed=str(row.get("subscribe", 0)) == "1",
        subscribed_at=datetime.fromtimestamp(int(at), UTC) if at else None,
        remark=str(row.get("remark", "")),
        tag_ids=tuple(list_of(row, "tagid_list")),
        came_by=str(row.get("subscribe_scene", "")),
        qr_scene=str(row.get("qr_scene_str") or row.get("qr_scene") or ""),
        language=str(row.get("language", "")),
        unionid=str(row.get("unionid", "")),
    )
