"""The account itself: quotas and the platform's addresses."""

from bot.wechat.calls import Answer, Call, Door, list_of


class AccountCalls(Door):
    """Asks about the account and clears its quotas."""

    def clear_quota(self) -> None:
        """Set all daily counters back to zero; ten times a month, those in WeChat's own console included (48006)."""
        self.run(Call("/cgi-bin/clear_quota", {"appid": self.app_id}))

    def callback_ips(self) -> list[str]:
        """The addresses pushes come from; the list changes."""
        return [str(ip) for ip in list_of(self.run(Call("/cgi-bin/getcallbackip")), "ip_list")]

    def check_callback(self) -> Answer:
        """Have the platform resolve and ping the webhook: {"dns": [{ip…}], "ping": [{ip, package_loss, time}]}."""
        return self.run(Call("/cgi-bin/callback/check", {"action": "all", "check_operator": "DEFAULT"}))
