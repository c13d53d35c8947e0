"""QR codes of the account that say where they hung: scanning one tells its scene (场景值)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bot.wechat.calls import Call, Door, text_of
from bot.wechat.errors import invalid_request

LONGEST = timedelta(days=30)
NUMBERS = range(1, 100_001)
SCENE_LENGTH = 64


@dataclass(frozen=True)
class QrCode:
    """`url` is what the code says (print it with any QR library), `picture_url` the platform's picture of it."""

    ticket: str
    url: str
    picture_url: str


class QrCodes(Door):
    """Makes QR codes. Events: subscribe with EventKey qrscene_…, or SCAN for those who follow already."""

    def temporary_qrcode(self, scene: str, lifetime: timedelta = LONGEST) -> QrCode:
        """A code for at most 30 days; the scene is 1 to 64 characters."""
        seconds = int(lifetime.total_seconds())
        if not 0 < seconds <= LONGEST.total_seconds():
            raise invalid_request("临时二维码的有效期须在 30 天以内。")
        return self._make("QR_STR_SCENE", {"scene_str": _checked(scene)}, {"expire_seconds": seconds})

    def permanent_qrcode(self, scene: str | int) -> QrCode:
        """A code for ever, of which an account has 100,000: a text of 1 to 64 characters or a number 1…100,000."""
        if isinstance(scene, str):
            return self._make("QR_LIMIT_STR_SCENE", {"scene_str": _checked(scene)}, {})
        if scene not in NUMBERS:
            raise invalid_request("二维码的场景值须为 1 至 100000。")
        return self._make("QR_LIMIT_SCENE", {"scene_id": scene}, {})

    def _make(self, action: str, scene: dict[str, Any], extra: dict[str, Any]) -> QrCode:
        body = {"action_name": action, "action_info": {"scene": scene}} | extra
        answer = self.run(Call("/cgi-bin/qrcode/create", body))
        ticket = text_of(answer, "ticket")
        picture_url = f"{self.picture_host}/cgi-bin/showqrcode?ticket={quote(ticket, safe='')}"
        return QrCode(ticket, text_of(answer, "url"), picture_url)


def _checked(scene: str) -> str:
    if not 0 < len(scene) <= SCENE_LENGTH:
        raise invalid_request(f"二维码的场景值须为 1 至 {SCENE_LENGTH} 个字符。")
    return scene
