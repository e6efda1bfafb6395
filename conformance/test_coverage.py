"""No operation without a test: looked up on the wire, after all other tests."""

import pytest

import wire
from operations import OPERATIONS


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_called_by_its_test(request, operation):
    test = OPERATIONS[operation]
    collected = {item.nodeid.split("[")[0] for item in request.session.items}
    assert test in collected, "the whole suite has to run"
    called = {
        exchange.operation
        for exchange in wire.EXCHANGES
        if exchange.test.split("[")[0] == test and exchange.response.ok
    }
    assert operation in called
