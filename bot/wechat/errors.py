"""What can go wrong when calling WeChat, as one small family that says what a caller may do next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import BotError
from bot.time import local

SHOWN_ERRMSG = 160  # characters of the platform's own words worth repeating to an operator


class Scope(StrEnum):
    """Whom an error is about: one recipient, this request alone, or everything the account sends."""

    RECIPIENT = "recipient"
    REQUEST = "request"
    ACCOUNT = "account"


class Outcome(StrEnum):
    """What happened on the platform: refused it, never got it, or nobody knows (never repeat a send blindly)."""

    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Wait(StrEnum):
    """When another try makes sense: no time at all, after a breath, next minute, or next day in China."""

    NEVER = "never"
    BRIEFLY = "briefly"
    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True)
class Facts:
    """What is known about one failure."""

    errcode: int | None = None
    errmsg: str = ""
    scope: Scope = Scope.REQUEST
    outcome: Outcome = Outcome.REFUSED
    wait: Wait = Wait.NEVER
    msg_id: int | None = None


class WeChatError(BotError):
    """微信平台没有完成这次调用。"""

    def __init__(self, message: str | None = None, facts: Facts | None = None) -> None:
        super().__init__(message)
        self.facts = facts or Facts()

    @property
    def errcode(self) -> int | None:
        """The platform's code, None when it gave no (readable) answer."""
        return self.facts.errcode

    @property
    def scope(self) -> Scope:
        """Whom the error is about."""
        return self.facts.scope

    @property
    def outcome(self) -> Outcome:
        """Whether the platform may have done what was asked."""
        return self.facts.outcome

    @property
    def msg_id(self) -> int | None:
        """The earlier job's number when a mass message with this clientmsgid exists already (45065)."""
        return self.facts.msg_id

    def retry_after(self, now: datetime) -> timedelta | None:
        """How long to wait before another try; None where waiting does not help."""
        return _retry_after(self.facts.wait, now)


class PermanentError(WeChatError):
    """这次请求不会成功，不要重试。"""


class LaterError(WeChatError):
    """微信平台暂时不能完成，稍后再试。"""


class ConfigurationError(WeChatError):
    """公众号的配置或权限有问题，需要运维人员处理。"""


class TokenError(WeChatError):
    """access_token 不被微信平台接受。"""


def refusal(errcode: int, errmsg: str = "", msg_id: int | None = None) -> WeChatError:
    """Return the error for a code the platform answered with; an unknown code is permanent for this request."""
    known = KNOWN.get(errcode, UNKNOWN_CODE)
    facts = replace(known.facts, errcode=errcode, errmsg=errmsg, msg_id=msg_id)
    said = f"：{errmsg[:SHOWN_ERRMSG]}" if errmsg else ""
    return known.kind(f"{known.meaning}（微信返回 {errcode}{said}）", facts)


def unreachable(reason: str) -> LaterError:
    """Return the error for a call that never reached the platform: it may be repeated."""
    facts = Facts(scope=Scope.ACCOUNT, outcome=Outcome.NOT_SENT, wait=Wait.BRIEFLY)
    return LaterError(f"连不上微信接口服务器：{reason}", facts)


def unanswered(reason: str) -> LaterError:
    """Return the error for a call without a readable answer: the platform may have done it, or not."""
    return LaterError(f"微信接口没有给出可用的回答：{reason}", Facts(outcome=Outcome.UNKNOWN, wait=Wait.BRIEFLY))


def invalid_request(message: str) -> PermanentError:
    """Return the error for a request refused here, before sending, in the operator's words."""
    return PermanentError(message, Facts(outcome=Outcome.NOT_SENT))


def misconfigured(message: str, facts: Facts | None = None) -> ConfigurationError:
    """Return the error for something an operator has to put right before any call can work."""
    return ConfigurationError(message, facts or Facts(scope=Scope.ACCOUNT, outcome=Outcome.NOT_SENT))


