"""Alibaba's SDKs, pointed at the simulated cloud."""

import json
from dataclasses import dataclass

from alibabacloud_bssopenapi20171214.client import Client as BssClient
from alibabacloud_dts20200101.client import Client as DtsClient
from alibabacloud_tea_openapi.utils_models import Config
from aliyunsdkcore.auth.credentials import AccessKeyCredential, StsTokenCredential
from aliyunsdkcore.client import AcsClient

import shape
import wire
from clouds import CONNECT_TIMEOUT, HOST, READ_TIMEOUT


@dataclass(frozen=True)
class Key:
    id: str
    secret: str
    token: str | None = None


RICH = Key("LTAI5tDEMOrichFAKE000001", "demo-rich-secret-not-a-real-key")
POOR = Key("LTAI5tDEMOpoorFAKE000002", "demo-poor-secret-not-a-real-key")
TEMPORARY = Key(
    "STS.DEMOrichTEMPFAKE0005",
    "demo-rich-temporary-secret-not-a-real-key",
    "demo-rich-security-token-not-a-real-one",
)
EXPIRED = Key(
    "STS.DEMOrichEXPIREDFAK06",
    "demo-rich-expired-secret-not-a-real-key",
    "demo-rich-expired-token-not-a-real-one",
)
FORBIDDEN = Key("LTAI5tDEMOforbiddenFAK04", "demo-forbidden-secret-not-a-real-key")
INCOMPLETE = Key("LTAI5tDEMOincompleteFK03", "demo-incomplete-secret-not-a-real-key")
UNKNOWN = Key("LTAI5tDEMOnobodyFAKE0009", RICH.secret)
WRONG = Key(RICH.id, "demo-rich-secret-with-a-slip")

ACS3 = None
HMAC_SHA1 = "v2"


class Typed:
    """A client whose answers have to be what its models say."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        def call(*arguments):
            body = getattr(self._client, name)(*arguments).body
            answer = wire.last().response.json()
            shape.accept(shape.alibaba_faults(body, answer))
            assert body.request_id
            return body

        return call


def _config(key, signature):
    return Config(
        access_key_id=key.id,
        access_key_secret=key.secret,
        security_token=key.token,
        endpoint=HOST,
        protocol="http",
        signature_algorithm=signature,
        connect_timeout=CONNECT_TIMEOUT * 1000,
        read_timeout=READ_TIMEOUT * 1000,
    )


def dts(key=RICH, signature=ACS3):
    return Typed(DtsClient(_config(key, signature)))


def bss(key=RICH, signature=ACS3):
    return Typed(BssClient(_config(key, signature)))


class Older:
    """The SDK before that: HMAC-SHA1, parameters as text, answers as text."""

    def __init__(self, key=RICH, region="cn-beijing"):
        if key.token:
            credential = StsTokenCredential(key.id, key.secret, key.token)
        else:
            credential = AccessKeyCredential(key.id, key.secret)
        self._client = AcsClient(
            region_id=region,
            credential=credential,
            auto_retry=False,
            connect_timeout=CONNECT_TIMEOUT,
            timeout=READ_TIMEOUT,
        )

    def call(self, request):
        request.set_endpoint(HOST)
        request.set_protocol_type("http")
        request.set_accept_format("JSON")
        return json.loads(self._client.do_action_with_exception(request))

    def raw(self, request):
        """The body as it came."""
        _, _, body = self._client.get_response(request)
        return body
