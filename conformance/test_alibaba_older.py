"""The SDK from before: HMAC-SHA1, everything in the query, texts in and out."""

import uuid
from xml.etree import ElementTree

import pytest
from aliyunsdkbssopenapi.request.v20171214.QueryAccountBalanceRequest import QueryAccountBalanceRequest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.request import CommonRequest
from aliyunsdkdts.request.v20200101.CreateSynchronizationJobRequest import CreateSynchronizationJobRequest
from aliyunsdkdts.request.v20200101.DescribeDtsJobsRequest import DescribeDtsJobsRequest
from aliyunsdkdts.request.v20200101.TransferPayTypeRequest import TransferPayTypeRequest

import alibaba
import wire
from clouds import CLOCK, HOST


def wish():
    request = CreateSynchronizationJobRequest()
    request.set_SourceRegion("cn-hangzhou")
    request.set_DestRegion("cn-beijing")
    request.set_PayType("PostPaid")
    request.set_SynchronizationJobClass("micro")
    request.set_networkType("Intranet")
    request.set_ClientToken(f"sdk-{uuid.uuid4()}")
    return request


def jobs(instance_id):
    request = DescribeDtsJobsRequest()
    request.add_query_param("JobType", "SYNC")
    request.add_query_param("DtsInstanceId", instance_id)
    return request


@pytest.mark.parametrize("key", [alibaba.RICH, alibaba.TEMPORARY], ids=["lasting", "temporary"])
def test_it_buys_and_finds_what_it_bought(key, sales):
    client = alibaba.Older(key)
    bought = client.call(wish())
    assert str(bought["Success"]).lower() == "true"
    [sale] = sales()
    assert (sale["account"], sale["instance_id"]) == ("rich", bought["SynchronizationJobId"])
    assert "Signature" not in "".join(sale["parameters"])
    [found] = client.call(jobs(bought["SynchronizationJobId"]))["DtsJobList"]
    assert (found["DtsInstanceID"], found["PayType"]) == (bought["SynchronizationJobId"], "PostPaid")


def test_it_changes_the_way_of_paying():
    client = alibaba.Older()
    bought = client.call(wish())["SynchronizationJobId"]
    [found] = client.call(jobs(bought))["DtsJobList"]
    request = TransferPayTypeRequest()
    request.set_DtsJobId(found["DtsJobId"])
    request.set_ChargeType("PrePaid")
    request.set_Period("Month")
    request.set_BuyCount("1")
    assert client.call(request)["Success"] is True


def test_a_call_without_a_class_of_its_own_is_the_same_call():
    request = CommonRequest(HOST, "2020-01-01", "DescribeDtsJobs")
    request.set_method("GET")
    request.add_query_param("JobType", "SYNC")
    # What has to be encoded, and sorted by bytes.
    request.add_query_param("DtsJobId", "~ *+/%é项")
    assert alibaba.Older().call(request)["DtsJobList"] == []


def test_the_string_that_was_to_be_signed_tells_a_wrong_secret_from_a_wrong_encoding():
    with pytest.raises(ServerException) as caught:
        alibaba.Older(alibaba.WRONG).call(wish())
    # The SDK says this only where the server's string is the one that it signed itself.
    assert caught.value.get_error_code() == "InvalidAccessKeySecret"


@pytest.mark.parametrize(
    "key, code, status",
    [
        (alibaba.UNKNOWN, "InvalidAccessKeyId.NotFound", 404),
        (alibaba.EXPIRED, "InvalidSecurityToken.Expired", 400),
        (alibaba.Key(alibaba.TEMPORARY.id, alibaba.TEMPORARY.secret), "MissingSecurityToken", 400),
    ],
    ids=["unknown", "expired", "without its token"],
)
def test_bad_keys_are_refused(key, code, status, sales):
    with pytest.raises(ServerException) as caught:
        alibaba.Older(key).call(wish())
    assert (caught.value.get_error_code(), caught.value.get_http_status()) == (code, status)
    assert sales() == []


def test_a_copy_is_refused_for_its_nonce(sales):
    alibaba.Older().call(wish())
    copy = wire.send_again(wire.last())
    assert (copy.status_code, copy.json()["Code"]) == (400, "SignatureNonceUsed")
    assert len(sales()) == 1


@pytest.mark.parametrize("minutes", [-40, 40])
def test_a_clock_that_is_forty_minutes_off_is_refused(minutes):
    with CLOCK.wrong(minutes=minutes), pytest.raises(ServerException) as caught:
        alibaba.Older().call(wish())
    assert caught.value.get_error_code() in ("InvalidTimeStamp.Expired", "IllegalTimestamp")


def test_answers_are_xml_unless_json_is_asked_for():
    request = jobs("dtsnobody")
    request.set_endpoint(HOST)
    request.set_protocol_type("http")
    request.set_accept_format("XML")
    answer = ElementTree.fromstring(alibaba.Older().raw(request))
    assert answer.tag == "DescribeDtsJobsResponse"
    assert answer.findtext("TotalRecordCount") == "0" and answer.findtext("RequestId")
def test_bills_are_read_with_the_older_signature_too():
    answer = alibaba.Older().call(QueryAccountBalanceRequest())
    assert (answer["Code"], answer["Data"]["Currency"]) == ("Success", "CNY")
