"""What the tests ask of a vendor's client library, whichever it is: call an operation, answer or raise `Refused`.

The libraries themselves stay as published; the modules `aliyun` and `tencent` only translate between their classes and
plain dictionaries, so that one test can be held against all of them.
"""

from dataclasses import dataclass


@dataclass
class Refused(Exception):
    """A refusal, as the library raised it."""

    code: str
    message: str
    request_id: str | None
    # None where the library does not tell.
    status: int | None = None

    def __str__(self):
        return f"{self.code} (status {self.status}, request {self.request_id}): {self.message}"
