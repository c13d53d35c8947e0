"""Template messages (模板消息) and subscription notices (订阅通知): a fixed text with values, at any time."""

from collections.abc import Mapping

from bot.wechat.calls import Call, Door, text_of
from bot.wechat.values import fit, fit_notice


def template_message(
    openid: str,
    template_id: str,
    values: Mapping[str, str],
    *,
    url: str = "",
    client_msg_id: str = "",
) -> Call:
    """Values are made to fit 20 characters here. The same client_msg_id within ten minutes is delivered once."""
    data = {name: {"value": fit(value)} for name, value in values.items()}
    body = {"touser": openid, "template_id": template_id, "data": data}
    extras = {"url": url, "client_msg_id": client_msg_id}
    return Call("/cgi-bin/message/template/send", body | {name: value for name, value in extras.items() if value})


def notice_message(openid: str, template_id: str, values: Mapping[str, str], *, page: str = "") -> Call:
    """Values are made to fit the kind in their name here. Raises PermanentError where one cannot."""
    data = {name: {"value": fit_notice(name, value)} for name, value in values.items()}
    body = {"touser": openid, "template_id": template_id, "data": data}
    return Call("/cgi-bin/message/subscribe/bizsend", body | ({"page": page} if page else {}))


class Notifications(Door):
    """Sends template messages and subscription notices. Errors about the recipient: 43004, 43101, 43019, 40003."""

    def send_template(
        self,
        openid: str,
        template_id: str,
        values: Mapping[str, str],
        *,
        url: str = "",
        client_msg_id: str = "",
    ) -> str:
        """Send a template message and return its msgid; how it ended arrives later as TEMPLATESENDJOBFINISH."""
        call = template_message(openid, template_id, values, url=url, client_msg_id=client_msg_id)
        return text_of(self.run(call), "msgid")

    def send_notice(self, openid: str, template_id: str, values: Mapping[str, str], *, page: str = "") -> None:
        """Send a subscription notice; how it ended arrives later as subscribe_msg_sent_event."""
        self.run(notice_message(openid, template_id, values, page=page))

    def templates(self) -> dict[str, str]:
        """The account's templates: id → its text with `{{name.DATA}}`."""
        answer = self.run(Call("/cgi-bin/template/get_all_private_template"))
        return {row["template_id"]: row.get("content", "") for row in answer.get("template_list", [])}
