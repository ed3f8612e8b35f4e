"""A body is read strictly: what two readers could understand differently, or no database can keep, is refused by name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.hostile import BODIES
from web.json_body import DEEPEST, decode
from web.problems import ProblemError

PLAIN = {
    b"{}": {},
    b' {"a" : [1, "2", null, true]} ': {"a": [1, "2", None, True]},
    '{"名称": "示例"}'.encode(): {"名称": "示例"},
    b'{"a": "\\u793a\\ud83c\\udf31"}': {"a": "示🌱"},
    b'{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": "[" * 32},
    b'{"a": "\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": '"' + "[" * 32},
}


@pytest.mark.parametrize("body", PLAIN, ids=range(len(PLAIN)))
def test_a_plain_body_is_read_as_it_is(body: bytes) -> None:
    assert decode(body) == PLAIN[body]


@pytest.mark.parametrize("name", [name for name, (_, code) in BODIES.items() if code not in {"fields-wrong", "too-large"}])
def test_a_hostile_body_is_refused_by_name(name: str) -> None:
    body, code = BODIES[name]
    with pytest.raises(ProblemError) as refused:
        decode(body)
    assert refused.value.code == code


def test_the_deepest_body_that_is_read() -> None:
    assert decode(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(ProblemError):
        decode(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


KEPT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | KEPT


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEPT, inner, max_size=4), max_leaves=12))
def test_what_is_valid_is_read_as_the_library_reads_it(value: object) -> None:
    for ascii_only in (True, False):
        written = json.dumps(value, ensure_ascii=ascii_only).encode()
        assert decode(written) == value


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader(body: bytes) -> None:
    assert answered(body) in {200, 400}


def answered(body: bytes) -> int:
    try:
        decode(body)
    except ProblemError as refused:
        return refused.status
    return 200
