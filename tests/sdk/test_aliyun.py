"""Alibaba Cloud's own libraries against the emulator: what they understand as success, and what they raise."""

import asyncio
import re
import time

import pytest

import aliyun
from client import Refused

# The words of the documents, by engine.
PRIVILEGES = {
    "MySQL": ["ReadWrite", "ReadOnly", "DDLOnly", "DMLOnly"],
    "MariaDB": ["ReadWrite", "ReadOnly", "DDLOnly", "DMLOnly"],
    "SQLServer": ["ReadWrite", "ReadOnly", "DBOwner"],
}
REQUEST_ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
NOBODY = "nobody_here"
EVERY_SYMBOL = "!@#$%^&*()_+-="


@pytest.fixture(params=aliyun.CLIENTS)
def client_name(request):
    return request.param


@pytest.fixture
def client(client_name, aliyun_target):
    return aliyun.CLIENTS[client_name](aliyun_target)


@pytest.fixture(params=["tea-acs3", "tea-rpc-v1"])
def tea(request, aliyun_target):
    return aliyun.CLIENTS[request.param](aliyun_target)


@pytest.fixture
def instance(aliyun_target):
    return aliyun_target.instance()


def succeeded(answer: dict) -> dict:
    assert REQUEST_ID.fullmatch(answer["RequestId"]), answer
    return answer


def refuses(call, status: int, code: str) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    refusal = caught.value
    assert (refusal.code, refusal.status) == (code, status), refusal
    assert REQUEST_ID.fullmatch(refusal.request_id), refusal
    assert refusal.message
    return refusal


def accounts_of(client, instance, **parameters) -> list[dict]:
    answer = succeeded(client.call("DescribeAccounts", DBInstanceId=instance["id"], **parameters))
    return answer["Accounts"]["DBInstanceAccount"]


def held_by(client, instance, account) -> dict[str, str]:
    [found] = accounts_of(client, instance, AccountName=account)
    held = found["DatabasePrivileges"]["DatabasePrivilege"]
    return {one["DBName"]: one["AccountPrivilege"] for one in held}


def grant(client, instance, account, databases, privileges):
    return client.call(
        "GrantAccountPrivilege",
        DBInstanceId=instance["id"],
        AccountName=account,
        DBName=",".join(databases),
        AccountPrivilege=",".join(privileges),
    )


def revoke(client, instance, account, databases):
    return client.call(
        "RevokeAccountPrivilege", DBInstanceId=instance["id"], AccountName=account, DBName=",".join(databases)
    )


def reset(client, instance, account, password):
    return client.call(
        "ResetAccountPassword", DBInstanceId=instance["id"], AccountName=account, AccountPassword=password
    )


class TestDescribeAccounts:
    def test_lists_what_the_target_file_names(self, client, instance):
        listed = {one["AccountName"]: one for one in accounts_of(client, instance)}
        for name in instance["accounts"]:
            assert listed[name]["AccountStatus"] == "Available"
            assert listed[name]["AccountType"] == "Normal"
            assert listed[name]["DBInstanceId"] == instance["id"]
        for name in instance["unavailable_accounts"]:
            assert listed[name]["AccountStatus"] == "Unavailable"

    def test_filters_by_name(self, client, instance):
        name = instance["accounts"][0]
        assert [one["AccountName"] for one in accounts_of(client, instance, AccountName=name)] == [name]
        assert accounts_of(client, instance, AccountName=NOBODY) == []

    def test_pages_partition_the_list(self, client, aliyun_target):
        seen_several = False
        for instance in aliyun_target.instances:
            if instance["state"] != "running":
                continue
            names, page, total = [], 1, None
            while total is None or len(names) < total:
                answer = client.call("DescribeAccounts", DBInstanceId=instance["id"], PageSize=30, PageNumber=page)
                listed = answer["Accounts"]["DBInstanceAccount"]
                assert answer["PageNumber"] == page
                assert 0 < len(listed) <= 30, answer
                names += [one["AccountName"] for one in listed]
                total, page = answer["TotalRecordCount"], page + 1
            assert len(set(names)) == len(names) == total
            seen_several |= page > 3
        assert seen_several, "no instance has accounts for several pages"

    def test_sql_server_has_fields_of_its_own(self, client, aliyun_target):
        instance = aliyun_target.instance("SQLServer")
        answer = succeeded(client.call("DescribeAccounts", DBInstanceId=instance["id"]))
        assert answer["SystemAdminAccountStatus"] in ("True", "False")

    def test_postgresql_shows_roles(self, client, aliyun_target):
        listed = accounts_of(client, aliyun_target.instance("PostgreSQL"))
        assert all(one["CreateDB"] in ("t", "f") and one["Replication"] in ("t", "f") for one in listed)

    def test_refuses_a_page_of_another_size(self, client, instance):
        refuses(lambda: accounts_of(client, instance, PageSize=29), 400, "InvalidPageSize")

    def test_refuses_an_unknown_instance(self, client):
        unknown = {"id": "rm-unknown"}
        refuses(lambda: accounts_of(client, unknown), 404, "InvalidDBInstanceName.NotFound")


