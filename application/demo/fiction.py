"""虚构名称: names, codes and products of enterprises and people that do not exist; all of them say so (示例)."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from domain.register.credit_code import ALPHABET, check_character

NO_DIVISION = "440399"
"""No administrative division has this code, so no code made here belongs to anybody."""
BODY = 7
"""Characters of a code's body that are counted up."""

FIRST = "青云明清润新瑞宏海天和远启辰星光华泰恒源安嘉盛博凯锦晟汇同"
SECOND = "禾川泽岭松岩溪原林帆峰波舟石桥湖竹梅兰菊庭苑谷丘洲湾渡堤亭"
GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


class Industry(NamedTuple):
    """行业: a code of GB/T 4754 with words for names and papers."""

    code: str
    word: str
    product: str
    indicators: str
    """Indicator system by which the level is read; empty where there is none."""


INDUSTRIES = (
    Industry("C3982", "电路", "示例印制电路板", "示例印制电路板制造业清洁生产评价指标体系"),
    Industry("C3360", "表面处理", "示例五金件电镀", "示例电镀行业清洁生产评价指标体系"),
    Industry("C3971", "光电", "示例显示模组", ""),
    Industry("C3841", "电池", "示例锂离子电池", "示例电池行业清洁生产评价指标体系"),
    Industry("C2927", "塑胶", "示例注塑件", "示例塑料制品业清洁生产评价指标体系"),
    Industry("C2319", "印刷", "示例包装盒", "示例印刷业清洁生产评价指标体系"),
    Industry("C2761", "生物", "示例制剂", "示例制药行业清洁生产评价指标体系"),
    Industry("C1432", "食品", "示例糕点", ""),
    Industry("C1751", "织造", "示例针织面料", "示例印染行业清洁生产评价指标体系"),
    Industry("C2641", "涂料", "示例水性涂料", "示例涂料制造业清洁生产评价指标体系"),
    Industry("C3525", "模具", "示例精密模具", ""),
    Industry("C4028", "仪表", "示例测量仪表", ""),
    Industry("C3670", "汽车零部件", "示例制动部件", "示例汽车制造业清洁生产评价指标体系"),
    Industry("D4620", "水务", "示例再生水", ""),
    Industry("I6450", "数据", "示例数据中心服务", "示例数据中心清洁生产评价指标体系"),
)


class Kind:
    """代码类别: whose codes are counted; each kind has a range of its own under every seed."""

    ENTERPRISE = "enterprise"
    CONSULTANCY = "consultancy"
    MANDATORY = "mandatory"


def credit_code(kind: str, seed: int, number: int) -> str:
    """统一社会信用代码 with a right check character; another one for every number of a kind under a seed."""
    room = len(ALPHABET) ** BODY
    offset = int.from_bytes(blake2b(f"{kind} {seed}".encode(), digest_size=8).digest())
    left = (offset + number * 1_000_003) % room
    body = ""
    for _ in range(BODY):
        left, place = divmod(left, len(ALPHABET))
        body += ALPHABET[place]
    code = f"91{NO_DIVISION}MA{body}"
    return code + check_character(code)


def brand(number: int) -> str:
    """字号: two characters, three once those are used up."""
    number, first = divmod(number, len(FIRST))
    number, second = divmod(number, len(SECOND))
    third = SECOND[(number - 1) % len(SECOND)] if number else ""
    return FIRST[first] + SECOND[second] + third


def enterprise_name(number: int, industry: Industry) -> str:
    """企业名称."""
    return f"深圳市示例{brand(number)}{industry.word}有限公司"


def consultancy_name(number: int) -> str:
    """咨询服务机构名称."""
    return f"深圳示例{brand(number)}清洁生产咨询有限公司"


def person_name(number: int) -> str:
    """人名 that nobody bears."""
    number, first = divmod(number, len(GIVEN))
    number, second = divmod(number, len(GIVEN))
    return f"示例{GIVEN[number % len(GIVEN)] if number else ''}{GIVEN[second]}{GIVEN[first]}"


def phone(number: int) -> str:
    """电话: 0755-0000xxxx is given to nobody."""
    return f"0755-0000{number % 10_000:04d}"
