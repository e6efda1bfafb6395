"""BSS, version 2017-12-14: buying any product, and the bills."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from alibabacloud_bssopenapi20171214 import models
from alibabacloud_tea_openapi.exceptions import ClientException

import alibaba
from clouds import CLOCK


def products(client=None):
    """Everything that is sold, by page."""
    client, found = client or alibaba.bss(), []
    while True:
        request = models.QueryProductListRequest(
            page_num=len(found) // 2 + 1, page_size=2, query_total_count=True
        )
        page = client.query_product_list(request).data
        found += page.product_list.product
        if len(found) >= page.total_count:
            return found


def product(code="waf", subscription_type="Subscription"):
    """One with several modules and a discount, if nothing else is said."""
    return next(
        one
        for one in products()
        if (one.product_code, one.subscription_type) == (code, subscription_type)
    )


def modules(one):
    """What is priced of a product, and what each attribute may be."""
    request = models.DescribePricingModuleRequest(
        product_code=one.product_code,
        product_type=one.product_type,
        subscription_type=one.subscription_type,
    )
    return alibaba.bss().describe_pricing_module(request).data


def choice(attribute):
    value = attribute.values.attribute_value[0]
    if value.type == "range":
        lowest, _ = value.value.split("-")
        return str(int(lowest) + int(value.remark))
    return value.value


def choices(data):
    """One value for each attribute."""
    return {attribute.code: choice(attribute) for attribute in data.attribute_list.attribute}


def configured(data, kind, **more):
    """The modules with their values, as both price queries want them."""
    values = choices(data)
    return [
        kind(
            module_code=module.module_code,
            config=",".join(f"{code}:{values[code]}" for code in module.config_list.config_list),
            **more,
        )
        for module in data.module_list.module
    ]


def wish(one, **changes):
    data = modules(one)
    parameters = [
        models.CreateInstanceRequestParameter(code=code, value=value)
        for code, value in choices(data).items()
    ]
    return models.CreateInstanceRequest(
        **{
            "product_code": one.product_code,
            "product_type": one.product_type,
            "subscription_type": one.subscription_type,
            "period": 12,
            "renewal_status": "ManualRenewal",
            "client_token": f"sdk-{uuid.uuid4()}",
            "parameter": parameters,
            **changes,
        }
    )


def stamp(ago=timedelta()):
    return (CLOCK.utcnow() - ago).strftime("%Y-%m-%dT%H:%M:%SZ")


def bought(one=None):
    """Order and instance of a new subscription."""
    return alibaba.bss().create_instance(wish(one or product())).data


def good(answer):
    assert (answer.code, answer.success) == ("Success", True)
    return answer


def amount(text):
    return Decimal(text.replace(",", ""))


def test_a_subscription_is_bought_and_paid(sales):
    one = product()
    request = wish(one)
    answer = good(alibaba.bss().create_instance(request))
    assert answer.data.order_id and answer.data.instance_id
    [sale] = sales()
    assert (sale["provider"], sale["account"], sale["effect"]) == ("alibaba", "rich", "purchase")
    assert (sale["order_id"], sale["instance_id"]) == (answer.data.order_id, answer.data.instance_id)
    assert sale["client_token"] == request.client_token
    assert sale["parameters"]["Parameter.1.Code"] == request.parameter[0].code
    assert sale["parameters"]["Parameter.1.Value"] == request.parameter[0].value
    assert Decimal(str(sale["price"])) > 0


def test_the_same_token_buys_once(sales):
    request = wish(product())
    first = alibaba.bss().create_instance(request)
    second = alibaba.bss().create_instance(request)
    assert second.data.order_id == first.data.order_id
    assert second.data.instance_id == first.data.instance_id
    assert len(sales()) == 1


def test_pay_as_you_go_is_bought_without_a_period(sales):
    request = wish(product("alikafka", "PayAsYouGo"), period=None, renewal_status=None)
    answer = good(alibaba.bss().create_instance(request))
    [sale] = sales()
    assert (sale["effect"], sale["instance_id"]) == ("purchase", answer.data.instance_id)


def test_what_has_an_api_of_its_own_is_not_sold_here(sales):
    with pytest.raises(ClientException) as caught:
        alibaba.bss().create_instance(wish(product("dts")))
    # The page's code for an order that fails its check is the text "400".
    assert (caught.value.status_code, caught.value.code) == (400, "400")
    assert sales() == []


def test_who_never_said_who_he_is_buys_nothing(sales):
    with pytest.raises(ClientException) as caught:
        alibaba.bss(alibaba.INCOMPLETE).create_instance(wish(product()))
    assert caught.value.code.startswith("ORDER.ACCOUNT_")
    assert sales() == []


def test_no_money_is_told_with_200(sales):
    answer = alibaba.bss(alibaba.POOR).create_instance(wish(product()))
    assert (answer.code, answer.success) == ("INSUFFICIENT.AVAILABLE.QUOTA", False)
    assert sales() == []


@pytest.mark.parametrize(
    "changes",
    [{"product_code": "no-such-product"}, {"subscription_type": "Gift"}, {"period": None}],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_not_for_sale_is_refused(changes, sales):
    with pytest.raises(ClientException) as caught:
        alibaba.bss().create_instance(wish(product(), **changes))
    assert caught.value.status_code == 400
    assert sales() == []


def test_products_come_in_pages():
    request = models.QueryProductListRequest(page_num=1, page_size=300, query_total_count=True)
    answer = good(alibaba.bss().query_product_list(request))
    assert (answer.data.page_num, answer.data.page_size) == (1, 300)
    everything = answer.data.product_list.product
    assert answer.data.total_count == len(everything)
    assert len(products()) == len(everything)
    assert {one.subscription_type for one in everything} <= {"Subscription", "PayAsYouGo"}
    assert "dts" in {one.product_code for one in everything}


def test_a_product_says_what_it_is_priced_by():
    data = modules(product())
    known = {attribute.code for attribute in data.attribute_list.attribute}
    for module in data.module_list.module:
        assert module.module_code and module.module_name and module.currency == "CNY"
        assert set(module.config_list.config_list) <= known
    assert all(attribute.values.attribute_value for attribute in data.attribute_list.attribute)


def test_a_subscription_costs_what_its_price_was(sales):
    one = product()
    request = models.GetSubscriptionPriceRequest(
        product_code=one.product_code,
        product_type=one.product_type,
        subscription_type="Subscription",
        order_type="NewOrder",
        service_period_quantity=12,
        service_period_unit="Month",
        quantity=1,
        module_list=configured(modules(one), models.GetSubscriptionPriceRequestModuleList),
    )
    price = good(alibaba.bss().get_subscription_price(request)).data
    assert (price.currency, price.quantity) == ("CNY", 1)
    assert price.original_price == pytest.approx(price.trade_price + price.discount_price)
    details = price.module_details.module_detail
    assert sum(detail.cost_after_discount for detail in details) == pytest.approx(price.trade_price)
    alibaba.bss().create_instance(wish(one))
    [sale] = sales()
    assert Decimal(str(sale["price"])) == Decimal(str(price.trade_price))


def test_pay_as_you_go_is_priced_by_module():
    one = product("alikafka", "PayAsYouGo")
    data = modules(one)
    request = models.GetPayAsYouGoPriceRequest(
        product_code=one.product_code,
        product_type=one.product_type,
        subscription_type="PayAsYouGo",
        module_list=configured(data, models.GetPayAsYouGoPriceRequestModuleList, price_type="Hour"),
    )
    price = good(alibaba.bss().get_pay_as_you_go_price(request)).data
    assert price.currency == "CNY"
    details = price.module_details.module_detail
    assert {detail.module_code for detail in details} == {
        module.module_code for module in data.module_list.module
    }
    assert all(detail.original_cost >= detail.cost_after_discount > 0 for detail in details)


def test_an_instance_is_found_by_its_id():
    one, sold = product(), bought()
    request = models.QueryAvailableInstancesRequest(instance_ids=sold.instance_id)
    answer = good(alibaba.bss().query_available_instances(request))
    [found] = answer.data.instance_list
    assert (found.instance_id, found.product_code) == (sold.instance_id, one.product_code)
    assert (found.subscription_type, found.renew_status) == ("Subscription", "ManualRenewal")
    assert found.create_time < found.end_time


def test_instances_are_found_by_time():
    CLOCK.advance(seconds=2)
    begin, sold = stamp(), bought()
    request = models.QueryAvailableInstancesRequest(
        create_time_start=begin, create_time_end=stamp(-timedelta(minutes=1)), page_num=1, page_size=20
    )
    data = alibaba.bss().query_available_instances(request).data
    assert [found.instance_id for found in data.instance_list] == [sold.instance_id]
    assert (data.page_num, data.page_size, data.total_count) == (1, 20, 1)


def test_orders_of_the_last_hour_are_listed_without_a_time():
    sold = bought()
    page = models.QueryOrdersRequest(page_num=1, page_size=20)
    data = good(alibaba.bss().query_orders(page)).data
    found = {order.order_id: order for order in data.order_list.order}[sold.order_id]
    assert (found.order_type, found.payment_status, found.currency) == ("New", "Paid", "CNY")
    assert found.product_code == product().product_code
    assert amount(found.pretax_amount) > 0
    CLOCK.advance(hours=1, minutes=1)
    assert alibaba.bss().query_orders(page).data.order_list.order == []
    explicit = models.QueryOrdersRequest(
        create_time_start=stamp(timedelta(hours=2)), create_time_end=stamp(), page_num=1, page_size=20
    )
    listed = alibaba.bss().query_orders(explicit).data.order_list.order
    assert sold.order_id in {order.order_id for order in listed}


def test_an_order_names_its_instances():
    sold = bought()
    request = models.GetOrderDetailRequest(order_id=sold.order_id)
    [found] = good(alibaba.bss().get_order_detail(request)).data.order_list.order
    assert (found.order_id, found.payment_status) == (sold.order_id, "Paid")
    assert json.loads(found.instance_ids) == [sold.instance_id]
    assert found.usage_start_time < found.usage_end_time
    assert found.quantity == "1"


def test_the_balance_falls_by_what_is_bought(sales):
    before = good(alibaba.bss().query_account_balance()).data
    assert before.currency == "CNY"
    bought()
    [sale] = sales()
    after = alibaba.bss().query_account_balance().data
    spent = amount(before.available_amount) - amount(after.available_amount)
    assert spent == Decimal(str(sale["price"]))
    assert amount(after.available_cash_amount) == amount(after.available_amount)
