"""Tencent Cloud's own library against the emulator: what it understands as success, and what it raises."""

import re
import time

import pytest

import tencent
from client import Refused

# The documents' samples write it in capitals here and in small letters there.
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LISTS = ["GlobalPrivileges", "DatabasePrivileges", "TablePrivileges", "ColumnPrivileges"]
TASK_DEADLINE_S = 10


@pytest.fixture(params=tencent.CLIENTS)
def client_name(request):
    return request.param


@pytest.fixture
def client(client_name, tencent_target):
    return tencent.CLIENTS[client_name](tencent_target)


@pytest.fixture
def instance(tencent_target):
    return tencent_target.instance()


@pytest.fixture
def account(instance):
    return account_named(instance["accounts"][0])


def account_named(text: str) -> dict:
    user, host = text.rsplit("@", 1)
    return {"User": user, "Host": host}


def succeeded(answer: dict) -> dict:
    assert REQUEST_ID.fullmatch(answer["RequestId"]), answer
    return answer


def refuses(call, code: str) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    refusal = caught.value
    assert refusal.code == code, refusal
    assert REQUEST_ID.fullmatch(refusal.request_id), refusal
    assert refusal.message
    return refusal


def modify(client, instance, accounts, **more) -> dict:
    call = client.call("ModifyAccountPrivileges", InstanceId=instance["id"], Accounts=accounts, **more)
    return succeeded(call)


def status_of(client, task: str) -> dict:
    return succeeded(client.call("DescribeAsyncRequestInfo", AsyncRequestId=task))


def outcome(client, answer: dict) -> str:
    """The last status of the task that an answer names; polled without sleeping, up to a deadline."""
    task, deadline = answer["AsyncRequestId"], time.monotonic() + TASK_DEADLINE_S
    while time.monotonic() < deadline:
        status = status_of(client, task)["Status"]
        if status not in ("INITIAL", "RUNNING"):
            return status
    pytest.fail(f"task {task} was still not done after {TASK_DEADLINE_S} seconds")


def carried_out(client, answer: dict):
    assert outcome(client, answer) == "SUCCESS"


def held_by(client, instance, account) -> dict:
    answer = succeeded(client.call("DescribeAccountPrivileges", InstanceId=instance["id"], **account))
    return {name: answer[name] for name in LISTS}


def every_level(instance) -> dict:
    """Something on each of the four levels. Words with blanks show whether encodings agree."""
    table_database, table = instance["tables"][0].split(".")
    column_database, column_table, column = instance["columns"][0].split(".")
    return {
        "GlobalPrivileges": ["SHOW DATABASES", "PROCESS"],
        "DatabasePrivileges": [{"Database": instance["databases"][0], "Privileges": ["CREATE TEMPORARY TABLES"]}],
        "TablePrivileges": [{"Database": table_database, "Table": table, "Privileges": ["SELECT", "SHOW VIEW"]}],
        "ColumnPrivileges": [
            {"Database": column_database, "Table": column_table, "Column": column, "Privileges": ["UPDATE"]}
        ],
    }


def sorted_words(held: dict) -> dict:
    """The order of words within a list means nothing."""
    return {
        name: sorted(items) if name == "GlobalPrivileges" else [one | {"Privileges": sorted(one["Privileges"])} for one in items]
        for name, items in held.items()
    }