def _retry_after(wait: Wait, now: datetime) -> timedelta | None:
    if wait is Wait.NEVER:
        return None
    if wait is Wait.BRIEFLY:
        return timedelta(seconds=5)
    if wait is Wait.MINUTE:
        return timedelta(seconds=61 - now.second)  # a second past the full minute: clocks differ
    here = local(now)
    midnight = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - here


@dataclass(frozen=True)
class Known:
    """One row of the table below."""

    kind: type[WeChatError]
    meaning: str
    facts: Facts = Facts()


def _bad(meaning: str) -> Known:
    return Known(PermanentError, meaning)


def _recipient(meaning: str) -> Known:
    return Known(PermanentError, meaning, Facts(scope=Scope.RECIPIENT))


def _account(meaning: str) -> Known:
    return Known(ConfigurationError, meaning, Facts(scope=Scope.ACCOUNT))


def _token(meaning: str) -> Known:
    return Known(TokenError, meaning, Facts(scope=Scope.ACCOUNT))


def _later(meaning: str, wait: Wait, scope: Scope = Scope.REQUEST, outcome: Outcome = Outcome.REFUSED) -> Known:
    return Known(LaterError, meaning, Facts(scope=scope, wait=wait, outcome=outcome))


UNKNOWN_CODE = _bad("微信平台拒绝了请求")

