"""Huawei's SDKs, pointed at the simulated cloud."""

from dataclasses import dataclass

from huaweicloudsdkbss.v2 import BssClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.client import ClientBuilder
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkddm.v1 import DdmClient
from huaweicloudsdkiam.v3 import IamClient
from huaweicloudsdkvpc.v2 import VpcClient

import shape
import wire
from clouds import ADDRESS, CONNECT_TIMEOUT, READ_TIMEOUT

REGION = "cn-north-4"


@dataclass(frozen=True)
class Account:
    domain_id: str
    domain: str
    user: str
    password: str
    ak: str
    sk: str
    project_id: str


@dataclass(frozen=True)
class Temporary:
    ak: str
    sk: str
    token: str


RICH = Account(
    domain_id="de300000000000000000000000000001",
    domain="demo-rich",
    user="demo-rich-buyer",
    password="demo-rich-password-not-real",
    ak="HPUADEMORICHFAKE0001",
    sk="demo-huawei-rich-secret-not-a-real-key",
    project_id="0de00000000000000000000000000401",
)
POOR = Account(
    domain_id="de300000000000000000000000000002",
    domain="demo-poor",
    user="demo-poor-buyer",
    password="demo-poor-password-not-real",
    ak="HPUADEMOPOORFAKE0002",
    sk="demo-huawei-poor-secret-not-a-real-key",
    project_id="0de00000000000000000000000000402",
)
RICH_TEMPORARY = Temporary(
    ak="HSTADEMORICHFAKE0001",
    sk="demo-huawei-rich-temporary-secret-not-real",
    token="demo-huawei-rich-security-token-not-a-real-one",
)


class TokenCredentials(BasicCredentials):
    """The SDK knows keys only: this sends a token in place of a signature."""

    def __init__(self, token, project_id=None):
        super().__init__(project_id=project_id)
        self._token = token

    def process_sts(self, http_client):
        """Nothing to fetch: without keys the SDK would ask the machine it runs on."""

    def sign_request(self, request):
        if self._token:
            request.header_params["X-Auth-Token"] = self._token
        Signer.process_request_uri(request)
        return request


def keys(account=RICH):
    return BasicCredentials(account.ak, account.sk, account.project_id)


def account_keys(account=RICH):
    return GlobalCredentials(account.ak, account.sk, account.domain_id)


def temporary_keys(key=RICH_TEMPORARY, project_id=RICH.project_id):
    return BasicCredentials(key.ak, key.sk, project_id).with_security_token(key.token)


class Typed:
    """A client whose answers have to be what its models say."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        def call(*arguments):
            answer = getattr(self._client, name)(*arguments)
            if answer.raw_content:
                came = wire.last().response.json()
                shape.accept(shape.huawei_faults(self._client.model_package, type(answer).__name__, came))
            return answer

        return call


def _typed(client, credentials):
    config = HttpConfig(timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), retry_times=0)
    builder = ClientBuilder(client, type(credentials).__name__)
    return Typed(builder.with_http_config(config).with_credentials(credentials).with_endpoint(ADDRESS).build())


def ddm(credentials=None):
    return _typed(DdmClient, credentials or keys())


def vpc(credentials=None):
    return _typed(VpcClient, credentials or keys())


def bss(credentials=None):
    return _typed(BssClient, credentials or account_keys())


def iam(credentials=None):
    return _typed(IamClient, credentials or account_keys())
