"""Finding out what is wrong between this installation and WeChat, in words an operator can act on."""

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

import requests

from bot.settings import AccountKind, Settings, SettingsError
from bot.time import Clock
from bot.wechat.calls import Answer, Call, list_of
from bot.wechat.client import LiveWeChat
from bot.wechat.errors import ConfigurationError, WeChatError
from bot.wechat.menus import NO_MENU

SKEW_ALLOWED = timedelta(seconds=60)
WEBHOOK_PATH = "/wechat"
WEBHOOK_TIMEOUT_S = 5  # as long as WeChat itself waits
KEYWORD = re.compile(r"{{\s*(\w+)\.DATA\s*}}", re.IGNORECASE)


class Verdict(StrEnum):
    """How one finding ended."""

    GOOD = "正常"
    MIND = "注意"
    WRONG = "问题"


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and what to do about it."""

    verdict: Verdict
    what: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n      → {self.advice}" if self.advice else ""
        return f"[{self.verdict}] {self.what}：{self.found}{advice}"


def findings(settings: Settings, wechat: LiveWeChat, clock: Clock) -> Iterator[Finding]:
    """Look at everything in the order an operator would repair it; what rests on something broken is left out."""
    missing = _settings(settings)
    yield missing
    yield _public_url(settings)
    if not settings.is_sandbox or missing.verdict is Verdict.GOOD:
        yield _webhook(settings, clock.now())
    if not (settings.wechat_app_id and settings.wechat_app_secret and settings.secret_key):
        return
    reachable, skew = _platform(wechat, clock)
    yield reachable
    if skew and not settings.clock_offset_file:  # a drill's clock is meant to be wrong
        yield skew
    if reachable.verdict is Verdict.WRONG:
        return
    token = _token(wechat)
    yield token
    if token.verdict is not Verdict.WRONG:
        yield from _abilities(settings, wechat)


def _settings(settings: Settings) -> Finding:
    try:
        settings.require_account()
    except SettingsError as error:
        return Finding(Verdict.WRONG, "配置", str(error))
    return Finding(Verdict.GOOD, "配置", "必填各项都已填写")


def _public_url(settings: Settings) -> Finding:
    what = "对外网址 PUBLIC_URL"
    url = settings.public_url
    if settings.is_sandbox:
        return Finding(Verdict.GOOD, what, f"{url}（演练用，不要求能从互联网访问）")
    advice = f"微信要从互联网访问 {url}{WEBHOOK_PATH}：请填公众号后台“服务器地址”所用的域名。"
    if fault := fault_of_public_url(url):
        return Finding(Verdict.WRONG, what, fault, advice)
    if urlsplit(url).scheme != "https":
        return Finding(
            Verdict.MIND, what, f"{url} 不是 https", "请配置证书后改用 https，居民的留言才不会在路上被看到。"
        )
    return Finding(Verdict.GOOD, what, url)


def fault_of_public_url(url: str) -> str | None:
    """Why WeChat could not reach this address, None where it looks reachable: port 80 or 443, a public host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    wanted = {"http": 80, "https": 443}[parts.scheme]
    try:
        port = parts.port or wanted
    except ValueError:
        return f"{url} 的端口不正确"
    if port != wanted:
        return f"{url} 用了端口 {port}，微信只访问 80（http）和 443（https）"
    if host == "localhost" or not _is_public(host):
        return f"{url} 不是互联网上能访问的地址"
    return None


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".localhost"))


