"""The one way an interface of the platform says no."""

from __future__ import annotations

from sandbox.plain import Json


class Refused(Exception):
    """WeChat's errcode and errmsg; `more` are further members of the answer. Sent with HTTP status 200."""

    def __init__(self, errcode: int, errmsg: str, **more: Json) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode, self.errmsg, self.more = errcode, errmsg, more
