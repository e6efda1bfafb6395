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

# By method and path: the SDKs' names of these calls never reach the wire.
IAM = {
    "POST /v3/auth/tokens": "test_iam.py::test_a_password_is_exchanged_for_a_token_of_one_project",
    "GET /v3/projects": "test_iam.py::test_projects_are_found_by_region",
    "GET /v3/auth/domains": "test_huawei_gate.py::test_the_sdk_looks_up_the_account_by_itself",
    "GET /v3/auth/projects": "test_iam.py::test_a_token_lists_the_projects_that_it_may_enter",
}

VPC = {
    "GET /v1/{project_id}/vpcs": "test_vpc.py::test_networks_are_listed",
    "GET /v1/{project_id}/subnets": "test_vpc.py::test_subnets_are_listed_by_network",
    "GET /v1/{project_id}/security-groups": "test_vpc.py::test_security_groups_are_listed",
}

DDM = {
    "POST /v1/{project_id}/instances": "test_ddm.py::test_pay_per_use_is_bought_at_once",
    "GET /v1/{project_id}/instances": "test_ddm.py::test_an_instance_is_listed_as_it_was_bought",
    "GET /v1/{project_id}/instances/{id}": "test_ddm.py::test_an_instance_runs_when_its_job_is_done",
    "GET /v1/{project_id}/instances/{id}/nodes": "test_ddm.py::test_nodes_are_listed_by_instance",
    "GET /v2/{project_id}/engines": "test_ddm.py::test_engines_name_their_zones",
    "GET /v2/{project_id}/flavors": "test_ddm.py::test_flavors_say_where_they_are_sold",
    "GET /v3/{project_id}/engines": "test_ddm.py::test_engines_and_flavors_have_the_same_ids_in_version_3",
    "GET /v3/{project_id}/flavors": "test_ddm.py::test_engines_and_flavors_have_the_same_ids_in_version_3",
    "GET /v3/{project_id}/instances": "test_ddm.py::test_the_newer_list_shows_the_same_instances",
    "GET /v3/{project_id}/jobs": "test_ddm.py::test_jobs_are_listed_by_time",
    "GET /v3/{project_id}/jobs/{id}": "test_ddm.py::test_an_instance_runs_when_its_job_is_done",
}

HUAWEI_BSS = {
    "GET /v2/orders/customer-orders/details/{id}":
        "test_huawei_bss.py::test_an_order_shows_what_it_costs_and_whether_it_is_paid",
    "POST /v2/orders/suscriptions/resources/query": "test_huawei_bss.py::test_an_order_leads_to_its_instance",
    "GET /v2/orders/customer-orders": "test_huawei_bss.py::test_orders_are_listed_newest_first",
    "POST /v2/bills/ratings/on-demand-resources":
        "test_huawei_bss.py::test_pay_per_use_is_priced_by_the_hour",
    "POST /v2/bills/ratings/period-resources/subscribe-rate":
        "test_huawei_bss.py::test_a_period_costs_what_its_order_costs",
    "GET /v2/accounts/customer-accounts/balances":
        "test_huawei_bss.py::test_the_balance_falls_by_what_is_paid",
    "POST /v3/orders/customer-orders/pay": "test_huawei_bss.py::test_an_unpaid_order_is_paid_by_hand",
    "PUT /v2/orders/customer-orders/cancel": "test_huawei_bss.py::test_an_unpaid_order_is_cancelled",
}

OPERATIONS = {**DTS, **BSS, **IAM, **VPC, **DDM, **HUAWEI_BSS}
