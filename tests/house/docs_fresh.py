"""Writes docs/reference from the code: ``python -m tests.house.docs_fresh --write``; without it, says what is stale.

Pages written by hand show code between ``<!-- include: path -->`` and ``<!-- /include -->``: it is put in here too. The
reference says nothing that the code does not: kinds from their schemas, formulas from the table of functions, commands
from click, the API from OpenAPI, permissions and issue codes from where they stand.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/reference"
PACKAGES = ("engine", "connectors", "form_builder", "rule_builder", "admin_ui", "plugins")
COMMAND = "python -m tests.house.docs_fresh --write"
#: Every setting of an installation in words; the page fails where the code reads one that has none here.
SETTINGS: dict[str, tuple[str, str, str]] = {
    "NAVMARK_DATA": (".navmark", "数据文件夹", "the data folder"),
    "NAVMARK_DATABASE": (
        "sqlite:///<DATA>/navmark.sqlite",
        "数据库：sqlite:///… 或 postgresql://…",
        "the database: sqlite:///… or postgresql://…",
    ),
    "NAVMARK_KEY": (
        "",
        "密钥（至少 32 字节），加密密钥库、签会话；没有就不启动",
        "the key (32 bytes or more); without one nothing starts",
    ),
    "NAVMARK_KEY_FILE": (
        "<DATA>/secret.key",
        "放密钥的文件（navmark init 会生成）",
        "the file that holds the key (made by navmark init)",
    ),
    "NAVMARK_PUBLIC_URL": (
        "http://127.0.0.1:8700",
        "人们访问的地址：消息里的链接、Cookie 是否 Secure",
        "the address people use: links in messages, Secure cookies",
    ),
    "NAVMARK_ALLOW_HOSTS": (
        "",
        "连接器可以访问的内网 host:port，逗号分隔",
        "private host:port entries that connectors may call, by comma",
    ),
    "NAVMARK_REDIS_URL": (
        "",
        "有则用 Redis 叫醒各进程的任务；没有也照常运行",
        "wakes the jobs of several processes through Redis; works without",
    ),
    "NAVMARK_LOG": (
        "text",
        "日志格式：text 或 json（一行一条）",
        "the shape of the log: text, or json (one object a line)",
    ),
    "NAVMARK_METRICS_TOKEN": (
        "",
        "访问 /metrics 的令牌；没有则只有本机能看",
        "the token that opens /metrics; without one only this machine may look",
    ),
    "NAVMARK_OTEL_ENDPOINT": (
        "",
        "OpenTelemetry 收集器的地址（OTLP/HTTP）；另装 navmark[otel]",
        "the address of an OpenTelemetry collector (OTLP over HTTP); needs navmark[otel]",
    ),
    "NAVMARK_PROXIES": (
        "0",
        "前面有几层可信的反向代理",
        "how many trusted reverse proxies stand in front",
    ),
    "NAVMARK_PHOTOS": (
        "<DATA>/photos",
        "照片存放处：文件夹，或 s3://… 等 fsspec 地址",
        "where photos lie: a folder, or an fsspec URL such as s3://…",
    ),
    "NAVMARK_CHECK_WORKERS": (
        "2",
        "每个服务进程同时判定几张照片（0：本进程不判定）",
        "how many photos each serving process has looked at at once (0: none here)",
    ),
    "NAVMARK_INBOX": (
        "<DATA>/inbox",
        "CSV 文件数据源读取的文件夹",
        "the folder that CSV sources read",
    ),
    "NAVMARK_CA_BUNDLE": (
        "",
        "代替系统证书的 CA 文件",
        "certificates to trust instead of the usual ones",
    ),
    "NAVMARK_SOURCE_…": (
        "",
        "数据源 base_url 里 {NAVMARK_SOURCE_…} 的值",
        "what {NAVMARK_SOURCE_…} in a source's base_url stands for",
    ),
    "NAVMARK_WECOM_URL": (
        "",
        "通道设置里 {NAVMARK_WECOM_URL} 的值：企业微信的地址",
        "what {NAVMARK_WECOM_URL} in a channel's settings stands for",
    ),
    "NAVMARK_VENV": (
        ".venv",
        "./run 用的虚拟环境",
        "the virtual environment of ./run",
    ),
    "NAVMARK_TEST_WORKERS": (
        "2",
        "./run test 并行的进程数",
        "processes of ./run test",
    ),
}


def pages() -> dict[str, str]:
    """File name → its text."""
    made = {
        "kinds.md": _kinds(),
        "formula.md": _formula(),
        "cli.md": _cli(),
        "settings.md": _settings(),
        "issue-codes.md": _issue_codes(),
        **_served(),
    }
    note = f"<!-- Made from the code: {COMMAND} -->\n\n"
    return {
        name: note + "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
        for name, text in made.items()
    }


def stale() -> list[str]:
    """Names of pages that are not what the code says."""
    wanted = pages()
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(
        [name for name in {*wanted, *found} if wanted.get(name) != found.get(name)]
        + [path.relative_to(ROOT).as_posix() for path, text in _by_hand() if included(text) != text]
    )


def write() -> None:
    """Brings the pages in line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for path, text in _by_hand():
        if included(text) != text:
            path.write_text(included(text), encoding="utf-8")


