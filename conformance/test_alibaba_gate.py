"""Who may call: signatures, keys, clocks and copies at Alibaba's gate."""

import pytest
from alibabacloud_dts20200101 import models
from alibabacloud_tea_openapi.exceptions import ClientException

import alibaba
import wire
from clouds import CLOCK
from test_dts import wish

SIGNATURES = pytest.mark.parametrize(
    "signature",
    [pytest.param(alibaba.ACS3, id="acs3"), pytest.param(alibaba.HMAC_SHA1, id="hmac-sha1")],
)


def look(client):
    return client.describe_dts_jobs(models.DescribeDtsJobsRequest(job_type="SYNC"))


@pytest.fixture
def refused():
    """Expects a refusal: its code and HTTP status."""

    def expect(code, status, call, *arguments):
        with pytest.raises(ClientException) as caught:
            call(*arguments)
        assert (caught.value.code, caught.value.status_code) == (code, status)
        return caught.value

    return expect


@SIGNATURES
def test_a_wrong_secret_is_no_signature(signature, refused, sales):
    client = alibaba.dts(alibaba.WRONG, signature)
    refusal = refused("SignatureDoesNotMatch", 400, client.create_synchronization_job, wish())
    assert "server string to sign is:" in refusal.message
    assert sales() == []


@SIGNATURES
def test_an_unknown_key_is_not_found(signature, refused):
    refused("InvalidAccessKeyId.NotFound", 404, look, alibaba.dts(alibaba.UNKNOWN, signature))


@SIGNATURES
def test_a_copy_of_a_purchase_is_refused_for_its_nonce(signature, sales):
    alibaba.dts(signature=signature).create_synchronization_job(wish(client_token=None))
    copy = wire.send_again(wire.last())
    assert (copy.status_code, copy.json()["Code"]) == (400, "SignatureNonceUsed")
    assert len(sales()) == 1


@SIGNATURES
@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_clock_that_is_twenty_minutes_off_is_refused(signature, minutes, refused):
    with CLOCK.wrong(minutes=minutes):
        refused("InvalidTimeStamp.Expired", 400, look, alibaba.dts(signature=signature))


@SIGNATURES
def test_a_clock_that_is_ten_minutes_off_is_not_refused(signature):
    with CLOCK.wrong(minutes=-10):
        assert look(alibaba.dts(signature=signature)).success


@SIGNATURES
def test_a_temporary_key_needs_its_token(signature, refused):
    key = alibaba.TEMPORARY
    assert look(alibaba.dts(key, signature)).success
    bare = alibaba.Key(key.id, key.secret)
    refused("MissingSecurityToken", 400, look, alibaba.dts(bare, signature))
    strange = alibaba.Key(key.id, key.secret, "a-token-of-nobody")
    refused("InvalidSecurityToken.MismatchWithAccessKey", 400, look, alibaba.dts(strange, signature))


@SIGNATURES
def test_an_expired_temporary_key_is_refused(signature, refused):
    refused("InvalidSecurityToken.Expired", 400, look, alibaba.dts(alibaba.EXPIRED, signature))


@SIGNATURES
def test_a_token_beside_a_lasting_key_is_refused(signature, refused):
    key = alibaba.Key(alibaba.RICH.id, alibaba.RICH.secret, "a-token-of-nobody")
    refused("InvalidSecurityToken.MismatchWithAccessKey", 400, look, alibaba.dts(key, signature))


@SIGNATURES
def test_who_has_no_money_buys_nothing(signature, refused, sales):
    client = alibaba.dts(alibaba.POOR, signature)
    refused("DTS.Msg.LXPayOrder.InsufficientBalance", 400, client.create_synchronization_job, wish())
    assert sales() == []


@SIGNATURES
def test_who_may_only_look_buys_nothing(signature, refused, sales):
    client = alibaba.dts(alibaba.FORBIDDEN, signature)
    assert look(client).success
    refused("Forbidden.RAM", 403, client.create_synchronization_job, wish())
    assert sales() == []
