"""Tags (标签): groups of followers a mass message can be addressed to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.wechat.calls import Answer, Call, Door, list_of, number_of, object_of, text_of
from bot.wechat.errors import invalid_request
from bot.wechat.followers import pages

BATCH = 50
NAME_BYTES = 30


@dataclass(frozen=True)
class Tag:
    """A tag with the number of followers carrying it. Ids 0, 1 and 2 are the platform's own."""

    id: int
    name: str
    followers: int = 0


class Tags(Door):
    """Makes tags and gives them to followers: at most 100 tags an account, 20 a follower."""

    def tags(self) -> list[Tag]:
        """All tags of the account."""
        return [_tag(row) for row in list_of(self.run(Call("/cgi-bin/tags/get")), "tags")]

    def create_tag(self, name: str) -> Tag:
        """Make a tag of at most 30 bytes."""
        answer = self.run(Call("/cgi-bin/tags/create", {"tag": {"name": _checked(name)}}))
        return _tag(object_of(answer, "tag"))

    def rename_tag(self, tag_id: int, name: str) -> None:
        """Give the tag another name of at most 30 bytes."""
        self.run(Call("/cgi-bin/tags/update", {"tag": {"id": tag_id, "name": _checked(name)}}))

    def delete_tag(self, tag_id: int) -> None:
        """Delete the tag; refused (45057) while more than 100,000 followers carry it."""
        self.run(Call("/cgi-bin/tags/delete", {"tag": {"id": tag_id}}))

    def tag_followers(self, tag_id: int, openids: Sequence[str]) -> None:
        """Give the tag to the followers, 50 a call. Doing it twice does no harm, so a failure may be repeated whole."""
        self._members("batchtagging", tag_id, openids)

    def untag_followers(self, tag_id: int, openids: Sequence[str]) -> None:
        """Take the tag from the followers, 50 a call. Doing it twice does no harm."""
        self._members("batchuntagging", tag_id, openids)

    def tags_of(self, openid: str) -> list[int]:
        """The ids of the follower's tags."""
        return list_of(self.run(Call("/cgi-bin/tags/getidlist", {"openid": openid})), "tagid_list")

    def followers_with(self, tag_id: int) -> Iterator[list[str]]:
        """The openids carrying the tag, in pages of up to 10,000."""
        return pages(lambda after: self.run(Call("/cgi-bin/user/tag/get", {"tagid": tag_id, "next_openid": after})))

    def _members(self, verb: str, tag_id: int, openids: Sequence[str]) -> None:
        for start in range(0, len(openids), BATCH):
            body = {"openid_list": list(openids[start : start + BATCH]), "tagid": tag_id}
            self.run(Call(f"/cgi-bin/tags/members/{verb}", body))


def _tag(row: Answer) -> Tag:
    return Tag(number_of(row, "id"), text_of(row, "name"), int(row.get("count", 0)))


def _checked(name: str) -> str:
    if not 0 < len(name.encode()) <= NAME_BYTES:
        raise invalid_request(f"标签名须为 1 至 {NAME_BYTES} 字节（10 个汉字），现为“{name}”。")
    return name
