"""DTS, after the purchase: another way of paying, setting up, starting."""

import json
from datetime import UTC

import pytest
from alibabacloud_dts20200101 import models
from alibabacloud_tea_openapi.exceptions import ClientException

import alibaba
from clouds import CLOCK
from test_dts import job_of, wish


@pytest.fixture
def job():
    """A new job that is paid as it goes."""
    request = wish(pay_type="PostPaid", period=None, used_time=None)
    return job_of(alibaba.dts().create_synchronization_job(request).synchronization_job_id)


def change(job, **changes):
    asked = {
        "dts_job_id": job.dts_job_id,
        "charge_type": "PrePaid",
        "period": "Month",
        "buy_count": "3",
        "region_id": "cn-beijing",
        **changes,
    }
    return alibaba.dts().transfer_pay_type(models.TransferPayTypeRequest(**asked))


def test_pay_as_you_go_becomes_a_subscription(job, sales):
    assert (job.pay_type, job.expire_time or None) == ("PostPaid", None)
    answer = change(job)
    assert (answer.success, answer.http_status_code, answer.charge_type) == (True, 200, "PrePaid")
    assert (answer.dts_job_id, answer.instance_id) == (job.dts_job_id, job.dts_instance_id)
    days = (int(answer.end_time) - CLOCK.utcnow().replace(tzinfo=UTC).timestamp()) / 86_400
    assert 88 <= days <= 93
    after = job_of(job.dts_instance_id)
    assert after.pay_type == "PrePaid" and after.expire_time
    [sale] = sales()
    assert (sale["action"], sale["effect"]) == ("TransferPayType", "change")
    assert (sale["instance_id"], sale["job_id"]) == (job.dts_instance_id, job.dts_job_id)


def test_the_class_is_changed_with_the_billing_that_is(job):
    answer = change(job, charge_type="PostPaid", period=None, buy_count=None, instance_class="large")
    assert (answer.success, answer.charge_type, answer.end_time or "") == (True, "PostPaid", "")
    changing = job_of(job.dts_instance_id)
    assert (changing.status, changing.dts_job_class) == ("Upgrade", "small")
    CLOCK.advance(minutes=30)
    changed = job_of(job.dts_instance_id)
    assert (changed.status == "Upgrade", changed.dts_job_class) == (False, "large")


def test_a_strange_job_is_told_in_two_parts(job, sales):
    answer = change(job, dts_job_id="nobody0123456789")
    assert answer.success is False and answer.err_code
    assert "%s" in answer.err_message and answer.dynamic_message == "DtsJobId"
    assert sales() == []


def test_a_subscription_never_becomes_pay_as_you_go(job, sales):
    change(job)
    with pytest.raises(ClientException) as caught:
        change(job, charge_type="PostPaid", period=None, buy_count=None)
    assert caught.value.status_code == 400
    assert job_of(job.dts_instance_id).pay_type == "PrePaid"
    assert [sale["effect"] for sale in sales()] == ["change"]


def test_a_repeated_change_stands_in_the_ledger(job, sales):
    change(job)
    assert change(job).success
    assert [sale["effect"] for sale in sales()] == ["change", "repeat_on_prepaid"]


def configure(job, **changes):
    asked = {
        "synchronization_job_id": job.dts_instance_id,
        "synchronization_job_name": "orders to the archive",
        "data_initialization": True,
        "structure_initialization": True,
        "synchronization_objects": json.dumps(
            [{"DBName": "orders", "TableIncludes": [{"TableName": "项目+a b"}]}]
        ),
        "source_endpoint": models.ConfigureSynchronizationJobRequestSourceEndpoint(
            instance_type="PolarDB", instance_id="pc-fake0001", user_name="reader", password="Fake+Pass 1"
        ),
        "destination_endpoint": models.ConfigureSynchronizationJobRequestDestinationEndpoint(
            instance_type="Redis", instance_id="r-fake0001", password="Fake-Pass-2"
        ),
        "region_id": "cn-beijing",
        **changes,
    }
    request = models.ConfigureSynchronizationJobRequest(**asked)
    return alibaba.dts().configure_synchronization_job(request)


def start(job):
    return alibaba.dts().start_synchronization_job(
        models.StartSynchronizationJobRequest(
            synchronization_job_id=job.dts_instance_id, region_id="cn-beijing"
        )
    )


def test_a_job_is_configured_by_a_form_body(job, sales):
    assert job.status == "NotConfigured"
    assert configure(job).success == "true"
    after = job_of(job.dts_instance_id)
    assert (after.status, after.dts_job_name) == ("NotStarted", "orders to the archive")
    [entry] = sales()
    assert (entry["effect"], entry["instance_id"]) == ("configure", job.dts_instance_id)
    assert "Fake" not in json.dumps(entry["parameters"]).replace("fake", "")


def test_a_job_is_not_started_before_it_is_configured(job, sales):
    with pytest.raises(ClientException) as caught:
        start(job)
    assert caught.value.code.startswith("DTS.Msg.")
    assert sales() == []


def test_a_started_job_comes_to_run(job, sales):
    configure(job)
    assert start(job).success == "true"
    assert job_of(job.dts_instance_id).status == "Prechecking"
    CLOCK.advance(minutes=30)
    assert job_of(job.dts_instance_id).status == "Synchronizing"
    state = alibaba.dts().describe_synchronization_job_status(
        models.DescribeSynchronizationJobStatusRequest(synchronization_job_id=job.dts_instance_id)
    )
    assert state.status == "synchronizing"
    assert [entry["effect"] for entry in sales()] == ["configure", "start"]