class TestGrantAccountPrivilege:
    @pytest.mark.parametrize("engine", PRIVILEGES)
    def test_is_visible_pair_by_pair(self, client, aliyun_target, engine):
        instance = aliyun_target.instance(engine)
        account, databases = instance["accounts"][0], instance["databases"]
        succeeded(revoke(client, instance, account, databases))
        pairs = dict(zip(databases, PRIVILEGES[engine]))
        succeeded(grant(client, instance, account, pairs.keys(), pairs.values()))
        assert held_by(client, instance, account) == pairs

    def test_is_visible_in_the_databases(self, client, instance):
        account, database = instance["accounts"][1], instance["databases"][0]
        succeeded(grant(client, instance, account, [database], ["ReadOnly"]))
        answer = succeeded(client.call("DescribeDatabases", DBInstanceId=instance["id"], DBName=database))
        [listed] = answer["Databases"]["Database"]
        assert (listed["DBName"], listed["Engine"]) == (database, instance["engine"])
        holders = {one["Account"]: one["AccountPrivilege"] for one in listed["Accounts"]["AccountPrivilegeInfo"]}
        assert holders[account] == "ReadOnly"

    def test_is_accepted_for_postgresql(self, client, aliyun_target):
        instance = aliyun_target.instance("PostgreSQL")
        succeeded(grant(client, instance, instance["accounts"][0], instance["databases"][:1], ["DBOwner"]))

    def test_leaves_other_databases_alone(self, client, instance):
        account, [first, second] = instance["accounts"][2], instance["databases"][:2]
        succeeded(revoke(client, instance, account, instance["databases"]))
        succeeded(grant(client, instance, account, [first], ["ReadWrite"]))
        succeeded(grant(client, instance, account, [second], ["DMLOnly"]))
        assert held_by(client, instance, account) == {first: "ReadWrite", second: "DMLOnly"}
        succeeded(revoke(client, instance, account, [first]))
        assert held_by(client, instance, account) == {second: "DMLOnly"}

    def test_refuses_lists_of_different_lengths_and_changes_nothing(self, client, instance):
        account, databases = instance["accounts"][3], instance["databases"][:2]
        succeeded(revoke(client, instance, account, databases))
        before = held_by(client, instance, account)
        both = (databases, ["ReadOnly"]), (databases[:1], ["ReadOnly", "ReadWrite"])
        for names, privileges in both:
            call = lambda: grant(client, instance, account, names, privileges)
            refuses(call, 400, "InvalidDBNameOrAccountPrivilege")
        assert held_by(client, instance, account) == before

    def test_refuses_an_unknown_account(self, client, instance):
        # Blanks, signs and other scripts must not turn into a wrong signature on the way.
        for name in (NOBODY, "no body+%&=~*", "测试账号"):
            call = lambda: grant(client, instance, name, instance["databases"][:1], ["ReadOnly"])
            refuses(call, 404, "InvalidAccountName.NotFound")

    def test_refuses_an_unknown_instance(self, client, instance):
        call = lambda: grant(client, {"id": "rm-unknown"}, instance["accounts"][0], ["orders"], ["ReadOnly"])
        refuses(call, 400, "InvalidDBInstanceId.NotFound")

    @pytest.mark.parametrize("word", ["readonly", "Everything", "DBOwner"])
    def test_refuses_a_privilege_that_the_engine_does_not_know(self, client, instance, word):
        call = lambda: grant(client, instance, instance["accounts"][0], instance["databases"][:1], [word])
        refuses(call, 400, "InvalidAccountPrivilege.Malformed")

    def test_refuses_an_unavailable_account(self, client, instance):
        account = instance["unavailable_accounts"][0]
        call = lambda: grant(client, instance, account, instance["databases"][:1], ["ReadOnly"])
        refuses(call, 400, "IncorrectAccountStatus")

    @pytest.mark.parametrize(
        ("state", "status", "code"),
        [("stopped", 403, "IncorrectDBInstanceState"), ("locked", 404, "IncorrectDBInstanceLockMode")],
    )
    def test_refuses_an_instance_that_is_not_up_to_it(self, client, aliyun_target, state, status, code):
        instance = aliyun_target.instance(state=state)
        call = lambda: grant(client, instance, instance["accounts"][0], instance["databases"][:1], ["ReadOnly"])
        refuses(call, status, code)

    @pytest.mark.parametrize("absent", ["DBInstanceId", "AccountName", "DBName", "AccountPrivilege"])
    def test_refuses_a_missing_parameter(self, client, instance, absent):
        whole = {
            "DBInstanceId": instance["id"],
            "AccountName": instance["accounts"][0],
            "DBName": instance["databases"][0],
            "AccountPrivilege": "ReadOnly",
        }
        del whole[absent]
        refuses(lambda: client.call("GrantAccountPrivilege", **whole), 400, f"Missing{absent}")


