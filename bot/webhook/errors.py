"""Why a delivery is refused. The sender learns nothing but a status; the reason goes to the log and the metrics."""

from http import HTTPStatus

from bot.errors import BotError


class Refused(BotError):
    """A delivery that is not answered: forged, stale, malformed or not for this account."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Malformed(Refused):
    """Correctly signed, but not a message we can read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, HTTPStatus.BAD_REQUEST)


class TooLarge(Refused):
    """Larger than any message WeChat sends."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
