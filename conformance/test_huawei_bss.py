"""Huawei BSS: orders, prices, balance; paying and cancelling."""

from datetime import timedelta
from decimal import Decimal

import pytest
from huaweicloudsdkbss import v2 as models
from huaweicloudsdkcore.exceptions.exceptions import SdkException

import huawei
import test_ddm
from clouds import CLOCK
from test_iam import domain_scope, sign_in

COMPLETED, CANCELLED, UNPAID = 5, 4, 6
IN_USE = 2
AUTO = {**test_ddm.PREPAID, "is_auto_pay": "true"}


def order(order_id, account=huawei.RICH):
    client = huawei.bss(huawei.account_keys(account))
    return client.show_customer_order_details(models.ShowCustomerOrderDetailsRequest(order_id=order_id))


def ordered(term=test_ddm.PREPAID, account=huawei.RICH):
    """The id of a new order."""
    client = huawei.ddm(huawei.keys(account))
    return client.create_instance(test_ddm.wish(term, account)).order_id


def balance(account=huawei.RICH):
    client = huawei.bss(huawei.account_keys(account))
    answer = client.show_customer_account_balances(models.ShowCustomerAccountBalancesRequest())
    return answer, {balance.account_type: balance for balance in answer.account_balances}[1].amount


def pay(order_id, account=huawei.RICH):
    body = models.PayCustomerOrderV3Req(order_id=order_id, use_coupon="NO", use_discount="NO")
    return huawei.bss(huawei.account_keys(account)).pay_orders(models.PayOrdersRequest(body=body))


def stamp(ago=timedelta()):
    return (CLOCK.utcnow() - ago).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_order_shows_what_it_costs_and_whether_it_is_paid(sales):
    order_id = ordered(AUTO)
    CLOCK.advance(minutes=10)
    answer = order(order_id)
    [sale] = sales()
    found = answer.order_info
    assert (found.order_id, found.status, found.order_type) == (order_id, COMPLETED, 1)
    assert Decimal(str(found.amount_after_discount)) == Decimal(str(sale["price"]))
    assert found.official_amount >= found.amount_after_discount > 0
    assert found.currency == "CNY"
    assert found.payment_time >= found.create_time
    assert answer.total_count == len(answer.order_line_items) >= 1


def test_an_order_leads_to_its_instance():
    order_id = ordered(AUTO)
    CLOCK.advance(minutes=10)
    body = models.QueryResourcesReq(order_id=order_id, only_main_resource=1)
    answer = huawei.bss().list_pay_per_use_customer_resources(
        models.ListPayPerUseCustomerResourcesRequest(body=body)
    )
    [resource] = answer.data
    assert answer.total_count == 1
    [instance] = [found for found in test_ddm.everything() if found.order_id == order_id]
    assert (resource.resource_id, resource.resource_name) == (instance.id, instance.name)
    assert (resource.status, resource.service_type_code) == (IN_USE, "hws.service.type.ddm")
    assert resource.project_id == huawei.RICH.project_id
    assert resource.effective_time < resource.expire_time


def test_orders_are_listed_newest_first():
    older = ordered()
    CLOCK.advance(seconds=1)
    newer = ordered()
    request = models.ListCustomerOrdersRequest(
        create_time_begin=stamp(timedelta(minutes=5)),
        create_time_end=stamp(-timedelta(minutes=1)),
        order_by="-createTime",
        limit=10,
        offset=0,
    )
    answer = huawei.bss().list_customer_orders(request)
    assert [found.order_id for found in answer.order_infos][:2] == [newer, older]
    assert {found.status for found in answer.order_infos[:2]} == {UNPAID}
    assert answer.total_count >= 2
    named = huawei.bss().list_customer_orders(models.ListCustomerOrdersRequest(order_id=older))
    assert [found.order_id for found in named.order_infos] == [older]


