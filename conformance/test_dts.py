"""DTS, version 2020-01-01: buying a synchronisation instance, and looking at it."""

import uuid

import pytest
from alibabacloud_dts20200101 import models

import alibaba

WISH = {
    "source_region": "cn-hangzhou",
    "dest_region": "cn-beijing",
    "region_id": "cn-beijing",
    "pay_type": "PrePaid",
    "period": "Month",
    "used_time": 2,
    "synchronization_job_class": "small",
    "topology": "oneway",
    "network_type": "Intranet",
    "source_endpoint": models.CreateSynchronizationJobRequestSourceEndpoint(instance_type="PolarDB"),
    "destination_endpoint": models.CreateSynchronizationJobRequestDestinationEndpoint(instance_type="Redis"),
}


def token():
    return f"sdk-{uuid.uuid4()}"


def wish(**changes):
    return models.CreateSynchronizationJobRequest(**{**WISH, "client_token": token(), **changes})


@pytest.fixture
def bought():
    """The instance id of a new subscription."""
    return alibaba.dts().create_synchronization_job(wish()).synchronization_job_id


def job_of(instance):
    answer = alibaba.dts().describe_dts_jobs(
        models.DescribeDtsJobsRequest(job_type="SYNC", dts_instance_id=instance)
    )
    [job] = answer.dts_job_list
    return job


def test_a_subscription_is_bought_as_it_was_asked_for(sales):
    request = wish()
    answer = alibaba.dts().create_synchronization_job(request)
    assert answer.synchronization_job_id.startswith("dts")
    assert str(answer.success).lower() == "true"
    [sale] = sales()
    assert sale["instance_id"] == answer.synchronization_job_id
    assert sale["request_id"] == answer.request_id
    assert sale["account"] == "rich"
    assert sale["client_token"] == request.client_token
    assert sale["parameters"] == {
        "SourceRegion": "cn-hangzhou",
        "DestRegion": "cn-beijing",
        "RegionId": "cn-beijing",
        "PayType": "PrePaid",
        "Period": "Month",
        "UsedTime": "2",
        "SynchronizationJobClass": "small",
        "Topology": "oneway",
        "networkType": "Intranet",
        "SourceEndpoint.InstanceType": "PolarDB",
        "DestinationEndpoint.InstanceType": "Redis",
    }


def test_the_same_token_buys_once(sales):
    request = wish()
    first = alibaba.dts().create_synchronization_job(request)
    second = alibaba.dts().create_synchronization_job(request)
    assert second.synchronization_job_id == first.synchronization_job_id
    assert second.request_id != first.request_id
    assert len(sales()) == 1


def test_the_jobs_list_shows_what_was_bought(bought):
    job = job_of(bought)
    assert job.dts_instance_id == bought
    assert job.dts_job_id and job.dts_job_id != bought
    assert (job.pay_type, job.dts_job_class, job.status) == ("PrePaid", "small", "NotConfigured")
    assert job.job_type.lower() == "sync"
    assert job.create_time < job.expire_time


def test_without_a_job_type_the_list_has_migrations_only(bought):
    answer = alibaba.dts().describe_dts_jobs(models.DescribeDtsJobsRequest(dts_instance_id=bought))
    assert (answer.total_record_count, answer.dts_job_list) == (0, [])


@pytest.mark.parametrize("page_size", [10, 30])
def test_pages_of_the_jobs_list_count_themselves(bought, page_size):
    request = models.DescribeDtsJobsRequest(
        job_type="SYNC", page_number=1, page_size=page_size, order_column="CreateTime", order_direction="DESC"
    )
    answer = alibaba.dts().describe_dts_jobs(request)
    assert (answer.success, answer.http_status_code, answer.page_number) == (True, 200, 1)
    assert answer.page_record_count == len(answer.dts_job_list) <= page_size
    assert answer.total_record_count >= answer.page_record_count
    assert answer.dts_job_list[0].dts_instance_id == bought


def test_the_detail_is_found_by_job_and_by_instance(bought):
    job = job_of(bought)
    by_job = alibaba.dts().describe_dts_job_detail(
        models.DescribeDtsJobDetailRequest(dts_job_id=job.dts_job_id)
    )
    by_instance = alibaba.dts().describe_dts_job_detail(
        models.DescribeDtsJobDetailRequest(dts_instance_id=bought)
    )
    for detail in (by_job, by_instance):
        assert (detail.success, detail.http_status_code) == (True, 200)
        assert (detail.dts_instance_id, detail.dts_job_id) == (bought, job.dts_job_id)
        assert (detail.pay_type, detail.dts_job_class) == ("PrePaid", "small")
        assert detail.expire_time == job.expire_time


def test_the_older_list_shows_what_was_bought(bought):
    answer = alibaba.dts().describe_synchronization_jobs(
        models.DescribeSynchronizationJobsRequest(region_id="cn-beijing", page_num=1, page_size=30)
    )
    assert answer.page_record_count == len(answer.synchronization_instances)
    found = {job.synchronization_job_id: job for job in answer.synchronization_instances}[bought]
    assert (found.pay_type, found.synchronization_job_class, found.status) == ("PrePaid", "small", "NotStarted")


def test_the_older_state_of_one_job_begins_in_lower_case(bought):
    answer = alibaba.dts().describe_synchronization_job_status(
        models.DescribeSynchronizationJobStatusRequest(synchronization_job_id=bought, region_id="cn-beijing")
    )
    assert answer.synchronization_job_id == bought
    assert (answer.status, answer.pay_type) == ("notStarted", "PrePaid")
    assert answer.success == "true"
