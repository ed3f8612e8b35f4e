"""Time stamps: an authority's answer is kept when it is about what was asked, goes along in packages, and others verify it."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson
import pytest

from application.clock import SetClock
from application.trail.keeping import Keeping
from application.trail.package.verify import verify
from application.trail.timestamping import TimestampError, Timestamping
from tests.trail.authority import openssl, running
from tests.trail.filling import MORNING, fill, leaves
from tests.trail.packages import Office, office, resum

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def log(tmp_path: Path) -> Office:
    return office(tmp_path, 40, cases=5)


def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "authority"
    folder.mkdir()
    return folder


def test_a_stamped_checkpoint_goes_along_and_openssl_accepts_its_stamp(log: Office, tmp_path: Path) -> None:
    with running(desk(tmp_path)) as authority:
        stamped = Timestamping(log.sealing, authority.url).stamp(log.sealing.seal().checkpoint)
        assert stamped.size == 40
        log.sealing.seal()
        package = log.export(tmp_path / "package")
        text = "".join((package / "data/trail/checkpoints/40").read_text().splitlines(keepends=True)[:3])
        (tmp_path / "text").write_text(text)
        token = package / "data/timestamps/40.tsr"
        command = ["openssl", "ts", "-verify", "-in", str(token), "-CAfile", str(authority.ca), "-data", str(tmp_path / "text")]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
        (tmp_path / "text").write_text(text.replace("40", "41", 1))
        assert subprocess.run(command, check=False, capture_output=True).returncode == 1
        shell = ["bash", str(package / "data/verify/verify.sh"), str(package), log.vkey]
        shown = subprocess.run(shell, check=False, capture_output=True, text=True)
        assert (shown.returncode, "openssl ts -verify" in shown.stdout) == (0, True), shown.stdout
        assert subprocess.run([*shell, str(authority.ca)], check=False, capture_output=True).returncode == 0
        other = tmp_path / "other.pem"
        openssl("req", "-x509", "-new", "-key", authority.ca.with_name("tsa.key"), "-subj", "/CN=Other", "-out", other)
        assert subprocess.run([*shell, str(other)], check=False, capture_output=True).returncode == 1
    assert verify(str(package), log.vkey).exit_code == 0
    told = [orjson.loads(each) for each in leaves(log.sealing.casework)]
    assert [each["data"]["size"] for each in told if each["type"] == "trail.Timestamped"] == [40]


@pytest.mark.parametrize("spoilt", [lambda _: b"", lambda _: b"<html>", lambda answer: answer[:-40], lambda _: b"x" * (1 << 19)], ids=range(4))
def test_an_answer_that_cannot_be_read_is_not_kept(log: Office, tmp_path: Path, spoilt: object) -> None:
    with running(desk(tmp_path), spoilt) as authority, pytest.raises(TimestampError):  # type: ignore[arg-type]
        Timestamping(log.sealing, authority.url).stamp(log.sealing.seal().checkpoint)
    assert log.sealing.log.timestamps() == []


def test_a_stamp_on_something_else_is_not_kept(log: Office, tmp_path: Path) -> None:
    earlier: list[bytes] = []

    def replayed(answer: bytes) -> bytes:
        earlier.append(answer)
        return earlier[0]

    with running(desk(tmp_path), replayed) as authority:
        timestamping = Timestamping(log.sealing, authority.url)
        timestamping.stamp(log.sealing.seal().checkpoint)
        with pytest.raises(TimestampError, match="something else"):
            timestamping.stamp(log.sealing.seal().checkpoint)
    assert [size for size, _, _ in log.sealing.log.timestamps()] == [40]


def test_a_stamp_put_beside_another_checkpoint_is_seen(log: Office, tmp_path: Path) -> None:
    with running(desk(tmp_path)) as authority:
        Timestamping(log.sealing, authority.url).stamp(log.sealing.seal().checkpoint)
    log.sealing.seal()
    package = log.export(tmp_path / "package")
    other = min(int(path.name) for path in (package / "data/trail/checkpoints").iterdir())
    for end in ("tsq", "tsr"):
        (package / f"data/timestamps/40.{end}").rename(package / f"data/timestamps/{other}.{end}")
    resum(package)
    found = verify(str(package), log.vkey)
    assert (found.exit_code, found.states["integrity"]) == (1, "broken"), found.text()


def test_an_authority_that_is_away_stops_nothing(log: Office) -> None:
    with pytest.raises(TimestampError, match="does not answer"):
        Timestamping(log.sealing, "http://127.0.0.1:9/").stamp(log.sealing.seal().checkpoint)
    with pytest.raises(ValueError, match="http"):
        Timestamping(log.sealing, "file:///etc/hostname")


def test_the_watch_signs_once_a_minute_while_events_come_and_stamps_once_a_day(log: Office, tmp_path: Path) -> None:
    clock = log.sealing.casework.clock
    assert isinstance(clock, SetClock)

    def sizes() -> list[int]:
        return [each.size for each in log.sealing.log.checkpoints()]

    with running(desk(tmp_path)) as authority:
        keeping = Keeping(log.sealing, Timestamping(log.sealing, authority.url))
        before = sizes()
        keeping.round()
        keeping.round()
        assert (sizes(), len(log.sealing.log.timestamps())) == (before, 1)
        fill(log.sealing.casework, 10, cases=2, seed=5)
        keeping.round()
        assert sizes() == before
        clock.moment = MORNING + timedelta(seconds=61)
        keeping.round()
        keeping.round()
        assert len(sizes()) == len(before) + 1
        assert len(log.sealing.log.timestamps()) == 1


def test_a_missing_key_stops_the_signing_loudly_and_nothing_else(log: Office, caplog: pytest.LogCaptureFixture) -> None:
    clock = log.sealing.casework.clock
    assert isinstance(clock, SetClock)
    clock.moment = MORNING + timedelta(hours=1)
    log.sealing.signer.path.unlink()
    fill(log.sealing.casework, 5, cases=1, seed=6)
    Keeping(log.sealing).round()
    assert [(each.levelname, each.getMessage().partition(":")[0]) for each in caplog.records if each.levelname == "CRITICAL"] == [
        ("CRITICAL", "signing STOPPED")
    ]
    assert not log.sealing.signer.path.exists()
