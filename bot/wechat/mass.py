"""Mass sending (群发): one job for everyone with a tag, or for a list of followers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.wechat.calls import Answer, Call, Door, number_of, text_of
from bot.wechat.errors import PermanentError, invalid_request

LIST_SIZES = range(2, 10_001)
CLIENT_ID_BYTES = 32
SENT_BEFORE = 45065
Content = dict[str, Any]


@dataclass(frozen=True)
class MassJob:
    """A job the platform took. `repeated`: it had taken it before, under the same client id."""

    msg_id: int
    msg_data_id: int | None = None
    repeated: bool = False


def mass_text(text: str) -> Content:
    """Plain text."""
    return {"msgtype": "text", "text": {"content": text}}


def mass_article(media_id: str, *, even_if_reprint: bool = False) -> Content:
    """A draft (or permanent article) by its media_id; the draft leaves the draft box once sent."""
    return {"msgtype": "mpnews", "mpnews": {"media_id": media_id}, "send_ignore_reprint": int(even_if_reprint)}


def mass_voice(media_id: str) -> Content:
    """A recording uploaded before."""
    return {"msgtype": "voice", "voice": {"media_id": media_id}}


class MassSending(Door):
    """Makes and follows mass-sending jobs.

    `client_id` is what makes a job safe to ask for again after no answer: 1 to 32 ASCII characters, the same for the
    same job. The platform then answers 45065, returned here as the earlier job.
    """

    def send_to_tag(self, tag_id: int, content: Content, *, client_id: str) -> MassJob:
        """Send to all followers with the tag."""
        return self._send("sendall", {"filter": {"is_to_all": False, "tag_id": tag_id}} | content, client_id)

    def send_to_everyone(self, content: Content, *, client_id: str) -> MassJob:
        """Send to all followers; with "API 群发保护" an administrator has to confirm it within 30 minutes."""
        return self._send("sendall", {"filter": {"is_to_all": True}} | content, client_id)

    def send_to_list(self, openids: Sequence[str], content: Content, *, client_id: str) -> MassJob:
        """Send to 2 to 10,000 followers."""
        if len(openids) not in LIST_SIZES:
            raise invalid_request(f"按名单群发一次须 2 至 10000 人，现为 {len(openids)} 人。")
        return self._send("send", {"touser": list(openids)} | content, client_id)

    def mass_status(self, msg_id: int) -> str:
        """SENDING, SEND_SUCCESS, SEND_FAIL or DELETE. Numbers of recipients come only with MASSSENDJOBFINISH."""
        return text_of(self.run(Call("/cgi-bin/message/mass/get", {"msg_id": msg_id})), "msg_status")

    def delete_mass(self, msg_id: int, article: int = 0) -> None:
        """Withdraw a sent article (counted from 1; 0 means all): its page goes, the message in the chat stays."""
        self.run(Call("/cgi-bin/message/mass/delete", {"msg_id": msg_id, "article_idx": article}))

    def preview_mass(self, openid: str, content: Content) -> None:
        """Show the message to one follower; 100 a day."""
        body = {"touser": openid} | {name: value for name, value in content.items() if name != "send_ignore_reprint"}
        self.run(Call("/cgi-bin/message/mass/preview", body))

    def mass_speed(self) -> int:
        """0 (800,000 a minute) to 4 (100,000 a minute)."""
        return number_of(self.run(Call("/cgi-bin/message/mass/speed/get", {})), "speed")

    def set_mass_speed(self, speed: int) -> None:
        """Set the speed, 0 (fastest) to 4."""
        self.run(Call("/cgi-bin/message/mass/speed/set", {"speed": speed}))

    def _send(self, verb: str, body: Content, client_id: str) -> MassJob:
        _check_client_id(client_id)
        try:
            answer = self.run(Call(f"/cgi-bin/message/mass/{verb}", body | {"clientmsgid": client_id}))
        except PermanentError as error:
            if error.errcode == SENT_BEFORE and error.msg_id is not None:
                return MassJob(error.msg_id, repeated=True)
            raise
        return _job(answer)


def _job(answer: Answer) -> MassJob:
    data_id = number_of(answer, "msg_data_id") if answer.get("msg_data_id") else None
    return MassJob(number_of(answer, "msg_id"), data_id)


def _check_client_id(client_id: str) -> None:
    if not client_id.isascii() or not 0 < len(client_id) <= CLIENT_ID_BYTES:
        raise invalid_request(f"clientmsgid 须为 1 至 {CLIENT_ID_BYTES} 个 ASCII 字符。")
