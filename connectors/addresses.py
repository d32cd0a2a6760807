"""Which addresses the product may call: reads a URL strictly and judges IP addresses. Pure: nothing is resolved here.

A host name proves nothing, so names are judged by the addresses they resolve to (``connectors.http``); what can be
read in two ways (``127.1``, ``0x7f000001``, back-slashes, user:password@) is refused before anything is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both

#: Ports that any public host may be called at; others only where the deployment's allow-list names host:port.
PORTS = frozenset({80, 443, 8080, 8443})
LONGEST = 2000

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
#: IPv6 blocks that carry an IPv4 address, with the position (from the right, in bits) of that address.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64: "global" for Python, whatever it carries
    (IPv6Network("2002::/16"), 80),  # 6to4
)
#: A company's own networks: private, and what the deployment's allow-list may open.
_OWN = tuple(
    (name, ip_network(block))
    for name, blocks in {
        "loopback": ("127.0.0.0/8", "::1/128"),
        "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
    }.items()
    for block in blocks
)
#: Never a business system, though Python calls some of them global.
_CLOSED = tuple(
    ip_network(text)
    for text in ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "::/96", "64:ff9b:1::/48", "2001::/32", "fec0::/10")
)
#: Where clouds hand out credentials (besides the link-local ones): Alibaba, Azure, AWS.
_METADATA = ("100.100.100.200", "168.63.129.16", "fd00:ec2::254")


@dataclass(frozen=True)
class Place:
    """Where a URL leads: ``host`` is lower-case ASCII (IPv6 without brackets), ``target`` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def key(self) -> str:
        """``host:port``, as the deployment's allow-list writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Credentials never leave it."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The Host header."""
        usual = {"http": 80, "https": 443}[self.scheme] == self.port
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if usual else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL in its one written form."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def plain(self) -> str:
        """For logs and messages: without the query, which may carry a key."""
        return self.url.partition("?")[0]


@dataclass(frozen=True)
class UrlIssue(Issue):
    """An issue with the place in the URL (offset in characters) at which it went wrong."""

    position: int = 0


def refuse(code: str, message: Text, position: int = 0, hint: Text | None = None) -> IssueError:
    """The error for a URL that is not called."""
    return IssueError([UrlIssue(code, message, hint=hint, position=position)])


def allow_list(text: str) -> frozenset[str]:
    """``NAVMARK_ALLOW_HOSTS``: "erp.local:8080,127.0.0.1:8701" → entries. Raises IssueError for a malformed one."""
    found = set()
    for entry in filter(None, (part.strip() for part in text.split(","))):
        try:
            place = read_url(f"http://{entry}/", allow=(entry.lower(),))
        except IssueError as error:
            why = error.issues[0]
            zh, en = (f"白名单里的 “{entry}” 不是 主机:端口：", f'"{entry}" in the allow-list is not host:port: ')
            raise IssueError([Issue("N609", both(zh + why.message["zh"], en + why.message["en"]))]) from None
        if not re.search(r":[0-9]+$", entry):
            raise IssueError(
                [Issue("N609", both(f"白名单里的 “{entry}” 缺少端口", f'"{entry}" in the allow-list has no port'))]
            )
        found.add(place.key)
    return frozenset(found)


def read_url(url: object, allow: Collection[str] = ()) -> Place:
    """The place a URL names. Raises IssueError (N601–N604) with one UrlIssue; looks at the text only."""
    if not isinstance(url, str) or not url:
        raise refuse("N601", both("这里需要一个网址", "a URL is needed here"), hint=_example())
    if len(url) > LONGEST:
        raise refuse(
            "N601", both(f"网址超过 {LONGEST} 个字符", f"the URL is longer than {LONGEST} characters"), LONGEST
        )
    for position, sign in enumerate(url):
        if sign == "\\" or sign.isspace() or not sign.isprintable():
            name = f"U+{ord(sign):04X}"
            raise refuse("N601", both(f"网址中不能有字符 {name}", f"the URL holds the character {name}"), position)
    if "#" in url:
        hint = both("删掉 # 及其后的内容", "remove everything from # on")
        raise refuse("N601", both("网址中不能有 #", "the URL holds a #"), url.index("#"), hint)
    scheme, start = _scheme(url)
    end = next((i for i in range(start, len(url)) if url[i] in "/?"), len(url))
    authority, target = url[start:end], url[end:]
    if "@" in authority:
        hint = both('账号和密钥写在 auth 里，用 {"secret": 名称}', 'put credentials into "auth", as {"secret": name}')
        raise refuse("N603", both("网址中不能写用户名或密码", "the URL holds a user name or password"), start, hint)
    host, port = _host_and_port(authority, start, 443 if scheme == "https" else 80)
    target = target if target.startswith("/") else "/" + target
    place = Place(scheme, host, port, target)
    if "xn--" in host and place.key not in allow:
        raise refuse(
            "N601",
            both("国际化域名容易冒充，不予调用", "international host names are easily forged"),
            start,
            _ask(place),
        )
    if port not in PORTS and place.key not in allow:
        known = ", ".join(str(p) for p in sorted(PORTS))
        words = both(f"端口 {port} 不在许可之列（{known}）", f"port {port} is not one of {known}")
        raise refuse("N604", words, start, _ask(place))
    return place