def product(**more):
    engine = test_ddm.engine()
    flavor, zone = test_ddm.for_sale(engine)
    return {
        "id": "1",
        "cloud_service_type": "hws.service.type.ddm",
        "resource_type": "hws.resource.type.ddm",
        "resource_spec": flavor.code,
        "region": huawei.REGION,
        "available_zone": zone,
        "subscription_num": 2,
        **more,
    }


def test_pay_per_use_is_priced_by_the_hour():
    one = models.DemandProductInfo(
        **product(usage_factor="Duration", usage_value=1, usage_measure_id=4)
    )
    body = models.RateOnDemandReq(
        project_id=huawei.RICH.project_id, inquiry_precision=1, product_infos=[one]
    )
    answer = huawei.bss().list_on_demand_resource_ratings(
        models.ListOnDemandResourceRatingsRequest(body=body)
    )
    assert answer.amount > 0
    assert answer.official_website_amount == answer.amount + answer.discount_amount
    assert answer.currency == "CNY"
    [rating] = answer.product_rating_results
    assert (rating.id, rating.amount) == ("1", answer.amount)


def test_a_period_costs_what_its_order_costs(sales):
    one = models.PeriodProductInfo(**product(period_type=2, period_num=1))
    body = models.RateOnPeriodReq(project_id=huawei.RICH.project_id, product_infos=[one])
    answer = huawei.bss().list_rate_on_period_detail(models.ListRateOnPeriodDetailRequest(body=body))
    official = answer.official_website_rating_result
    assert official.official_website_amount > 0
    assert [rating.id for rating in official.product_rating_results] == ["1"]
    assert answer.currency == "CNY"
    offers = answer.optional_discount_rating_results or []
    best = [offer.amount for offer in offers if offer.best_offer == 1] or [official.official_website_amount]
    ordered(AUTO)
    [sale] = sales()
    assert Decimal(str(sale["price"])) == best[0]


def test_the_balance_falls_by_what_is_paid(sales):
    answer, before = balance()
    assert (answer.currency, answer.debt_amount) == ("CNY", 0)
    ordered(AUTO)
    [sale] = sales()
    assert balance()[1] == before - Decimal(str(sale["price"]))


def test_an_unpaid_order_is_paid_by_hand(sales):
    _, before = balance()
    order_id = ordered()
    assert order(order_id).order_info.status == UNPAID
    assert order(order_id).order_info.pending_payment_end_time
    assert balance()[1] == before
    pay(order_id)
    CLOCK.advance(minutes=10)
    assert order(order_id).order_info.status == COMPLETED
    opened, paid = sales()
    assert (opened["effect"], paid["effect"]) == ("order", "pay")
    assert balance()[1] == before - Decimal(str(paid["price"]))


def test_an_order_is_not_paid_twice(sales):
    order_id = ordered(AUTO)
    with pytest.raises(SdkException):
        pay(order_id)
    assert [sale["effect"] for sale in sales()] == ["purchase"]


def test_an_unpaid_order_is_cancelled(sales):
    order_id = ordered()
    body = models.CancelCustomerOrderReq(order_id=order_id)
    huawei.bss().cancel_customer_order(models.CancelCustomerOrderRequest(body=body))
    assert order(order_id).order_info.status == CANCELLED
    assert [sale["effect"] for sale in sales()] == ["order", "cancel"]
    with pytest.raises(SdkException):
        pay(order_id)


def test_who_has_no_money_is_left_with_an_unpaid_order(sales):
    order_id = ordered(AUTO, huawei.POOR)
    assert order(order_id, huawei.POOR).order_info.status == UNPAID
    assert [sale["effect"] for sale in sales()] == ["order"]


def test_a_token_of_the_whole_account_reads_the_balance():
    token = sign_in(scope=domain_scope()).x_subject_token
    client = huawei.bss(huawei.TokenCredentials(token))
    answer = client.show_customer_account_balances(models.ShowCustomerAccountBalancesRequest())
    assert answer.account_balances[0].amount > 0
