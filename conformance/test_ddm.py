"""Huawei DDM, version 1 on the wire: buying an instance, and looking at it."""

import json
import uuid
from datetime import UTC

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkddm import v1 as models
from huaweicloudsdkvpc import v2 as vpc_models

import huawei
from clouds import CLOCK

PREPAID = {"charge_mode": "prePaid", "period_type": "month", "period_num": 1}


def engine():
    return huawei.ddm().list_engines(models.ListEnginesRequest()).engine_groups[0]


def flavors(engine_id):
    groups = huawei.ddm().list_flavors(models.ListFlavorsRequest(engine_id=engine_id)).compute_flavor_groups
    return [flavor for group in groups for flavor in group.compute_flavors]


def for_sale(engine):
    """A flavor and a zone that has it."""
    return next(
        (flavor, zone.code)
        for flavor in flavors(engine.id)
        for zone in engine.support_azs
        if flavor.az_status.get(zone.code) == "normal"
    )


def name():
    return f"sdk-{uuid.uuid4().hex[:16]}"


def wish(term=None, account=huawei.RICH, **changes):
    found = engine()
    flavor, zone = for_sale(found)
    network = huawei.vpc(huawei.keys(account))
    subnet = network.list_subnets(vpc_models.ListSubnetsRequest()).subnets[0]
    group = network.list_security_groups(vpc_models.ListSecurityGroupsRequest()).security_groups[0]
    detail = {
        "name": name(),
        "flavor_id": flavor.id,
        "node_num": 2,
        "engine_id": found.id,
        "enterprise_project_id": "0",
        "available_zones": [zone],
        "vpc_id": subnet.vpc_id,
        "subnet_id": subnet.id,
        "security_group_id": group.id,
        "time_zone": "UTC+08:00",
        "admin_user_name": "buyer",
        "admin_user_password": "Fake-Pass_2024",
        **changes,
    }
    extend_param = models.CreateInstanceExtendParam(**term) if term else None
    body = models.CreateInstanceReq(
        instance=models.CreateInstanceDetail(**detail), extend_param=extend_param
    )
    return models.CreateInstanceRequest(body=body)


def shown(instance_id):
    return huawei.ddm().show_instance(models.ShowInstanceRequest(instance_id=instance_id))


def job(job_id):
    return huawei.ddm().show_ddm_job_result(models.ShowDdmJobResultRequest(job_id=job_id)).job


def everything(account=huawei.RICH):
    """All instances, by page."""
    client, found = huawei.ddm(huawei.keys(account)), []
    while page := client.list_instances(models.ListInstancesRequest(offset=len(found), limit=2)).instances:
        found += page
    return found


@pytest.fixture
def instance_id():
    return huawei.ddm().create_instance(wish()).id


def test_engines_name_their_zones():
    answer = huawei.ddm().list_engines(models.ListEnginesRequest(offset=0, limit=10))
    assert answer.total >= len(answer.engine_groups) > 0
    for found in answer.engine_groups:
        assert found.id and found.name and found.version
        assert {type(zone.favored) for zone in found.support_azs} <= {bool}
        assert found.support_azs


def test_flavors_say_where_they_are_sold():
    found = flavors(engine().id)
    assert found
    for flavor in found:
        assert flavor.id and flavor.code
        assert int(flavor.cpu) > 0 and int(flavor.mem) > 0
        assert set(flavor.az_status.values()) <= {"normal", "unsupported", "sellout"}


def test_engines_and_flavors_have_the_same_ids_in_version_3():
    client = huawei.ddm()
    older = {(found.id, found.version) for found in client.list_engines(models.ListEnginesRequest()).engine_groups}
    newer = client.list_ddm_engines(models.ListDdmEnginesRequest()).engine_groups
    assert {(found.id, found.version) for found in newer} == older
    engine_id = newer[0].id
    groups = client.list_ddm_flavors(models.ListDdmFlavorsRequest(engine_id=engine_id)).flavor_groups
    assert {flavor.id for group in groups for flavor in group.flavors} == {
        flavor.id for flavor in flavors(engine_id)
    }


def test_pay_per_use_is_bought_at_once(sales):
    request = wish()
    answer = huawei.ddm().create_instance(request)
    assert answer.status_code == 200
    assert answer.id.endswith("in09") and answer.job_id and answer.order_id is None
    [sale] = sales()
    assert (sale["provider"], sale["account"], sale["effect"]) == ("huawei", "rich", "purchase")
    assert sale["name"] == request.body.instance.name
    assert (sale["instance_id"], sale["job_id"]) == (answer.id, answer.job_id)
    assert request.body.instance.admin_user_password not in json.dumps(sale)


