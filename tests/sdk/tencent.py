"""The Python client library of Tencent Cloud with every way of signing and sending that it has."""

import json

from tencentcloud.cdb.v20170320 import models
from tencentcloud.cdb.v20170320.cdb_client import CdbClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from client import Refused
from target import Target


class Cdb:
    """One client. The library raises any status but 200 as `ServerNetworkError`, so a refusal's status is 200."""

    def __init__(self, target: Target, signature: str, method: str, unsigned_payload: bool = False):
        http = HttpProfile(protocol="http", endpoint=target.authority, reqMethod=method)
        profile = ClientProfile(signMethod=signature, httpProfile=http, language="en-US")
        profile.unsignedPayload = unsigned_payload
        self.client = CdbClient(Credential(target.key, target.secret), target.endpoint["region"], profile)

    def call(self, operation: str, **parameters) -> dict:
        """Through the library's own request and response classes."""
        request = getattr(models, f"{operation}Request")()
        request.from_json_string(json.dumps(parameters))
        try:
            response = getattr(self.client, operation)(request)
        except TencentCloudSDKException as error:
            raise Refused(error.get_code(), error.get_message(), error.get_request_id()) from error
        return json.loads(response.to_json_string())

    def call_untyped(self, operation: str, **parameters) -> dict:
        """Through the library's door for operations and parameters that it does not know."""
        try:
            return self.client.call_json(operation, parameters)["Response"]
        except TencentCloudSDKException as error:
            raise Refused(error.get_code(), error.get_message(), error.get_request_id()) from error


CLIENTS = {
    "tc3-post": lambda target: Cdb(target, "TC3-HMAC-SHA256", "POST"),
    "tc3-get": lambda target: Cdb(target, "TC3-HMAC-SHA256", "GET"),
    "tc3-post-unsigned-payload": lambda target: Cdb(target, "TC3-HMAC-SHA256", "POST", unsigned_payload=True),
    "hmac-sha256-post": lambda target: Cdb(target, "HmacSHA256", "POST"),
    "hmac-sha256-get": lambda target: Cdb(target, "HmacSHA256", "GET"),
    "hmac-sha1-post": lambda target: Cdb(target, "HmacSHA1", "POST"),
    "hmac-sha1-get": lambda target: Cdb(target, "HmacSHA1", "GET"),
}
