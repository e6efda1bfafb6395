"""Huawei VPC, version 1 on the wire: where an instance is put."""

from huaweicloudsdkvpc import v2 as models

import huawei


def test_networks_are_listed():
    networks = huawei.vpc().list_vpcs(models.ListVpcsRequest()).vpcs
    assert networks
    for network in networks:
        assert network.id and network.name and "/" in network.cidr
        assert network.status in ("CREATING", "OK")


def test_networks_come_in_pages_after_a_marker():
    client = huawei.vpc()
    everything = [network.id for network in client.list_vpcs(models.ListVpcsRequest()).vpcs]
    paged, marker = [], None
    while page := client.list_vpcs(models.ListVpcsRequest(limit=1, marker=marker)).vpcs:
        [network] = page
        paged.append(network.id)
        marker = network.id
        assert len(paged) <= len(everything)
    assert paged == everything


def test_subnets_are_listed_by_network():
    client = huawei.vpc()
    for network in client.list_vpcs(models.ListVpcsRequest()).vpcs:
        subnets = client.list_subnets(models.ListSubnetsRequest(vpc_id=network.id)).subnets
        assert {subnet.vpc_id for subnet in subnets} <= {network.id}
        assert all(subnet.id == subnet.neutron_network_id for subnet in subnets)
    subnets = client.list_subnets(models.ListSubnetsRequest()).subnets
    assert subnets
    assert {subnet.status for subnet in subnets} <= {"ACTIVE", "UNKNOWN", "ERROR"}


def test_security_groups_are_listed():
    groups = huawei.vpc().list_security_groups(models.ListSecurityGroupsRequest()).security_groups
    assert groups
    assert all(group.id and group.name for group in groups)
