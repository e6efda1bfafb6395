"""Every operation that the portal knows, and the test that calls it through the vendor's SDK."""

DTS = {
    "CreateSynchronizationJob": "test_dts.py::test_a_subscription_is_bought_as_it_was_asked_for",
    "DescribeSynchronizationJobs": "test_dts.py::test_the_older_list_shows_what_was_bought",
    "DescribeSynchronizationJobStatus": "test_dts.py::test_the_older_state_of_one_job_begins_in_lower_case",
    "DescribeDtsJobs": "test_dts.py::test_the_jobs_list_shows_what_was_bought",
    "DescribeDtsJobDetail": "test_dts.py::test_the_detail_is_found_by_job_and_by_instance",
    "TransferPayType": "test_dts_change.py::test_pay_as_you_go_becomes_a_subscription",
    "ConfigureSynchronizationJob": "test_dts_change.py::test_a_job_is_configured_by_a_form_body",
    "StartSynchronizationJob": "test_dts_change.py::test_a_started_job_comes_to_run",
}

BSS = {
    "CreateInstance": "test_bss.py::test_a_subscription_is_bought_and_paid",
    "QueryProductList": "test_bss.py::test_products_come_in_pages",
    "DescribePricingModule": "test_bss.py::test_a_product_says_what_it_is_priced_by",
    "GetSubscriptionPrice": "test_bss.py::test_a_subscription_costs_what_its_price_was",
    "GetPayAsYouGoPrice": "test_bss.py::test_pay_as_you_go_is_priced_by_module",
    "QueryAvailableInstances": "test_bss.py::test_an_instance_is_found_by_its_id",
    "QueryOrders": "test_bss.py::test_orders_of_the_last_hour_are_listed_without_a_time",
    "GetOrderDetail": "test_bss.py::test_an_order_names_its_instances",
    "QueryAccountBalance": "test_bss.py::test_the_balance_falls_by_what_is_bought",
}

OPERATIONS = {**DTS, **BSS}
