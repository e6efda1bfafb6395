"""Who may call: signatures, tokens, clocks and copies at Huawei's gateway."""

from dataclasses import replace

import pytest
from huaweicloudsdkbss.v2 import ShowCustomerAccountBalancesRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.client import ClientBuilder
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkddm import v1 as models

import huawei
import wire
from clouds import ADDRESS, CLOCK, control
from test_ddm import wish
from test_iam import sign_in


def look(client):
    return client.list_instances(models.ListInstancesRequest())


def refused(credentials, *texts):
    """Expects 401 of the gateway, with these words."""
    with pytest.raises(ClientRequestException) as caught:
        look(huawei.ddm(credentials))
    assert caught.value.status_code == 401
    assert caught.value.error_code in ("APIGW.0301", "APIG.0301", "APIGW.0303")
    for text in texts:
        assert text in caught.value.error_msg


def test_a_wrong_secret_is_no_signature():
    refused(huawei.keys(replace(huawei.RICH, sk="a-slip-of-the-pen")), "verify aksk signature fail")
    # Right again: the count of wrong ones begins anew.
    look(huawei.ddm())


def test_an_unknown_key_does_not_exist():
    refused(huawei.keys(replace(huawei.RICH, ak="HPUADEMONOBODYFAKE09")), "ak not exist")


def test_wrong_signatures_lock_the_key_for_five_minutes():
    wrong = huawei.keys(replace(huawei.POOR, sk="a-slip-of-the-pen"))
    for _ in range(6):
        refused(wrong)
    refused(huawei.keys(huawei.POOR), "AK access failed to reach the limit,forbidden")
    CLOCK.advance(minutes=5, seconds=1)
    look(huawei.ddm(huawei.keys(huawei.POOR)))


def test_a_temporary_key_needs_its_token():
    look(huawei.ddm(huawei.temporary_keys()))
    key = huawei.RICH_TEMPORARY
    refused(BasicCredentials(key.ak, key.sk, huawei.RICH.project_id))
    refused(huawei.temporary_keys(replace(key, token="not-the-token-that-came-with-it")))
    look(huawei.ddm(huawei.temporary_keys()))


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_clock_that_is_twenty_minutes_off_is_refused(minutes):
    with CLOCK.wrong(minutes=minutes):
        refused(huawei.keys())


def test_a_clock_that_is_ten_minutes_off_is_not_refused():
    with CLOCK.wrong(minutes=-10):
        look(huawei.ddm())


def test_a_copy_of_a_signed_purchase_buys_again(sales):
    """The danger that is documented: no nonce. Nothing between us and the cloud may repeat a request."""
    first = huawei.ddm().create_instance(wish())
    purchase = wire.last()
    CLOCK.advance(minutes=14)
    copy = wire.send_again(purchase)
    assert copy.status_code == 200
    assert copy.json()["id"] != first.id
    assert len(sales()) == 2
    CLOCK.advance(minutes=2)
    late = wire.send_again(purchase)
    assert late.status_code == 401
    assert len(sales()) == 2


def test_a_changed_byte_is_no_copy(sales):
    huawei.ddm().create_instance(wish())
    purchase = wire.last()
    body = purchase.request.body
    purchase.request.body = body.replace(b'"node_num": 2', b'"node_num": 3')
    assert purchase.request.body != body
    assert wire.send_again(purchase).status_code == 401
    assert len(sales()) == 1
    look(huawei.ddm())


def test_a_token_is_taken_in_place_of_a_signature(sales):
    token = sign_in().x_subject_token
    client = huawei.ddm(huawei.TokenCredentials(token, huawei.RICH.project_id))
    assert client.create_instance(wish()).id
    [sale] = sales()
    assert sale["account"] == "rich"


def test_a_token_enters_its_own_project_only():
    token = sign_in(huawei.POOR).x_subject_token
    with pytest.raises(ClientRequestException) as caught:
        look(huawei.ddm(huawei.TokenCredentials(token, huawei.RICH.project_id)))
    assert caught.value.status_code in (401, 403)


def test_a_token_that_nobody_issued_is_refused():
    refused(huawei.TokenCredentials("MII" + "x" * 2000, huawei.RICH.project_id), "decrypt token fail")


def test_a_token_dies_after_a_day():
    token = huawei.TokenCredentials(sign_in().x_subject_token, huawei.RICH.project_id)
    CLOCK.advance(hours=23)
    look(huawei.ddm(token))
    CLOCK.advance(hours=1, seconds=1)
    refused(token)


def test_a_throttled_purchase_says_so(sales):
    with pytest.raises(ClientRequestException) as caught:
        huawei.ddm().create_instance(wish(name="x-throttle-sdk-1"))
    assert (caught.value.status_code, caught.value.error_code) == (429, "APIGW.0308")
    assert sales() == []


def test_the_code_of_a_throttled_look_is_lost_on_the_sdk():
    fault = {"action": "ListInstances", "kind": "refuse", "status": 429, "code": "APIGW.0308"}
    control("POST", "faults", json=fault)
    with pytest.raises(ClientRequestException) as caught:
        look(huawei.ddm())
    # Its HTTP library takes the status for one to be repeated, counts to nought, and throws the answer away.
    assert (caught.value.status_code, caught.value.error_code) == (429, "429")
    look(huawei.ddm())


def test_the_sdk_looks_up_the_project_of_a_region_by_itself():
    credentials = BasicCredentials(huawei.RICH.ak, huawei.RICH.sk).with_iam_endpoint(ADDRESS)
    client = (
        ClientBuilder(huawei.DdmClient)
        .with_credentials(credentials)
        .with_region(Region(huawei.REGION, ADDRESS))
        .build()
    )
    look(client)
    assert credentials.project_id == huawei.RICH.project_id


def test_the_sdk_looks_up_the_account_by_itself():
    credentials = GlobalCredentials(huawei.RICH.ak, huawei.RICH.sk).with_iam_endpoint(ADDRESS)
    client = (
        ClientBuilder(huawei.BssClient, "GlobalCredentials")
        .with_credentials(credentials)
        .with_region(Region(huawei.REGION, ADDRESS))
        .build()
    )
    assert client.show_customer_account_balances(ShowCustomerAccountBalancesRequest()).account_balances
    assert credentials.domain_id == huawei.RICH.domain_id