class TestResetAccountPassword:
    @pytest.mark.parametrize(
        "password", ["Abcdef1!", "Ab1" + "x" * 29, EVERY_SYMBOL + "aB3", "lower_and_123"], ids=["8", "32", "symbols", "three"]
    )
    def test_accepts_what_the_document_allows(self, client, instance, password):
        succeeded(reset(client, instance, instance["accounts"][4], password))

    def test_keeps_privileges(self, client, instance):
        account = instance["accounts"][5]
        succeeded(grant(client, instance, account, instance["databases"][:1], ["ReadWrite"]))
        before = held_by(client, instance, account)
        succeeded(reset(client, instance, account, "Abcdef1!"))
        assert held_by(client, instance, account) == before

    @pytest.mark.parametrize(
        "password",
        ["Abcde1!", "Ab1" + "x" * 30, "onlyletters", "lower12345", "Abcdef1! ", "Abcdef1é"],
        ids=["7", "33", "one-class", "two-classes", "space", "foreign"],
    )
    def test_refuses_anything_else_without_repeating_it(self, client, instance, password):
        call = lambda: reset(client, instance, instance["accounts"][4], password)
        refusal = refuses(call, 400, "InvalidAccountPassword.Format")
        assert password.strip() not in refusal.message

    def test_refuses_an_unknown_account(self, client, instance):
        refuses(lambda: reset(client, instance, NOBODY, "Abcdef1!"), 404, "InvalidAccountName.NotFound")

    def test_refuses_an_unknown_instance(self, client):
        call = lambda: reset(client, {"id": "rm-unknown"}, NOBODY, "Abcdef1!")
        refuses(call, 404, "InvalidDBInstanceName.NotFound")


def masking_client(name, target):
    for operation in ("ModifyAccountMaskingPrivilege", "DescribeAccountMaskingPrivilege"):
        reason = aliyun.lacks(name, operation)
        if reason:
            pytest.skip(reason)
    return aliyun.CLIENTS[name](target)


class TestMasking:
    @pytest.fixture
    def client(self, client_name, aliyun_target):
        return masking_client(client_name, aliyun_target)

    # The operation is documented for POST only.
    @pytest.fixture(params=[name for name in aliyun.CLIENTS if name != "classic-get"])
    def posting(self, request, aliyun_target):
        return masking_client(request.param, aliyun_target)

    @staticmethod
    def modify(client, instance, users, privilege, **more):
        return client.call(
            "ModifyAccountMaskingPrivilege",
            DBInstanceName=instance["id"],
            UserName=",".join(users),
            Privilege=privilege,
            **more,
        )

    @staticmethod
    def masking_of(client, instance, user):
        answer = client.call("DescribeAccountMaskingPrivilege", DBInstanceName=instance["id"], UserName=user)
        [found] = succeeded(answer)["Data"]["UserPrivilege"]
        return found["Privilege"], found["ExpireTime"]

    def test_is_visible_for_every_account_named(self, posting, instance):
        users = instance["accounts"][:3]
        answer = succeeded(self.modify(posting, instance, users, "fullAccess", ExpireTime="2030-01-31T23:59:59Z"))
        assert answer["Message"] == "successful"
        assert answer["Success"] in (True, "true")
        assert instance["id"] in answer["Data"]["key"]
        for user in users:
            assert self.masking_of(posting, instance, user) == ("fullAccess", "2030-01-31T23:59:59Z")
        for privilege in ("restrictedAccess", "noneAccess"):
            succeeded(self.modify(posting, instance, users[:1], privilege))
            assert self.masking_of(posting, instance, users[0])[0] == privilege
        assert self.masking_of(posting, instance, users[1])[0] == "fullAccess"

    def test_is_observable_by_every_method(self, client, instance):
        answer = client.call("DescribeAccountMaskingPrivilege", DBInstanceName=instance["id"])
        assert isinstance(succeeded(answer)["Data"]["UserPrivilege"], list)

    def test_refuses_get(self, aliyun_target, instance):
        getting = masking_client("classic-get", aliyun_target)
        call = lambda: self.modify(getting, instance, instance["accounts"][:1], "noneAccess")
        refuses(call, 400, "UnsupportedHTTPMethod")

    def test_refuses_an_unknown_privilege(self, posting, instance):
        call = lambda: self.modify(posting, instance, instance["accounts"][:1], "someAccess")
        refuses(call, 400, "Parameters.Invalid")

    @pytest.mark.parametrize("instant", ["2030-02-30T00:00:00Z", "2030-01-01 00:00:00", "tomorrow"])
    def test_refuses_a_malformed_instant(self, posting, instance, instant):
        call = lambda: self.modify(posting, instance, instance["accounts"][:1], "fullAccess", ExpireTime=instant)
        refuses(call, 400, "Parameters.Invalid")

    def test_refuses_full_access_for_ever(self, posting, instance):
        call = lambda: self.modify(posting, instance, instance["accounts"][:1], "fullAccess")
        refuses(call, 400, "RequiredParam.NotFound")

    def test_refuses_an_unknown_account(self, posting, instance):
        refuses(lambda: self.modify(posting, instance, [NOBODY], "noneAccess"), 400, "Abs.InvalidAccount.NotFound")

    def test_refuses_an_instance_without_encryption(self, posting, aliyun_target):
        instance = aliyun_target.instance(state="unencrypted")
        call = lambda: self.modify(posting, instance, instance["accounts"][:1], "noneAccess")
        refuses(call, 400, "ColumnEncryptionErrorCode.NOT_PURCHASED")

    def test_refuses_an_unknown_instance(self, posting):
        call = lambda: self.modify(posting, {"id": "rm-unknown"}, [NOBODY], "noneAccess")
        refuses(call, 404, "InvalidDBInstance.NotFound")


