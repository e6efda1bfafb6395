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

OPERATIONS = {**DTS}
