import alibabacloud_tea_openapi.utils
import aliyunsdkcore.utils.parameter_helper
import huaweicloudsdkcore.signer.signer
import pytest

import wire
from clouds import CLOCK, ledger

wire.record_everything()


class SteeredTime(huaweicloudsdkcore.signer.signer.datetime):
    @classmethod
    def utcnow(cls):
        return CLOCK.utcnow()


def timestamp():
    return CLOCK.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")


# Where each SDK asks for the time when it signs.
alibabacloud_tea_openapi.utils.Utils.get_timestamp = staticmethod(timestamp)
aliyunsdkcore.utils.parameter_helper.get_iso_8061_date = timestamp
huaweicloudsdkcore.signer.signer.datetime = SteeredTime


class Sales:
    """What the ledger has more than before the test."""

    def __init__(self):
        self._before = len(ledger())

    def __call__(self):
        return ledger()[self._before :]


@pytest.fixture
def sales():
    return Sales()


def pytest_collection_modifyitems(items):
    # It looks at what the others did.
    items.sort(key=lambda item: item.path.name == "test_coverage.py")
