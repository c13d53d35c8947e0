"""The door in: `/wechat` checks, opens and answers what WeChat delivers, and decides nothing."""

from bot.webhook.view import Conversation, Outcome, init_app

__all__ = ["Conversation", "Outcome", "init_app"]
