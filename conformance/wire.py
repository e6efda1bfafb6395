"""What the SDKs send and get, as it is on the wire."""

import os
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import requests
from aliyunsdkcore.vendored import requests as vendored

from clouds import CONNECT_TIMEOUT, HOST, READ_TIMEOUT


@dataclass
class Exchange:
    """One request and its answer."""

    test: str
    request: object
    response: object

    @property
    def path(self):
        return urlsplit(self.request.url).path

    @property
    def query(self):
        pairs = parse_qs(urlsplit(self.request.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}

    @property
    def operation(self):
        """Alibaba's action, or Huawei's method and path with ids left out."""
        action = self.request.headers.get("x-acs-action") or self.query.get("Action")
        if action:
            return action
        path = re.sub(r"/[0-9a-f]{32}\b", "/{project_id}", self.path)
        path = re.sub(r"/(instances|jobs|details)/[^/]+", r"/\1/{id}", path)
        return f"{self.request.method} {path}"


EXCHANGES = []


def record(adapter):
    """Notes everything that goes through an HTTP library's adapter."""
    send = adapter.send

    def recorded(self, request, **arguments):
        response = send(self, request, **arguments)
        if urlsplit(request.url).netloc == HOST and not request.url.startswith(f"http://{HOST}/_sim"):
            test = os.environ["PYTEST_CURRENT_TEST"].split(" ")[0]
            EXCHANGES.append(Exchange(test, request, response))
        return response

    adapter.send = recorded


def record_everything():
    record(requests.adapters.HTTPAdapter)
    record(vendored.adapters.HTTPAdapter)


def last():
    return EXCHANGES[-1]


def send_again(exchange):
    """The same bytes once more, as a proxy might send them."""
    request = exchange.request
    copy = requests.PreparedRequest()
    copy.method, copy.url, copy.body, copy.headers = (
        request.method,
        request.url,
        request.body,
        requests.structures.CaseInsensitiveDict(request.headers),
    )
    with requests.Session() as session:
        return session.send(copy, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT))
