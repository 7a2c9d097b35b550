"""What `run.sh` tells: where the emulator is, the binary that it is, and where the JUnit schema is."""

import os
from pathlib import Path

import pytest
import target


def told(name: str) -> Path:
    value = os.environ.get(name)
    assert value, f"{name} is not set; start these tests with tests/sdk/run.sh"
    return Path(value)


@pytest.fixture(scope="session")
def binary() -> Path:
    return told("ABIDE_BINARY")


@pytest.fixture(scope="session")
def junit_schema() -> Path:
    return told("ABIDE_JUNIT_SCHEMA")


@pytest.fixture(scope="session")
def aliyun_target() -> target.Target:
    return target.read(told("ABIDE_TARGETS") / "aliyun-rds.toml")


@pytest.fixture(scope="session")
def tencent_target() -> target.Target:
    return target.read(told("ABIDE_TARGETS") / "tencent-cdb.toml")