def _webhook(settings: Settings, now: datetime) -> Finding:
    """Do what WeChat does when the address is saved: ask it to repeat a random text, with a signature."""
    what, url = "接收消息的地址", settings.public_url + WEBHOOK_PATH
    token = settings.wechat_token.get_secret_value() if settings.wechat_token else ""
    if not token:
        return Finding(Verdict.MIND, what, "没有检查：还没有 WECHAT_TOKEN")
    query = _signed_query(token, now)
    try:
        response = requests.get(url, params=query, timeout=WEBHOOK_TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        advice = "请确认居务通已启动（juwutong serve），反向代理和防火墙放行了这个地址。"
        return Finding(Verdict.WRONG, what, f"本机访问不到 {url}（{type(error).__name__}）", advice)
    if response.status_code == 200 and response.text == query["echostr"]:
        return Finding(Verdict.GOOD, what, f"{url} 应答正确")
    advice = "请确认这个地址转到了居务通，且运行中的居务通用的是同一个 WECHAT_TOKEN。"
    return Finding(Verdict.WRONG, what, f"{url} 应答不对（HTTP {response.status_code}）", advice)


def _signed_query(token: str, now: datetime) -> dict[str, str]:
    timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**9))
    signature = hashlib.sha1("".join(sorted([token, timestamp, nonce])).encode(), usedforsecurity=False).hexdigest()
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": str(secrets.randbelow(10**19))}


def _platform(wechat: LiveWeChat, clock: Clock) -> tuple[Finding, Finding | None]:
    transport = wechat.line.transport
    try:
        theirs = transport.platform_time()
    except WeChatError as error:
        advice = "请检查本机的网络、DNS、防火墙，以及 WECHAT_API_BASE_URL。"
        return Finding(Verdict.WRONG, "微信接口服务器", str(error), advice), None
    reachable = Finding(Verdict.GOOD, "微信接口服务器", f"{transport.base_url} 可以访问")
    return reachable, _skew(theirs, clock.now()) if theirs else None


def _skew(theirs: datetime, ours: datetime) -> Finding:
    seconds = round((ours - theirs).total_seconds())
    found = f"与微信相差 {abs(seconds)} 秒"
    if abs(seconds) <= SKEW_ALLOWED.total_seconds():
        return Finding(Verdict.GOOD, "本机时钟", found)
    found = f"比微信{'快' if seconds > 0 else '慢'} {abs(seconds)} 秒"
    return Finding(Verdict.WRONG, "本机时钟", found, "请打开自动对时（NTP）：时钟不准会使消息被当作过期而拒收。")


def _token(wechat: LiveWeChat) -> Finding:
    try:
        wechat.line.tokens.fetch_now()
    except WeChatError as error:
        return Finding(Verdict.WRONG, "access_token", str(error), token_advice(error))
    return Finding(Verdict.GOOD, "access_token", "AppID、AppSecret、IP 白名单都没有问题")


def token_advice(error: WeChatError) -> str:
    """What to do about a refused token; for 40164 it names the address WeChat saw."""
    ip = re.search(r"\d{1,3}(\.\d{1,3}){3}", error.facts.errmsg)
    where = "公众号后台（mp.weixin.qq.com）“设置与开发—基本配置”"
    if error.errcode in {40164, 61004}:
        return f"请在{where}的 IP 白名单中加入 {ip[0] if ip else '本服务器的公网 IP'}，几分钟后再试。"
    if error.errcode in {89501, 89503, 89506, 89507}:
        return f"请公众号管理员在微信中确认本服务器的 IP（{ip[0] if ip else '见上'}），或把它加入{where}的 IP 白名单。"
    if error.errcode in {40001, 40125, 41004, 40243}:
        return f"请在{where}核对、解冻或重置 AppSecret，再填入 WECHAT_APP_SECRET；重置后旧的立即失效。"
    if error.errcode in {40013, 41002}:
        return f"请把{where}的“开发者ID(AppID)”填入 WECHAT_APP_ID，注意大小写。"
    if isinstance(error, ConfigurationError):
        return "请登录公众号后台查看通知。"
    return "稍后再试；若一直如此，请检查网络和 WECHAT_API_BASE_URL。"


