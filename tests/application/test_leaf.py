"""The leaf: canonical bytes, salted digests, and the guard around the profile."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from application.trail.leaf import NO_HEAD, Head, data_of, disclosed, leaf_hash, payload, seal, whole
from application.trail.profile import OutsideProfileError, encode, instant
from domain.fact import Capacity, Stamp
from domain.register.events import EnterpriseRegistered, StaffEntered

STAMP = Stamp(
    on=date(2026, 3, 2), by=Capacity(person="p-1", role="bureau-officer"), rule_set="sz-2025-5", rule_set_digest="0" * 64, correlation_id=UUID(int=7)
)
STAFF = StaffEntered(
    reference="s-1", title_level="senior", title_related=True, technical=True, certificates=(), name="示例赵工", certificate_numbers=("A-1",)
)
KEYS = st.from_regex(r"[A-Za-z0-9_]{1,12}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8")).map(lambda text: __import__("unicodedata").normalize("NFC", text))
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def sealed(fact: Any, head: Head = NO_HEAD) -> Any:
    made = payload(fact, STAMP, lambda count: bytes(range(count)))
    leaf = seal(
        made.data, fact=type(fact), source="example/log", aggregate_id=UUID(int=1), version=1, case_id=UUID(int=1), head=head,
        recorded_at="2026-03-02T01:02:03.000004Z", actor="p-1",
    )  # fmt: skip
    return made, leaf


@given(DOCUMENTS)
def test_our_bytes_are_those_of_rfc_8785(document: Any) -> None:
    assert encode({"d": document}) == rfc8785.dumps({"d": document})


def test_a_leaf_is_canonical_and_names_its_place_in_the_case() -> None:
    _, leaf = sealed(EnterpriseRegistered(credit_code="914403001922038216", name="示例电子"), Head(4, b"h" * 32, ""))
    event = json.loads(leaf.state)
    assert leaf.state == rfc8785.dumps(event)
    assert (event["type"], event["casever"], event["dataschema"]) == ("enterprise.Registered", 5, "urn:qingjian:enterprise.Registered:1")
    assert leaf.leaf_hash == hashlib.sha256(b"\x00" + leaf.state).digest() == leaf_hash(leaf.state)


def test_protected_members_stand_as_digests_and_their_disclosures_reproduce_them() -> None:
    made, leaf = sealed(STAFF)
    event = json.loads(leaf.state)
    assert "name" not in event["data"]
    assert "示例赵工".encode() not in leaf.state
    lines = [line for _, content in made.disclosures for line in content.split(b"\n")]
    digests = sorted(urlsafe_b64encode(hashlib.sha256(urlsafe_b64encode(line).rstrip(b"=")).digest()).rstrip(b"=").decode() for line in lines)
    assert event["data"]["_sd"] == digests
    assert event["data"]["_sd_alg"] == "sha-256"
    assert disclosed([content for _, content in made.disclosures]) == {"name": "示例赵工", "certificate_numbers": ["A-1"]}


def test_data_is_found_whatever_stands_in_the_strings_around_it() -> None:
    made = payload(EnterpriseRegistered(credit_code="9", name='","datacontenttype":"application/json","dataschema":"示例'), STAMP, bytes)
    misleading = '",\\"data":{"示例'
    leaf = seal(
        made.data, fact=EnterpriseRegistered, source=misleading, aggregate_id=UUID(int=1), version=1, case_id=UUID(int=1), head=NO_HEAD,
        recorded_at="2026-03-02T01:02:03.000004Z", actor=misleading,
    )  # fmt: skip
    assert leaf.state == rfc8785.dumps(json.loads(leaf.state))
    data, schema = data_of(leaf.state)
    assert json.loads(data) == json.loads(leaf.state)["data"]
    assert schema == b"urn:qingjian:enterprise.Registered:1"


def test_members_put_back_together_are_those_that_were_split() -> None:
    made, _ = sealed(STAFF)
    together = json.loads(whole(made.data, [content for _, content in made.disclosures]))
    assert (together["name"], together["certificate_numbers"], together["reference"]) == ("示例赵工", ["A-1"], "s-1")


@pytest.mark.parametrize(
    "outside",
    [0.5, 2**53, -(2**53), Decimal("NaN"), Decimal("Infinity"), "e\u0301", "\ud800", {"a b": 1}, {"ключ": 1}, datetime(2026, 1, 1), {1: 2}],  # noqa: DTZ001  an instant without its zone is what is refused
    ids=str,
)
def test_what_is_outside_the_profile_is_refused(outside: Any) -> None:
    with pytest.raises(OutsideProfileError):
        encode({"d": outside})


def test_a_leaf_over_60_000_bytes_is_refused() -> None:
    with pytest.raises(OutsideProfileError):
        sealed(EnterpriseRegistered(credit_code="9", name="示" * 30_000))


def test_instants_and_decimals_are_formatted_by_us() -> None:
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert instant(moment) == "2026-03-02T01:00:00.000000Z"
    assert encode([Decimal("1E+2"), Decimal("0.10"), datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC)]) == b'["100","0.10","2026-03-02T01:02:03.000004Z"]'