class TestGateway:
    def test_refuses_a_wrong_secret(self, client_name, aliyun_target, instance):
        client = aliyun.CLIENTS[client_name](aliyun_target.with_wrong_secret())
        # The older library compares the string to sign that the answer repeats with its own. Where they are the same
        # only the secret can be wrong, and it says so under a code of its own: the strongest proof that both agree.
        classic = client_name.startswith("classic")
        code = "InvalidAccessKeySecret" if classic else "SignatureDoesNotMatch"
        refuses(lambda: accounts_of(client, instance), 400, code)

    def test_refuses_a_wrong_secret_without_repeating_a_password(self, client_name, aliyun_target, instance):
        client = aliyun.CLIENTS[client_name](aliyun_target.with_wrong_secret())
        call = lambda: reset(client, instance, instance["accounts"][0], "Abcdef1!")
        assert "Abcdef1" not in refuses(call, 400, "SignatureDoesNotMatch").message

    def test_refuses_an_unknown_key(self, client_name, aliyun_target, instance):
        client = aliyun.CLIENTS[client_name](aliyun_target.with_unknown_key())
        refuses(lambda: accounts_of(client, instance), 404, "InvalidAccessKeyId.NotFound")

    def test_refuses_an_old_timestamp(self, tea, instance):
        an_hour_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
        extra = tea.common(timestamp=an_hour_ago)
        refuses(lambda: accounts_of(tea, instance, extra=extra), 400, "InvalidTimeStamp.Expired")

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_refuses_a_client_whose_clock_is_slow(self, aliyun_target, instance, method, monkeypatch):
        an_hour_ago = time.gmtime(time.time() - 3600)
        monkeypatch.setattr(time, "gmtime", lambda *_: an_hour_ago)
        client = aliyun.Classic(aliyun_target, method)
        refuses(lambda: accounts_of(client, instance), 400, "InvalidTimeStamp.Expired")

    def test_refuses_a_nonce_used_before(self, tea, instance):
        extra = tea.common(nonce=f"nonce-of-{time.time_ns()}")
        accounts_of(tea, instance, extra=extra)
        refuses(lambda: accounts_of(tea, instance, extra=extra), 400, "SignatureNonceUsed")

    def test_serves_asynchronous_callers(self, tea, instance):
        async def together():
            calls = (tea.call_async("DescribeAccounts", DBInstanceId=instance["id"]) for _ in range(8))
            return await asyncio.gather(*calls)

        answers = asyncio.run(together())
        assert len({succeeded(answer)["RequestId"] for answer in answers}) == 8
        call = lambda: asyncio.run(tea.call_async("DescribeAccounts", DBInstanceId="rm-unknown"))
        refuses(call, 404, "InvalidDBInstanceName.NotFound")
