"""Every operation that the portal knows, and the test that calls it through the vendor's SDK."""

OPERATIONS = {
    "CreateSynchronizationJob": "test_dts.py::test_a_subscription_is_bought_as_it_was_asked_for",
    "DescribeSynchronizationJobs": "test_dts.py::test_the_older_list_shows_what_was_bought",
    "DescribeSynchronizationJobStatus": "test_dts.py::test_the_older_state_of_one_job_begins_in_lower_case",
    "DescribeDtsJobs": "test_dts.py::test_the_jobs_list_shows_what_was_bought",
    "DescribeDtsJobDetail": "test_dts.py::test_the_detail_is_found_by_job_and_by_instance",
}