# Meanings from WeChat's page of common return codes (developers.weixin.qq.com, 通用错误码) and, where that page is
# silent, the tables of WxJava (WxMpErrorMsgEnum) and wechatpy (constants.py). What to do about them is our own reading:
# 45009 and 45028 end at midnight in China, 45011 at the next minute, 45015 and 45047 only when the resident acts.
KNOWN: dict[int, Known] = {
    # The platform itself. "System busy" says nothing about whether the request was carried out.
    -1: _later("微信系统繁忙", Wait.BRIEFLY, outcome=Outcome.UNKNOWN),
    45009: _later("今天该接口的调用次数已用完", Wait.DAY, Scope.ACCOUNT),
    45011: _later("调用过于频繁，下一分钟再试", Wait.MINUTE, Scope.ACCOUNT),
    45028: _later("群发次数已用完", Wait.DAY, Scope.ACCOUNT),
    45066: _later("同一 clientmsgid 提交过快", Wait.MINUTE),
    43108: _later("正在向该关注者发送另一条通知", Wait.BRIEFLY, Scope.RECIPIENT),
    # The token of a call.
    40001: _token("AppSecret 不正确或 access_token 已失效"),
    40014: _token("access_token 不合法"),
    41001: _token("缺少 access_token"),
    42001: _token("access_token 已过期"),
    # What an operator has to put right.
    40002: _account("凭证类型（grant_type）不正确"),
    40013: _account("AppID 不正确"),
    40125: _account("AppSecret 不正确"),
    40164: _account("本服务器的 IP 不在公众号的 IP 白名单中"),
    40243: _account("AppSecret 已被冻结"),
    41002: _account("缺少 AppID"),
    41004: _account("缺少 AppSecret"),
    43107: _account("订阅通知能力已被封禁"),
    48001: _account("公众号没有该接口的权限"),
    48004: _account("该接口已被微信封禁"),
    48008: _account("公众号没有该类型消息的发送权限"),
    50004: _account("公众号已被禁用"),
    50007: _account("公众号已被冻结"),
    61004: _account("本服务器的 IP 未登记"),
    89501: _account("本服务器的 IP 正在等待管理员确认"),
    89503: _account("本服务器的 IP 需要管理员确认"),
    89506: _account("本服务器的 IP 已被管理员拒绝两次，24 小时内不能使用"),
    89507: _account("本服务器的 IP 已被管理员拒绝，1 小时内不能使用"),
    40037: Known(ConfigurationError, "模板编号不正确"),  # also seen now and then for a valid one: one repeat is fair
    # The person on the other side.
    40003: _recipient("不是本公众号关注者的 openid"),
    43004: _recipient("对方未关注公众号"),
    43019: _recipient("对方在公众号的黑名单中"),
    43101: _recipient("对方没有订阅该通知"),
    45015: _recipient("已超过可以回复的时间，或对方已取消关注"),
    45047: _recipient("给对方的客服消息已达条数上限"),
    45059: _recipient("对方身上的标签已达上限"),
    48002: _recipient("对方拒收公众号消息"),
    49003: _recipient("openid 不属于本公众号"),
    50002: _recipient("对方的账号受限"),
    50005: _recipient("对方未关注公众号"),
    # The request. None of these will pass a second time.
    40004: _bad("媒体文件类型不正确"),
    40005: _bad("文件类型不正确"),
    40006: _bad("文件大小不合要求"),
    40007: _bad("media_id 不存在或已过期"),
    40008: _bad("消息类型不正确"),
    40009: _bad("图片大小不合要求"),
    40010: _bad("语音大小不合要求"),
    40011: _bad("视频大小不合要求"),
    40012: _bad("缩略图大小不合要求"),
    40015: _bad("菜单类型不正确"),
    40016: _bad("菜单按钮个数不合要求"),
    40017: _bad("菜单按钮类型不正确"),
    40018: _bad("菜单按钮名称过长或为空"),
    40019: _bad("菜单按钮 key 过长或为空"),
    40020: _bad("菜单按钮网址过长或为空"),
    40023: _bad("子菜单按钮个数不合要求"),
    40024: _bad("子菜单按钮类型不正确"),
    40025: _bad("子菜单按钮名称过长或为空"),
    40026: _bad("子菜单按钮 key 过长或为空"),
    40027: _bad("子菜单按钮网址过长或缺少"),
    40029: _bad("网页授权 code 无效"),
    40031: _bad("openid 列表不正确"),
    40032: _bad("openid 列表的人数不合要求"),
    40033: _bad("请求中有不合法的字符"),
    40035: _bad("参数不正确"),
    40053: _bad("二维码场景值不正确"),
    40059: _bad("群发任务不存在"),
    40130: _bad("openid 列表至少要有两人"),
    40163: _bad("网页授权 code 已使用过"),
    43001: _bad("该接口应使用 GET"),
    43002: _bad("该接口应使用 POST"),
    43003: _bad("该接口应使用 HTTPS"),
    44001: _bad("上传的文件为空"),
    44002: _bad("请求内容为空"),
    44003: _bad("图文内容为空"),
    44004: _bad("文字内容为空"),
    45001: _bad("文件超过大小限制"),
    45002: _bad("内容超过长度限制"),
    45003: _bad("标题超过长度限制"),
    45004: _bad("描述超过长度限制"),
    45005: _bad("网址超过长度限制"),
    45006: _bad("图片网址超过长度限制"),
    45007: _bad("语音超过时长限制"),
    45008: _bad("图文条数超过限制"),
    45026: _bad("模板数量已达上限"),
    45056: _bad("标签数量已达上限"),
    45057: _bad("标签下超过十万人，不能删除"),
    45058: _bad("不能修改系统保留的标签"),
    45065: _bad("同一 clientmsgid 的群发已存在"),
    45067: _bad("clientmsgid 过长"),
    45083: _bad("群发速度不正确"),
    45084: _bad("没有群发速度可设"),
    45157: _bad("标签名已存在"),
    45158: _bad("标签名超过 30 字节"),
    45159: _bad("标签不存在"),
    45166: _bad("图文内容不合法"),
    46003: _bad("还没有发布自定义菜单"),
    47001: _bad("请求不是正确的 JSON"),
    47003: _bad("模板或通知的内容不合规则"),
    48006: _bad("本月的清零次数已用完"),
    65303: _bad("还没有默认菜单，不能建个性化菜单"),
    65316: _bad("菜单中的外部域名超过三个"),
}
