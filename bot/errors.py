"""Expected refusals: small exceptions whose docstring is the sentence a person reads when no other is given."""


class BotError(Exception):
    """操作没有完成。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