def _by_hand() -> Iterator[tuple[Path, str]]:
    for path in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "plugins/README.md"]:
        yield path, path.read_text(encoding="utf-8")


_INCLUDE = re.compile(r"<!-- include: (\S+) -->\n.*?<!-- /include -->", re.S)


def included(text: str) -> str:
    """A page with the files it shows as they are now."""

    def shown(found: re.Match[str]) -> str:
        code = (ROOT / found[1]).read_text(encoding="utf-8").rstrip()
        language = {".py": "python"}.get(Path(found[1]).suffix, Path(found[1]).suffix[1:])
        return f"<!-- include: {found[1]} -->\n```{language}\n{code}\n```\n<!-- /include -->"

    return _INCLUDE.sub(shown, text)


# --- kinds -------------------------------------------------------------------------------------------------------


def _kinds() -> str:
    from engine.definitions.kind import kinds
    from engine.definitions.schema import schema_of

    parts = [
        "# 定义的类型 / Kinds of definitions\n",
        "每个定义是一个 JSON 文件：`kind`、`name`、`title`、`description` 加下面各类自己的字段（* 必填）。\n",
        "A definition is a JSON file: `kind`, `name`, `title`, `description` and its kind's own fields (* required).\n",
        " · ".join(f"[{name}](#{name})" for name in sorted(kinds())),
    ]
    for name, kind in sorted(kinds().items()):
        schema = schema_of(name)
        parts.append(f"\n## {name}\n\n{kind.title['zh']} / {kind.title['en']}\n")
        parts.append("| 字段 / field | 类型 / type | 说明 | meaning | 例 / example |\n|---|---|---|---|---|")
        own = {key: value for key, value in schema["properties"].items() if key not in _ENVELOPE}
        parts += _fields(own, schema.get("required", []), schema["$defs"], "", frozenset())
    return "\n".join(parts)


_ENVELOPE = ("kind", "name", "title", "description")


def _fields(
    properties: Mapping[str, Any], required: list[str], defs: Mapping[str, Any], above: str, seen: frozenset[str]
) -> Iterator[str]:
    for name, given in properties.items():
        node, within = _resolved(given, defs, seen)
        words = node.get("x-text", {"zh": "", "en": ""})
        examples = node.get("examples", [])
        example = f"`{json.dumps(examples[0], ensure_ascii=False)}`" if examples else ""
        star = "*" if name in required else ""
        cells = (f"`{above}{name}`{star}", _type(node, defs), words["zh"], words["en"], example)
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
        for below, place in _inside(node, defs, within):
            yield from _fields(below["properties"], below.get("required", []), defs, f"{above}{name}{place}", within)


def _resolved(
    node: Mapping[str, Any], defs: Mapping[str, Any], seen: frozenset[str]
) -> tuple[dict[str, Any], frozenset[str]]:
    found = dict(node)
    while (target := found.pop("$ref", "").removeprefix("#/$defs/")) and target not in seen:
        seen |= {target}
        found = {**defs[target], **found}
    return found, seen