class TestModifyAccountPrivileges:
    def test_replaces_everything_on_every_level(self, client, instance, account):
        wanted = every_level(instance)
        carried_out(client, modify(client, instance, [account], **wanted))
        assert sorted_words(held_by(client, instance, account)) == sorted_words(wanted)
        carried_out(client, modify(client, instance, [account], GlobalPrivileges=["SELECT"]))
        only = {name: [] for name in LISTS} | {"GlobalPrivileges": ["SELECT"]}
        assert held_by(client, instance, account) == only
        carried_out(client, modify(client, instance, [account]))
        assert held_by(client, instance, account) == {name: [] for name in LISTS}

    def test_grants_and_revokes(self, client, instance, account):
        carried_out(client, modify(client, instance, [account], GlobalPrivileges=["SELECT"]))
        added = every_level(instance)
        carried_out(client, modify(client, instance, [account], ModifyAction="grant", **added))
        both = added | {"GlobalPrivileges": ["SELECT", *added["GlobalPrivileges"]]}
        assert sorted_words(held_by(client, instance, account)) == sorted_words(both)
        carried_out(client, modify(client, instance, [account], ModifyAction="revoke", **added))
        left = {name: [] for name in LISTS} | {"GlobalPrivileges": ["SELECT"]}
        assert held_by(client, instance, account) == left

    def test_changes_every_account_named_and_no_other_host(self, client, instance):
        accounts = [account_named(text) for text in instance["accounts"]]
        pairs = ((one, two) for one in accounts for two in accounts if one["User"] == two["User"] and one != two)
        first, namesake = next(pairs)
        other = next(one for one in accounts if one["User"] != first["User"])
        carried_out(client, modify(client, instance, [first, namesake, other]))
        carried_out(client, modify(client, instance, [first, other], GlobalPrivileges=["SELECT"]))
        assert held_by(client, instance, first)["GlobalPrivileges"] == ["SELECT"]
        assert held_by(client, instance, other)["GlobalPrivileges"] == ["SELECT"]
        assert held_by(client, instance, namesake)["GlobalPrivileges"] == []

    def test_refuses_an_unknown_account(self, client, instance, account):
        for unknown in ({"User": "nobody", "Host": "%"}, account | {"Host": "203.0.113.7"}):
            call = lambda: modify(client, instance, [unknown], GlobalPrivileges=["SELECT"])
            refuses(call, "InvalidParameterValue.UserNotExistError")

    def test_refuses_an_unknown_instance(self, client, account):
        refuses(lambda: modify(client, {"id": "cdb-unknown"}, [account]), "InvalidParameter.InstanceNotFound")

    @pytest.mark.parametrize("word", ["SUPER", "select"])
    def test_refuses_an_unknown_privilege(self, client, instance, account, word):
        before = held_by(client, instance, account)
        call = lambda: modify(client, instance, [account], GlobalPrivileges=[word])
        refuses(call, "FailedOperation.PrivilegeDataIllegal")
        assert held_by(client, instance, account) == before

    def test_refuses_a_privilege_of_another_level(self, client, instance, account):
        entry = {"Database": instance["databases"][0], "Privileges": ["PROCESS"]}
        call = lambda: modify(client, instance, [account], DatabasePrivileges=[entry])
        refuses(call, "FailedOperation.PrivilegeDataIllegal")

    def test_refuses_an_unknown_action(self, client, instance, account):
        call = lambda: modify(client, instance, [account], GlobalPrivileges=["SELECT"], ModifyAction="give")
        refuses(call, "InvalidParameterValue")

    def test_refuses_a_missing_parameter(self, client, instance, account):
        refusal = refuses(lambda: client.call("ModifyAccountPrivileges", Accounts=[account]), "MissingParameter")
        assert "InstanceId" in refusal.message
        refusal = refuses(lambda: client.call("ModifyAccountPrivileges", InstanceId=instance["id"]), "MissingParameter")
        assert "Accounts" in refusal.message

    def test_refuses_half_an_account(self, client, instance, account):
        call = lambda: modify(client, instance, [{"User": account["User"]}])
        refuses(call, "MissingParameter.AccountMissingParameterError")

    def test_refuses_an_unknown_parameter(self, client, instance, account):
        call = lambda: client.call_untyped(
            "ModifyAccountPrivileges", InstanceId=instance["id"], Accounts=[account], Comment="none"
        )
        assert "Comment" in refuses(call, "UnknownParameter").message

    @pytest.mark.parametrize("client_name", ["tc3-post", "tc3-post-unsigned-payload"])
    def test_refuses_a_number_for_text(self, client_name, tencent_target, account):
        # Only a JSON body has numbers.
        client = tencent.CLIENTS[client_name](tencent_target)
        refusal = refuses(lambda: modify(client, {"id": 1}, [account]), "InvalidParameter")
        assert "InstanceId" in refusal.message

    def test_fails_the_task_for_a_table_that_does_not_exist(self, client, instance, account):
        before = held_by(client, instance, account)
        entry = {"Database": instance["databases"][0], "Table": "no_such_table", "Privileges": ["SELECT"]}
        assert outcome(client, modify(client, instance, [account], TablePrivileges=[entry])) == "FAILED"
        assert held_by(client, instance, account) == before


class TestObservers:
    def test_describe_account_privileges_gives_four_lists(self, client, instance):
        for text in instance["accounts"]:
            held = held_by(client, instance, account_named(text))
            assert all(isinstance(held[name], list) for name in LISTS)

    def test_describe_account_privileges_refuses_an_unknown_account(self, client, instance):
        call = lambda: held_by(client, instance, {"User": "nobody", "Host": "%"})
        refuses(call, "InvalidParameterValue.UserNotExistError")

    @pytest.mark.parametrize("absent", ["InstanceId", "User", "Host"])
    def test_describe_account_privileges_refuses_a_missing_parameter(self, client, instance, account, absent):
        whole = {"InstanceId": instance["id"], **account}
        del whole[absent]
        refusal = refuses(lambda: client.call("DescribeAccountPrivileges", **whole), "MissingParameter")
        assert absent in refusal.message

    def test_describe_async_request_info_tells_what_became_of_a_task(self, client, instance, account):
        answer = modify(client, instance, [account])
        carried_out(client, answer)
        assert isinstance(status_of(client, answer["AsyncRequestId"])["Info"], str)

    def test_describe_async_request_info_refuses_an_unknown_task(self, client):
        refuses(lambda: status_of(client, "no-such-task"), "InvalidParameter.InvalidAsyncRequestId")
        refuses(lambda: client.call("DescribeAsyncRequestInfo"), "MissingParameter")


class TestGateway:
    def test_refuses_a_wrong_secret(self, client_name, tencent_target, instance, account):
        client = tencent.CLIENTS[client_name](tencent_target.with_wrong_secret())
        refuses(lambda: held_by(client, instance, account), "AuthFailure.SignatureFailure")
        refuses(lambda: modify(client, instance, [account]), "AuthFailure.SignatureFailure")

    def test_refuses_an_unknown_key(self, client_name, tencent_target, instance, account):
        client = tencent.CLIENTS[client_name](tencent_target.with_unknown_key())
        refuses(lambda: held_by(client, instance, account), "AuthFailure.SecretIdNotFound")

    def test_refuses_a_client_whose_clock_is_slow(self, client, instance, account, monkeypatch):
        an_hour_ago = time.time() - 3600
        monkeypatch.setattr(time, "time", lambda: an_hour_ago)
        refuses(lambda: held_by(client, instance, account), "AuthFailure.SignatureExpire")

    def test_refuses_an_unknown_operation(self, client):
        refuses(lambda: client.call_untyped("ModifyEverything"), "InvalidAction")