def _example() -> Text:
    return both("例如 https://erp.example.com/api", "e.g. https://erp.example.com/api")


def _ask(place: Place) -> Text:
    return both(
        f"如确属贵公司的系统，请管理员把 {place.key} 加入部署设置 NAVMARK_ALLOW_HOSTS",
        f"if it is your own system, have the administrator add {place.key} to the setting NAVMARK_ALLOW_HOSTS",
    )


def _scheme(url: str) -> tuple[str, int]:
    found = _SCHEME.match(url)
    if not found or (
        found[0].lower() not in ("http:", "https:") and re.match(r"[0-9]{1,5}([/?]|$)", url[found.end() :])
    ):
        hint = both(f"是否为 https://{url.lstrip('/')}", f"did you mean https://{url.lstrip('/')}")
        raise refuse("N602", both("缺少 https:// 或 http://", "https:// or http:// is missing"), 0, hint)
    scheme = found[0][:-1].lower()
    if scheme not in ("http", "https"):
        raise refuse(
            "N602", both(f"只能调用 http 和 https，不能用 {scheme}", f"only http and https are called, not {scheme}")
        )
    if not url.startswith("//", found.end()) or url.startswith("///", found.end()):
        words = both(f"{scheme}: 之后应为两个斜杠", f"{scheme}: must be followed by two slashes")
        raise refuse("N601", words, found.end(), _example())
    return scheme, found.end() + 2


def _host_and_port(authority: str, start: int, usual: int) -> tuple[str, int]:
    if authority.startswith("["):
        inner, closed, rest = authority[1:].partition("]")
        try:
            host = str(IPv6Address(inner)) if closed and "%" not in inner else ""
        except ValueError:
            host = ""
        if not host or (rest and not rest.startswith(":")):
            raise refuse("N601", both("方括号中不是 IPv6 地址", "no IPv6 address in the brackets"), start)
        colon, port = rest[:1], rest[1:]
    else:
        name, colon, port = authority.partition(":")
        host = _host(name, start)
    if not colon:
        return host, usual
    if not re.fullmatch(r"[1-9][0-9]{0,4}", port) or int(port) > 65535:
        raise refuse(
            "N601",
            both("端口应为 1–65535 的数字", "the port must be a number from 1 to 65535"),
            start + len(authority) - len(port),
        )
    return host, int(port)


def _host(name: str, start: int) -> str:
    host = name.lower()
    if not host:
        raise refuse("N601", both("缺少主机名", "the host name is missing"), start, _example())
    for position, sign in enumerate(name, start):
        if not sign.isascii():
            words = both(
                f"主机名中有非 ASCII 字符 “{sign}”（U+{ord(sign):04X}）",
                f'the host name holds "{sign}" (U+{ord(sign):04X})',
            )
            raise refuse(
                "N601",
                words,
                position,
                both("主机名只写英文字母、数字、- 和 .", "write it in ASCII letters, digits, - and ."),
            )
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        raise refuse("N601", both("主机名写法有误", "the host name is malformed"), start, _example())
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            hint = both("写成四段十进制，例如 203.0.113.7", "write four decimal parts, e.g. 203.0.113.7")
            words = both(
                "IP 地址写法含混，不同程序会读成不同的地址",
                "this spelling of an IP address is read differently by different programs",
            )
            raise refuse("N601", words, start, hint) from None
    return host


def judge(address: str) -> tuple[str, bool]:
    """("", True) for a public address; else what it is, and whether the deployment's allow-list may open it."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        for block, shift in _CARRIERS:
            if ip in block:
                return judge(str(IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
        if (int(ip) >> 32) & 0xFDFFFFFF == 0x00005EFE:  # ISATAP carries an IPv4 address in its lower half
            return "tunnel", False
    if str(ip) in _METADATA or ip.is_link_local:
        return "cloud metadata / link-local", False
    for name, block_ in _OWN:
        if ip.version == block_.version and ip in block_:
            return name, True
    closed = any(ip.version == block_.version and ip in block_ for block_ in _CLOSED)
    if closed or ip.is_multicast or ip.is_unspecified or ip.is_reserved or not ip.is_global:
        return "reserved", False
    return "", True
