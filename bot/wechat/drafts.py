"""Articles: in the draft box (草稿箱), and published (发布) without telling anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.wechat.calls import Answer, Call, Door, list_of, number_of, text_of


@dataclass(frozen=True)
class Article:
    """One article. `cover` is the media_id of permanent material; `content` is HTML with the pictures uploaded."""

    title: str
    content: str
    cover: str
    author: str = ""
    digest: str = ""
    source_url: str = ""
    comments: bool = False

    def as_json(self) -> dict[str, Any]:
        """The article in the platform's words."""
        return {
            "article_type": "news",
            "title": self.title,
            "author": self.author,
            "digest": self.digest,
            "content": self.content,
            "content_source_url": self.source_url,
            "thumb_media_id": self.cover,
            "need_open_comment": int(self.comments),
        }


@dataclass(frozen=True)
class Publication:
    """How publishing goes: 0 done, 1 under way, 2 to 6 failed; `article_id` once done."""

    status: int
    article_id: str | None
    urls: tuple[str, ...] = ()


class Drafts(Door):
    """Keeps drafts and publishes them; publishing is withdrawn (48001) for uncertified accounts since July 2025."""

    def add_draft(self, articles: Sequence[Article]) -> str:
        """Add one draft of one or more articles and return its media_id."""
        body = {"articles": [article.as_json() for article in articles]}
        return text_of(self.run(Call("/cgi-bin/draft/add", body)), "media_id")

    def draft(self, media_id: str) -> list[Answer]:
        """The draft's articles in the platform's words."""
        return list_of(self.run(Call("/cgi-bin/draft/get", {"media_id": media_id})), "news_item")

    def update_draft(self, media_id: str, article: Article, index: int = 0) -> None:
        """Replace one article of the draft, counted from 0."""
        # Here, unlike in add, `articles` is one object.
        self.run(Call("/cgi-bin/draft/update", {"media_id": media_id, "index": index, "articles": article.as_json()}))

    def delete_draft(self, media_id: str) -> None:
        """Delete the draft; one already sent or published is gone by itself."""
        self.run(Call("/cgi-bin/draft/delete", {"media_id": media_id}))

    def draft_count(self) -> int:
        """How many drafts there are."""
        return number_of(self.run(Call("/cgi-bin/draft/count")), "total_count")

    def drafts(self, offset: int = 0, count: int = 20) -> list[Answer]:
        """Up to 20 drafts without their texts, newest first, in the platform's words."""
        body = {"offset": offset, "count": count, "no_content": 1}
        return list_of(self.run(Call("/cgi-bin/draft/batchget", body)), "item")

    def publish(self, media_id: str) -> str:
        """Publish the draft and return the publish_id; the end arrives as PUBLISHJOBFINISH."""
        return text_of(self.run(Call("/cgi-bin/freepublish/submit", {"media_id": media_id})), "publish_id")

    def publication(self, publish_id: str) -> Publication:
        """How publishing goes."""
        answer = self.run(Call("/cgi-bin/freepublish/get", {"publish_id": publish_id}))
        detail = answer.get("article_detail") or {}
        urls = tuple(item.get("article_url", "") for item in list_of(detail, "item"))
        return Publication(number_of(answer, "publish_status"), answer.get("article_id") or None, urls)
