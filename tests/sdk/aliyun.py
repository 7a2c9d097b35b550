"""The two Python client libraries of Alibaba Cloud, each with the ways of signing and sending that it has."""

import importlib.util
import json
import re

from alibabacloud_rds20140815 import models
from alibabacloud_rds20140815.client import Client
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from darabonba.runtime import ExtendsParameters, RuntimeOptions

from client import Refused
from target import Target


def snake(name: str) -> str:
    """`DBInstanceId` is `dbinstance_id` in the newer library's method names."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Tea:
    """The current library. It signs ACS3 by default, and the older way with `signature_algorithm="v2"`."""

    def __init__(self, target: Target, signature_algorithm: str | None = None):
        self.signature_algorithm = signature_algorithm
        self.client = Client(
            Config(
                access_key_id=target.key,
                access_key_secret=target.secret,
                endpoint=target.authority,
                protocol="http",
                region_id=target.endpoint["region"],
                signature_algorithm=signature_algorithm,
            )
        )

    def _prepared(self, operation: str, parameters: dict, extra: dict):
        request = getattr(models, f"{operation}Request")().from_map(parameters)
        request.validate()
        place = "queries" if self.signature_algorithm == "v2" else "headers"
        return request, RuntimeOptions(extends_parameters=ExtendsParameters(**{place: extra}))

    def call(self, operation: str, extra: dict | None = None, **parameters) -> dict:
        """`extra` are common parameters, or headers under ACS3, in place of the library's own."""
        request, options = self._prepared(operation, parameters, extra or {})
        try:
            response = getattr(self.client, f"{snake(operation)}_with_options")(request, options)
        except AlibabaCloudException as error:
            raise refused(error) from error
        assert response.status_code == 200
        return response.body.to_map()

    async def call_async(self, operation: str, **parameters) -> dict:
        request, options = self._prepared(operation, parameters, {})
        try:
            response = await getattr(self.client, f"{snake(operation)}_with_options_async")(request, options)
        except AlibabaCloudException as error:
            raise refused(error) from error
        return response.body.to_map()

    def common(self, **values) -> dict:
        """Common parameters under the names that this way of signing gives them."""
        acs3 = {"timestamp": "x-acs-date", "nonce": "x-acs-signature-nonce"}
        rpc = {"timestamp": "Timestamp", "nonce": "SignatureNonce"}
        names = rpc if self.signature_algorithm == "v2" else acs3
        return {names[name]: value for name, value in values.items()}


def refused(error: AlibabaCloudException) -> Refused:
    assert error.data["RequestId"] == error.request_id
    return Refused(error.code, error.message, error.request_id, error.status_code)


class Classic:
    """The older library, which signs the older way. Left to itself it sends everything in the query, whatever the
    method; asked to, it sends an operation's own parameters in a form."""

    def __init__(self, target: Target, method: str, in_form: bool = False):
        self.target = target
        self.method = method
        self.in_form = in_form
        self.client = AcsClient(target.key, target.secret, target.endpoint["region"])

    def call(self, operation: str, **parameters) -> dict:
        module = importlib.import_module(f"aliyunsdkrds.request.v20140815.{operation}Request")
        request = getattr(module, f"{operation}Request")()
        request.set_endpoint(self.target.authority)
        request.set_protocol_type("http")
        request.set_method(self.method)
        for name, value in parameters.items():
            if self.in_form:
                request.add_body_params(name, value)
            else:
                getattr(request, f"set_{name}")(value)
        try:
            return json.loads(self.client.do_action_with_exception(request))
        except ServerException as error:
            raise Refused(error.error_code, error.message, error.request_id, error.http_status) from error


CLIENTS = {
    "tea-acs3": lambda target: Tea(target),
    "tea-rpc-v1": lambda target: Tea(target, signature_algorithm="v2"),
    "classic-get": lambda target: Classic(target, "GET"),
    "classic-post": lambda target: Classic(target, "POST"),
    "classic-form": lambda target: Classic(target, "POST", in_form=True),
}


def lacks(name: str, operation: str) -> str | None:
    """Why the library cannot call the operation, if it cannot."""
    if name.startswith("tea"):
        known = hasattr(models, f"{operation}Request")
    else:
        known = importlib.util.find_spec(f"aliyunsdkrds.request.v20140815.{operation}Request") is not None
    return None if known else f"the pinned library behind {name} does not have {operation}"
