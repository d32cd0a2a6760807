"""The words an author of rules may use, said for people: names and filters of messages, names in causes."""

from __future__ import annotations

from engine.base.text import Text, both

#: Name of ``message_words.NAMES`` → what it holds. The entries of a list are named ``days[].day``.
NAME_WORDS: dict[str, Text] = {
    "rule": both("规则标题", "the rule's title"),
    "condition": both("触发条件的说明", "the condition in words"),
    "watch": both("breach 触发 / no_data 缺数 / no_feed 整体未到 / rollup 合并", "breach, no_data, no_feed or rollup"),
    "severity": both("级别：info、warning、critical", "info, warning or critical"),
    "unit": both("单元名称", "the unit's title"),
    "unit_code": both("单元编码", "the unit's code"),
    "indicator": both("指标名称", "the indicator's title"),
    "days": both("触发的各日（列表）", "the days that fired it (a list)"),
    "days[].day": both("日期", "the day"),
    "days[].actual": both("实际值（金额以分计，用 | money）", "the actual value (money in minor units: | money)"),
    "days[].target": both("目标值", "the target"),
    "days[].attainment": both("达成率（用 | percent）", "the attainment (| percent)"),
    "days[].compared": both(
        "对照值：比以前变差为当时的值，落后同级为同级的达成率，进度为整期目标，偏离常态为常态值，下级红灯为下级个数",
        "what it is compared with: the value before, a sibling's attainment, the whole period's target, the usual "
        "value, how many units below were judged",
    ),
    "days[].tested": both(
        "据以判断的量：变差的比例、落后的差距、预计达成率、红灯占比（用 | percent），或稳健 z 值（用 | number）",
        "what is judged: the share it got worse by, the gap, the projected attainment, the share of red (| percent), "
        "or the robust z (| number)",
    ),
    "count": both("连续天数", "days in a row"),
    "data_time": both("数据截至时间", "what time the data is as of"),
    "cause": both("最可能的原因（可能为空）", "the first possible cause (may be empty)"),
    "summary": both(
        "分析简报的一句话：首要原因及证据，或“未找到证据”",
        "the report in a line: the first cause, or that none was found",
    ),
    "link": both("详情链接", "the link to the details"),
    "copy": both("是否抄送", "whether it is the copy"),
    "to_names": both("主送人姓名", "names of those who get the message"),
    "cc_names": both("抄送人姓名", "names of those who get the copy"),
    "incidents": both("汇总中的各条预警（列表）", "the incidents of a digest (a list)"),
    "incidents[].unit": both("单元名称", "the unit's title"),
    "incidents[].unit_code": both("单元编码", "the unit's code"),
    "incidents[].count": both("连续天数", "days in a row"),
    "incidents[].attainment": both("最近一日达成率", "the latest attainment"),
    "incidents[].cause": both("可能原因", "the possible cause"),
    "incidents[].summary": both("分析简报的一句话", "the report in a line"),
    "incidents[].late": both("是否补报", "whether it was found late"),
    "more": both("汇总中未列出的条数", "how many a digest leaves out"),
    "total": both("汇总的总条数", "how many a digest counts"),
    "digest": both("是否汇总", "whether it is a digest"),
    "late": both("是否补报", "whether it was found late"),
    "ended": both("是否已恢复", "whether it is over already"),
    "purpose": both(
        "fired 触发 / repeat 再提醒 / resolved 恢复 / retracted 撤回 / remind 催办 / escalated 上报",
        "fired, repeat, resolved, retracted, remind or escalated",
    ),
    "hours": both("无人响应的小时数（催办、上报）", "hours without a response (in reminders)"),
    "deadline": both("响应时限（催办、上报）", "by when to respond (in reminders)"),
    "actions": both("所涉行动（列表）", "the actions it is about (a list)"),
    "actions[].text": both("行动内容", "what is to be done"),
    "actions[].due": both("行动期限", "by which day"),
    "language": both("收件人的语言：zh、en", "the reader's language: zh or en"),
}

#: Filter → what it makes of a value, with an example.
FILTER_WORDS: dict[str, tuple[Text, str]] = {
    "money": (both("分 → 元，千分位", "minor units → money with separators"), "{{ d.actual | money }}"),
    "percent": (both("小数 → 百分数", "a ratio → percent"), "{{ d.attainment | percent }}"),
    "number": (both("数字，千分位", "a number with separators"), "{{ count | number }}"),
    "day": (both("日期：iso、zh、short、en", "a date: iso, zh, short or en"), "{{ d.day | day('short') }}"),
    "default": (both("为空时的替代文字", "what stands in for nothing"), "{{ cause | default('—') }}"),
    "truncate_bytes": (both("截到若干字节", "cut to so many bytes"), "{{ unit | truncate_bytes(60) }}"),
    "join": (both("用分隔符连接列表", "a list in one line"), "{{ list | join('、') }}"),
    "length": (both("列表的条数", "how many a list has"), "{{ days | length }}"),
    "first": (both("列表的第一项", "the first of a list"), "{{ (days | first).day | day }}"),
    "last": (both("列表的最后一项", "the last of a list"), "{{ (days | last).day | day }}"),
    "upper": (both("大写", "capital letters"), "{{ unit_code | upper }}"),
    "lower": (both("小写", "small letters"), "{{ unit_code | lower }}"),
    "trim": (both("去掉首尾空白", "without white space at the ends"), "{{ unit | trim }}"),
}

#: What a cause's formula and its evidence may use of its indicator; ``<alias>_…`` stand for further ones.
CAUSE_WORDS: dict[str, Text] = {
    "value": both("触发期间的值", "the value over the counted days"),
    "usual": both("之前 28 天的值", "the value of the 28 days before"),
    "target": both("目标", "the target"),
    "peers": both("同级单元的中位数（少于 3 个时为空）", "the median of the siblings (empty with fewer than 3)"),
    "change": both("与平时相比的变化，0.2 即多两成", "the change against the usual: 0.2 is a fifth more"),
}
