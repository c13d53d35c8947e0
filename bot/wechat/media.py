"""Files at the platform: temporary media (three days), pictures inside articles, and permanent material."""

from bot.wechat.calls import Answer, Call, Door, Upload, text_of


class Media(Door):
    """Uploads files. Kinds: image, voice, video, thumb."""

    def upload_media(self, kind: str, file: Upload) -> str:
        """Upload for three days and return the media_id."""
        return _media_id(self.run(Call("/cgi-bin/media/upload", upload=file, params={"type": kind})))

    def upload_article_picture(self, file: Upload) -> str:
        """Upload a picture for use inside an article's text and return its URL; pictures from elsewhere are dropped."""
        return text_of(self.run(Call("/cgi-bin/media/uploadimg", upload=file)), "url")

    def add_material(self, kind: str, file: Upload, *, title: str = "", introduction: str = "") -> str:
        """Upload for good and return the media_id; only a video takes title and introduction."""
        about = {"description": {"title": title, "introduction": introduction}} if kind == "video" else None
        return _media_id(self.run(Call("/cgi-bin/material/add_material", about, upload=file, params={"type": kind})))

    def delete_material(self, media_id: str) -> None:
        """Delete permanent material."""
        self.run(Call("/cgi-bin/material/del_material", {"media_id": media_id}))


def _media_id(answer: Answer) -> str:
    return text_of(answer, "media_id" if answer.get("media_id") else "thumb_media_id")