def test_an_order_that_pays_itself_names_its_instance_later(sales):
    answer = huawei.ddm().create_instance(wish({**PREPAID, "is_auto_pay": "true", "is_auto_renew": "false"}))
    assert answer.order_id and answer.id is None and answer.job_id is None
    [sale] = sales()
    assert (sale["effect"], sale["order_id"]) == ("purchase", answer.order_id)
    CLOCK.advance(minutes=10)
    [found] = [instance for instance in everything() if instance.order_id == answer.order_id]
    assert found.name == sale["name"]


def test_an_order_that_nobody_pays_is_no_instance(sales):
    request = wish(PREPAID)
    answer = huawei.ddm().create_instance(request)
    [sale] = sales()
    assert (sale["effect"], sale["order_id"]) == ("order", answer.order_id)
    CLOCK.advance(minutes=10)
    assert request.body.instance.name not in {instance.name for instance in everything()}


def test_an_instance_is_listed_as_it_was_bought():
    request = wish()
    bought = huawei.ddm().create_instance(request)
    # Lists are some seconds behind.
    CLOCK.advance(minutes=1)
    [found] = [instance for instance in everything() if instance.id == bought.id]
    detail = request.body.instance
    assert found.name == detail.name
    assert (found.vpc_id, found.subnet_id) == (detail.vpc_id, detail.subnet_id)
    assert (found.security_group_id, found.node_count) == (detail.security_group_id, detail.node_num)
    assert found.project_id == huawei.RICH.project_id
    assert found.enterprise_project_id == "0"
    assert found.created.endswith("+0000")


def test_pages_of_the_list_count_themselves(instance_id):
    answer = huawei.ddm().list_instances(models.ListInstancesRequest(offset=0, limit=1))
    assert (answer.instance_num, answer.page_size) == (len(answer.instances), 1)
    assert answer.total_record == len(everything())
    assert answer.total_page == answer.total_record


def test_the_newer_list_shows_the_same_instances(instance_id):
    answer = huawei.ddm().list_ddms(models.ListDdmsRequest(offset=0, limit=128))
    assert answer.total == answer.instance_num == len(answer.instances)
    assert {instance.id for instance in answer.instances} == {instance.id for instance in everything()}


def test_jobs_are_listed_by_time(instance_id):
    now = CLOCK.utcnow().replace(tzinfo=UTC).timestamp() * 1000
    request = models.ListTasksRequest(start_time=now - 60_000, end_time=now + 60_000)
    answer = huawei.ddm().list_tasks(request)
    assert answer.total >= len(answer.jobs) > 0
    assert instance_id in {found.instance_id for found in answer.jobs}


def test_an_instance_runs_when_its_job_is_done():
    bought = huawei.ddm().create_instance(wish())
    assert shown(bought.id).status in ("CREATE", "CREATING")
    begun = job(bought.job_id)
    assert (begun.name, begun.status, begun.instance.id) == ("CreateInstance", "Running", bought.id)
    CLOCK.advance(minutes=15)
    assert job(bought.job_id).status == "Completed"
    running = shown(bought.id)
    assert (running.status, running.admin_user_name) == ("RUNNING", "buyer")
    assert running.access_ip and running.access_port
    assert len(running.nodes) == 2


def test_nodes_are_listed_by_instance(instance_id):
    CLOCK.advance(minutes=15)
    answer = huawei.ddm().list_nodes(models.ListNodesRequest(instance_id=instance_id))
    assert answer.total == len(answer.nodes) == 2
    assert {node.status for node in answer.nodes} <= {"normal", "RUNNING"}
    assert {node.node_id for node in answer.nodes} == {node.node_id for node in shown(instance_id).nodes}


def test_an_instance_of_another_account_is_not_shown(instance_id):
    client = huawei.ddm(huawei.keys(huawei.POOR))
    with pytest.raises(ClientRequestException) as caught:
        client.show_instance(models.ShowInstanceRequest(instance_id=instance_id))
    assert caught.value.status_code in (403, 404)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "1st"},
        {"name": "abc"},
        {"node_num": 0},
        {"flavor_id": "no-such-flavor"},
        {"engine_id": "no-such-engine"},
        {"available_zones": []},
        {"vpc_id": "no-such-network"},
        {"time_zone": "UTC+00:00"},
        {"admin_user_password": "onlylower"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_error_has_a_shape_that_the_sdk_does_not_know(changes, sales):
    with pytest.raises(ClientRequestException) as caught:
        huawei.ddm().create_instance(wish(**changes))
    assert (caught.value.status_code, caught.value.error_code) == (400, "400")
    body = json.loads(caught.value.error_msg)
    assert body["errCode"].startswith("DBS.") and body["externalMessage"]
    assert sales() == []