def _abilities(settings: Settings, wechat: LiveWeChat) -> Iterator[Finding]:
    probes: list[tuple[str, Call]] = [
        ("用户标签", Call("/cgi-bin/tags/get")),
        ("草稿箱", Call("/cgi-bin/draft/count")),
    ]
    yield _menu(wechat)
    for what, call in probes:
        yield _probed(what, wechat, call)
    if settings.wechat_account_kind is AccountKind.SERVICE:
        yield _templates(settings, wechat)
    yield _seen_from_outside(settings, wechat)


def _probed(
    what: str, wechat: LiveWeChat, call: Call, judge: Callable[[Answer], Finding | None] = lambda _: None
) -> Finding:
    try:
        answer = wechat.run(call)
    except WeChatError as error:
        return _refused(what, error)
    return judge(answer) or Finding(Verdict.GOOD, what, "可以使用")


def _refused(what: str, error: WeChatError) -> Finding:
    if error.errcode in {48001, 48008}:
        advice = "账号类型或认证状态没有这项权限：请在公众号后台“接口权限”查看，服务号须已认证。"
        return Finding(Verdict.WRONG, what, "公众号没有这项接口权限（48001）", advice)
    if error.errcode == 48004:
        return Finding(Verdict.WRONG, what, "接口已被微信封禁（48004）", "请登录公众号后台查看处罚通知并申诉。")
    if isinstance(error, ConfigurationError):
        return Finding(Verdict.WRONG, what, str(error))
    return Finding(Verdict.MIND, what, str(error), "稍后再运行一次本检查。")


def _menu(wechat: LiveWeChat) -> Finding:
    try:
        menu = wechat.menu()
    except WeChatError as error:
        return _refused("自定义菜单", error)
    if menu is None:
        return Finding(Verdict.MIND, "自定义菜单", f"还没有发布（{NO_MENU}）", "运行 juwutong wechat menu 发布。")
    names = "、".join(str(button.get("name")) for button in list_of(menu, "button"))
    return Finding(Verdict.GOOD, "自定义菜单", f"已发布：{names}")


def _templates(settings: Settings, wechat: LiveWeChat) -> Finding:
    if not settings.wechat_template_id:
        return Finding(Verdict.MIND, "模板消息", "没有设置 WECHAT_TEMPLATE_ID", "不发模板消息可以不管。")
    try:
        templates = wechat.templates()
    except WeChatError as error:
        return _refused("模板消息", error)
    text = templates.get(settings.wechat_template_id)
    if text is None:
        advice = "请在公众号后台“模板消息—我的模板”中复制模板 ID。"
        return Finding(Verdict.WRONG, "模板消息", "公众号没有 WECHAT_TEMPLATE_ID 这个模板", advice)
    unknown = set(settings.wechat_template_fields.values()) - set(KEYWORD.findall(text))
    if unknown:
        found = f"模板中没有 {'、'.join(sorted(unknown))}"
        return Finding(Verdict.WRONG, "模板消息", found, "请按模板的关键词改 WECHAT_TEMPLATE_FIELDS。")
    return Finding(Verdict.GOOD, "模板消息", "模板和关键词都对得上")


def _seen_from_outside(settings: Settings, wechat: LiveWeChat) -> Finding:
    """What WeChat's own network check says about the webhook's host."""
    what = "微信到本站的网络"
    try:
        answer = wechat.check_callback()
    except WeChatError as error:
        return Finding(Verdict.MIND, what, f"没有检查：{error}")
    if not list_of(answer, "dns"):
        advice = f"请检查 {urlsplit(settings.public_url).hostname} 的域名解析。"
        return Finding(Verdict.WRONG, what, "微信解析不了本站的域名", advice)
    losses = {str(ping.get("package_loss", "")) for ping in list_of(answer, "ping")}
    if losses == {"100%"}:
        advice = "若居民也收不到回复，请检查防火墙；只是不回应 ping 则无妨。"
        return Finding(Verdict.MIND, what, "微信连不上本站（丢包率 100%）", advice)
    return Finding(Verdict.GOOD, what, f"丢包率 {'、'.join(sorted(losses)) or '未知'}")