def _inside(
    node: Mapping[str, Any], defs: Mapping[str, Any], seen: frozenset[str]
) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects inside a node, each with how its place is written."""
    if "properties" in node and "x-leaf" not in node and set(node["properties"]) != {"zh", "en"}:
        yield dict(node), "."
    for choice in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _inside(_resolved(choice, defs, seen)[0], defs, seen)
    if isinstance(items := node.get("items"), dict):
        for below, place in _inside(_resolved(items, defs, seen)[0], defs, seen):
            yield below, "[]" + place
    if isinstance(more := node.get("additionalProperties"), dict):
        for below, place in _inside(_resolved(more, defs, seen)[0], defs, seen):
            yield below, ".<name>" + place


def _type(node: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    if "enum" in node:
        return " ".join(f"`{value}`" for value in node["enum"])
    if "const" in node:
        return f"`{node['const']}`"
    if choices := [*node.get("oneOf", ()), *node.get("anyOf", ())]:
        return " / ".join(dict.fromkeys(_type(_resolved(choice, defs, frozenset())[0], defs) for choice in choices))
    if set(node.get("properties", ())) == {"zh", "en"}:
        return "zh + en"
    kind = node.get("type", "")
    kind = " / ".join(kind) if isinstance(kind, list) else kind
    if kind == "array" and isinstance(node.get("items"), dict):
        return f"list of {_type(_resolved(node['items'], defs, frozenset())[0], defs) or 'values'}"
    return kind


# --- formulas ----------------------------------------------------------------------------------------------------


def _formula() -> str:
    from engine.expressions import tree
    from engine.expressions.functions import AGGREGATES, FUNCTIONS

    parts = [
        "# 公式 / Formulas\n",
        "同一种公式用在度量、指标、映射、接受规则、预警原因里；记录上求值与 SQL 求值答案相同。"
        "空值传递，除以 0 为空，"
        '`and`/`or`/`not` 为三值逻辑。先试一试：`echo \'{"input": "1 + 2 * 3"}\' | navmark try expression`。\n',
        "One language for measures, indicators, mappings, acceptance rules and causes; the same answer on a record and "
        "in SQL. Null propagates, x / 0 is null, `and`/`or`/`not` are three-valued.\n",
        "运算 / operators: `+ - * / %`, `== != < <= > >=`, `and or not`, `in (…)`, `a if c else b`\n",
        f"上限 / limits: {tree.MAX_CHARACTERS:,} characters, {tree.MAX_NODES} parts, {tree.MAX_DEPTH} deep, "
        f"numbers up to {tree.MAX_NUMBER:.0e}\n",
        "## 聚合 / Aggregates（度量与指标 / measures and indicators）\n\n"
        "| 写法 / form | 含义 | meaning | 例 / example |\n|---|---|---|---|",
    ]
    for name, (signature, words, example) in AGGREGATES.items():
        parts.append(_row(f"`{signature or name}`", words["zh"], words["en"], f"`{example}`"))
    parts.append("\n## 函数 / Functions\n\n| 写法 / form | 含义 | meaning | 例 / example |\n|---|---|---|---|")
    for _, function in sorted(FUNCTIONS.items()):
        alone = "（只在单条记录上 / on one record only）" if function.scalar_only else ""
        parts.append(
            _row(f"`{function.signature}`", function.title["zh"] + alone, function.title["en"], f"`{function.example}`")
        )
    return "\n".join(parts)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# --- command line ------------------------------------------------------------------------------------------------


def _cli() -> str:
    from engine.cli import main

    parts = ["# 命令行 / Command line\n", "`navmark [--database URL] [--language zh|en] <command>`\n"]
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        parts += _command(f"navmark {name}", command)
    return "\n".join(parts)


def _command(path: str, command: click.Command, depth: int = 2) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    yield f"\n{'#' * depth} {path}\n"
    text = " ".join((command.help or "").split())
    if text:
        yield text + "\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _command(f"{path} {name}", below, depth + 1)
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"`{path} {usage}`\n"
    options = [p for p in command.params if isinstance(p, click.Option)]
    for option in options:
        names = ", ".join(f"`{name}`" for name in option.opts)
        kind = (
            ""
            if option.is_flag
            else " "
            + (
                " \\| ".join(option.type.choices)
                if isinstance(option.type, click.Choice)
                else option.make_metavar(context)
            )
        )
        required = " (required)" if option.required else ""
        yield f"- {names}{kind}{required}" + (f" — {option.help}" if option.help else "")


# --- what the app serves -----------------------------------------------------------------------------------------


def _served() -> dict[str, str]:
    from admin_ui.access import PUBLIC, SIGNED_IN, access_of
    from admin_ui.app import create_app
    from engine.access.permissions import PERMISSIONS
    from engine.base.settings import Settings

    settings = Settings(Path("/nowhere"), "sqlite://", key="made-for-the-reference-pages-4Hq8Zt")
    app = create_app(sa.create_engine("sqlite://"), settings)
    spec = app.extensions["navmark_api"].spec.to_dict()
    access: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            path = rule.rule.replace("<", "{").replace(">", "}")
            access[method.lower(), path] = access_of(app.view_functions[rule.endpoint]) or ""
    api = [
        "# HTTP API\n",
        f"OpenAPI {spec['openapi']}: `GET /api/v1/openapi.json`. {spec['info'].get('description', '')}\n",
        "改动类请求须带 `X-CSRF-Token`（会话）；API 令牌用 `Authorization: Bearer nmk_…`。"
        "`Idempotency-Key` 使重复请求只生效一次。\n",
        "Changing calls carry `X-CSRF-Token` (sessions); API tokens go in `Authorization: Bearer nmk_…`. With an "
        "`Idempotency-Key` a repeated call has no second effect.\n",
        "| 调用 / call | 权限 / permission | 参数 / parameters | |\n|---|---|---|---|",
    ]
    for path, item in sorted(spec["paths"].items()):
        for method in ("get", "post", "put", "patch", "delete"):
            if method not in item:
                continue
            operation = item[method]
            query = [
                p["name"] + ("*" if p.get("required") else "")
                for p in (*item.get("parameters", ()), *operation.get("parameters", ()))
                if p["in"] == "query"
            ]
            summary = " ".join(part for part in (operation.get("summary"), operation.get("description")) if part)
            call = f"`{method.upper()} {path}`"
            api.append(
                _row(call, access.get((method, path), ""), " ".join(f"`{n}`" for n in query), " ".join(summary.split()))
            )
    rights = [
        "# 权限 / Permissions\n",
        "角色（kind `role`）按名授予；范围另由岗位所在单位决定。API 令牌最多得到持有人自己的权限。\n",
        "Roles (kind `role`) grant them by name; which rows one sees is decided by one's posts alone.\n",
        "| 权限 / permission | | | 用于 / calls |\n|---|---|---|---|",
    ]
    for name, words in PERMISSIONS.items():
        calls = sorted(f"`{method.upper()} {path}`" for (method, path), needed in access.items() if needed == name)
        rights.append(_row(f"`{name}`", words["zh"], words["en"], "<br>".join(calls)))
    for mark, zh, en in ((SIGNED_IN, "登录即可", "signed in"), (PUBLIC, "人人可用", "everybody")):
        calls = sorted(f"`{method.upper()} {path}`" for (method, path), needed in access.items() if needed == mark)
        rights.append(_row("—", zh, en, "<br>".join(calls)))
    return {"api.md": "\n".join(api), "permissions.md": "\n".join(rights)}


# --- settings and issue codes ------------------------------------------------------------------------------------


def _settings() -> str:
    found: set[str] = set()
    for text in [
        (ROOT / "run").read_text(encoding="utf-8"),
        *(path.read_text(encoding="utf-8") for path in _sources()),
    ]:
        found |= set(re.findall(r"NAVMARK_[A-Z_]*[A-Z]", text))
    kept = {"NAVMARK_SOURCE_…" if name.startswith("NAVMARK_SOURCE") else name for name in found}
    unsaid = sorted(kept - SETTINGS.keys())
    if unsaid:
        raise SystemExit(f"say what {', '.join(unsaid)} mean in SETTINGS of tests/house/docs_fresh.py")
    parts = [
        "# 设置 / Settings\n",
        "部署的设置，只用环境变量；没有默认密钥，也没有降低安全的开关。\n",
        "Settings of an installation are environment variables. There is no default key, and no switch that makes "
        "anything less safe.\n",
        "| 变量 / variable | 默认 / default | 说明 | meaning |\n|---|---|---|---|",
    ]
    for name in sorted(kept):
        default, zh, en = SETTINGS[name]
        parts.append(_row(f"`{name}`", f"`{default}`" if default else "—", zh, en))
    return "\n".join(parts)


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" not in path.parts and path.name != "suite.py":
                yield path


_CODE = re.compile(r"N\d{3}")
_GROUPS = {
    "N1": "读文件 / reading files", "N2": "引用与目录 / references and catalog", "N3": "公式 / formulas",
    "N4": "各类定义 / checks of the kinds", "N5": "数据行 / data rows", "N6": "连接器 / connectors",
    "N7": "消息与模板 / messages and templates", "N8": "权限与接口 / access and API",
    "N9": "任务与存储 / jobs and storage",
}  # fmt: skip


def _issue_codes() -> str:
    first: dict[str, tuple[str, str, str]] = {}
    for path in _sources():
        for code, zh, en in _codes_in(ast.parse(path.read_text(encoding="utf-8"))):
            place = path.relative_to(ROOT).as_posix()
            if code not in first or (not first[code][0] and zh):
                first[code] = (zh, en, place)
    parts = ["# 问题编号 / Issue codes\n", "`…` 是当时的名字或值。`…` stands for the name or value at hand.\n"]
    for group, title in _GROUPS.items():
        mine = sorted(code for code in first if code.startswith(group))
        if mine:
            parts.append(f"\n## {group}xx {title}\n\n| | | | |\n|---|---|---|---|")
            parts += [_row(code, first[code][0], first[code][1], f"`{first[code][2]}`") for code in mine]
    return "\n".join(parts)


def _codes_in(module: ast.Module) -> Iterator[tuple[str, str, str]]:
    """(code, zh, en) wherever a call is given a code: its own two texts, ``both(…)``, or the variable that holds it."""
    named: dict[str, list[tuple[int, tuple[str, str]]]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and (words := _both(node.value)):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    named.setdefault(target.id, []).append((node.lineno, words))
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                yield node.value, "", ""
            continue
        for at, argument in enumerate(node.args):
            if not (
                isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
                and _CODE.fullmatch(argument.value)
            ):
                continue
            rest = [*node.args[at + 1 :], *(keyword.value for keyword in node.keywords)]
            words = next((found for one in rest if (found := _both(one))), None)
            texts = [text for one in rest[:2] if (text := _text(one)) is not None]
            if words is None and len(texts) == 2:
                words = (texts[0], texts[1])
            for one in rest:
                if words is None and isinstance(one, ast.Name):
                    before = [said for line, said in sorted(named.get(one.id, ())) if line <= node.lineno]
                    words = before[-1] if before else None
            yield argument.value, *(words or ("", ""))


def _both(node: ast.AST) -> tuple[str, str] | None:
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "both"
        and len(node.args) == 2
    ):
        zh, en = (_text(argument) for argument in node.args)
        if zh is not None and en is not None:
            return zh, en
    return None


def _text(node: ast.AST) -> str | None:
    """A text as written, with ``…`` for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return left + right if left is not None and right is not None else None
    return None


def main(arguments: list[str]) -> int:
    """0: every page is what the code says (or has just been written)."""
    if arguments == ["--write"]:
        write()
        return 0
    if names := stale():
        print(f"docs/reference is stale ({', '.join(names)}): run {COMMAND}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
