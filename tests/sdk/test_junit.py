"""`junit.xml` as its readers see it: valid against the schema of Jenkins' xUnit plugin, and true to `report.json`."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

SUITES = ("aliyun-rds", "tencent-cdb")


@contextmanager
def emulator(binary: Path, folder: Path, *arguments: str):
    """An emulator of our own, beside the one that `run.sh` started; gives its target files."""
    command = [binary, "emulate", "--port", "0", "--targets", folder, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout.readline().startswith("http://"), "the emulator said no URL"
        yield [folder / f"{suite}.toml" for suite in SUITES]
    finally:
        process.kill()
        process.communicate()


def run(binary: Path, reports: Path, *arguments: str) -> int:
    command = [binary, "run", "--reports", reports, *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120).returncode


def against(targets: list[Path]) -> list[str]:
    return [part for path in targets for part in ("--target", str(path))]


@pytest.fixture(scope="module")
def passing(binary, tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("passing")
    assert run(binary, reports) == 0
    return reports


@pytest.fixture(scope="module")
def failing(binary, tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("failing")
    with emulator(binary, tmp_path_factory.mktemp("targets"), "--fault", "password-limit-33") as targets:
        assert run(binary, reports, *against(targets)) == 1
    return reports


@pytest.fixture(scope="module")
def unreachable(binary, tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("unreachable")
    with emulator(binary, tmp_path_factory.mktemp("targets")) as targets:
        pass
    assert run(binary, reports, *against(targets)) == 3
    return reports


BASELINE = """
[[known]]
requirement = "aliyun-rds/ResetAccountPassword/password-length"
signatures = ["ResetAccountPassword AccountPassword.too-long: accepted"]
reason = "known"
first_seen = 2026-01-01
last_seen = 2026-01-01
expires = 2999-12-31

[[disputed]]
requirement = "aliyun-rds/Reset/gone"
reason = "there is no such requirement"
"""


@pytest.fixture(scope="module")
def gated(binary, tmp_path_factory) -> Path:
    reports = tmp_path_factory.mktemp("gated")
    baseline = reports / "known.toml"
    baseline.write_text(BASELINE, encoding="utf-8")
    with emulator(binary, tmp_path_factory.mktemp("targets"), "--fault", "password-limit-33") as targets:
        assert run(binary, reports, *against(targets), "--baseline", str(baseline)) == 4
    return reports


@pytest.fixture(params=["passing", "failing", "unreachable"])
def reports(request) -> Path:
    return request.getfixturevalue(request.param)


def junit(reports: Path) -> ElementTree.Element:
    return ElementTree.parse(reports / "junit.xml").getroot()


def test_is_valid(reports, junit_schema):
    root = junit(reports)
    wrong = [f"{error.path}: {error.reason}" for error in xmlschema.XMLSchema(junit_schema).iter_errors(root)]
    assert not wrong, "\n".join(wrong[:10])


def test_counts_are_those_of_its_cases(reports):
    root = junit(reports)
    for element in [root, *root.iter("testsuite")]:
        assert int(element.get("tests")) == len(list(element.iter("testcase")))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if element is root and attribute == "skipped":
                continue  # the schema knows it of each suite only
            assert int(element.get(attribute)) == len(list(element.iter(tag))), attribute


def test_says_of_every_requirement_what_the_report_says(reports):
    tags = {"failed": {"failure"}, "inconclusive": {"error"}, "skipped": {"skipped"}}
    report = json.loads((reports / "report.json").read_text(encoding="utf-8"))
    expected = {one["id"]: tags.get(one["verdict"], set()) for one in report["requirements"]}
    told = {
        f"{case.get('classname')}/{case.get('name')}": {part.tag for part in case} & {"failure", "error", "skipped"}
        for case in junit(reports).iter("testcase")
    }
    assert told == expected


def test_a_known_failure_is_skipped_and_a_stale_entry_fails(gated, junit_schema):
    root = junit(gated)
    assert not list(xmlschema.XMLSchema(junit_schema).iter_errors(root))
    cases = {f"{case.get('classname')}/{case.get('name')}": case for case in root.iter("testcase")}
    known = cases["aliyun-rds/ResetAccountPassword/password-length"]
    assert known.find("skipped").get("message").startswith("failed, known since 2026-01-01")
    assert known.find("failure") is None
    assert cases["baseline/aliyun-rds/Reset/gone"].find("failure").get("type") == "matches nothing"


def test_a_failure_tells_what_was_expected_and_where_it_is_written(failing):
    [case] = [case for case in junit(failing).iter("testcase") if case.find("failure") is not None]
    assert f"{case.get('classname')}/{case.get('name')}" == "aliyun-rds/ResetAccountPassword/password-length"
    failure = case.find("failure")
    assert failure.get("message") and failure.get("type")
    assert all(word in failure.text for word in ("written in", "expected", "came", "abide replay"))
