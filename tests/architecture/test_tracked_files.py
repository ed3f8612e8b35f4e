"""What is committed: no address of a package registry, no path of one machine, no test that is passed over, no empty name."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import LAYERS, ROOT, python_files, text, tracked

# Each pattern is spelt so that it does not find itself.
ADDRESSES = re.compile(r"py[p]i\.org|pythonh[o]sted|n[p]mjs\.|npm[m]irror|deb\.[d]ebian|registry\.[y]arn|^--(?:extra-)?[i]ndex-url", re.MULTILINE)
MACHINES = re.compile(r"(?:^|[\s\"'=(:,\[`])/(?:ro[o]t|wo[r]k|ho[m]e|Us[e]rs|fa[r]m)/[\w.]|fi[l]e:///(?:opt|srv|mnt)", re.MULTILINE)
WEB = re.compile(r"https?://\S+")
PASSED_OVER = re.compile(r"pytest\.(?:mark\.)?(?:ski[p]|skipi[f]|xfai[l]|importorski[p])|unittest\.ski[p]")
EMPTY_NAMES = re.compile(r"(?:^|[/_])(?:manager|helper|util|common|base|service|misc)s?(?=[_./])")
MAKE = re.compile(r"`make ([a-z-]+)|^ {4}make ([a-z-]+)", re.MULTILINE)


def foreign(content: str) -> list[str]:
    """Addresses of registries and paths of machines; the path of a web address is none."""
    return [found.group() for found in (*ADDRESSES.finditer(content), *MACHINES.finditer(WEB.sub("", content)))]


def test_no_address_and_no_machine_path_is_committed() -> None:
    assert {str(path): found for path in tracked() if (found := foreign(text(path)))} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "https://py" + "pi.org/simple",
        "https://files.pythonh" + "osted.org/packages/x",
        '"resolved": "https://registry.np' + 'mjs.org/x"',
        "requests==2\n--extra-ind" + "ex-url https://example.org",
    ],
)
def test_a_planted_address_is_found(planted: str) -> None:
    assert foreign(planted)


@pytest.mark.parametrize("planted", ["/wo" + "rk/main/x", "'/ro" + "ot/.cache'", "fil" + "e:///opt/wheels", "/ho" + "me/someone/x"])
def test_a_planted_machine_path_is_found(planted: str) -> None:
    assert foreign(planted)


def test_the_path_of_a_web_address_is_no_machine_path() -> None:
    assert not foreign("source: https://example.org/?page=/ho" + "me/article")


def test_no_test_is_passed_over() -> None:
    assert {str(path): found for path in python_files("tests") if (found := PASSED_OVER.findall(text(path)))} == {}


def test_a_planted_passing_over_is_found() -> None:
    assert PASSED_OVER.search("@pytest.mark." + "skipif(True)")


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in tracked() if path.parts[0] in LAYERS and "templates" not in path.parts and EMPTY_NAMES.search(path.as_posix())]


@pytest.mark.parametrize("planted", ["domain/case/helpers.py", "application/base.py", "web/form_utils.py", "domain/services/x.py"])
def test_a_planted_empty_name_is_found(planted: str) -> None:
    assert EMPTY_NAMES.search(planted)


def missing_targets(page: str) -> set[str]:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    return {quoted or listed for quoted, listed in MAKE.findall(page)} - targets


def test_every_make_target_a_page_names_exists() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    assert {str(path): missing for path in pages if (missing := missing_targets(text(path)))} == {}


def test_a_planted_target_is_found() -> None:
    assert missing_targets("Run `make coffee` and\n\n    make tea\n") == {"coffee", "tea"}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "benchmarks/peers.lock", "tests/peers/miners.lock"])
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert len(entries) > 5
    assert not [entry for entry in entries if not re.match(r"[a-z0-9.-]+==\S+", entry) or "--hash=sha256:" not in entry]


def locked(name: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))


def test_tests_run_on_the_versions_the_program_runs_on() -> None:
    assert locked("requirements.lock") <= locked("requirements-test.lock")
