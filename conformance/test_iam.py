"""Huawei IAM: a token for a password, and the projects."""

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkiam import v3 as models

import huawei

NOBODY = huawei.TokenCredentials(None)


def sign_in(account=huawei.RICH, password=None, scope=None):
    scope = scope or models.AuthScope(project=models.AuthScopeProject(name=huawei.REGION))
    user = models.PwdPasswordUser(
        domain=models.PwdPasswordUserDomain(name=account.domain),
        name=account.user,
        password=password or account.password,
    )
    identity = models.PwdIdentity(methods=["password"], password=models.PwdPassword(user=user))
    body = models.KeystoneCreateUserTokenByPasswordRequestBody(
        auth=models.PwdAuth(identity=identity, scope=scope)
    )
    request = models.KeystoneCreateUserTokenByPasswordRequest(nocatalog="true", body=body)
    return huawei.iam(NOBODY).keystone_create_user_token_by_password(request)


def domain_scope(account=huawei.RICH):
    return models.AuthScope(domain=models.AuthScopeDomain(name=account.domain))


def test_a_password_is_exchanged_for_a_token_of_one_project():
    answer = sign_in()
    assert answer.status_code == 201
    assert len(answer.x_subject_token) > 100
    token = answer.token
    assert (token.project.id, token.project.name) == (huawei.RICH.project_id, huawei.REGION)
    assert token.project.domain.id == huawei.RICH.domain_id
    assert (token.user.name, token.user.domain.name) == (huawei.RICH.user, huawei.RICH.domain)
    assert token.issued_at < token.expires_at
    assert token.expires_at.endswith("Z")
    assert token.methods == ["password"]


def test_a_token_of_a_whole_account_names_no_project():
    token = sign_in(scope=domain_scope()).token
    assert (token.domain.id, token.project) == (huawei.RICH.domain_id, None)


def test_a_project_is_named_by_id_too():
    scope = models.AuthScope(project=models.AuthScopeProject(id=huawei.RICH.project_id))
    assert sign_in(scope=scope).token.project.name == huawei.REGION


def test_a_wrong_password_is_refused():
    with pytest.raises(ClientRequestException) as caught:
        sign_in(password="not-the-password")
    assert caught.value.status_code == 401
    # A number in the body: the SDK hands it on as it is.
    assert str(caught.value.error_code) == "401"
    assert "password" in caught.value.error_msg


def test_projects_are_found_by_region():
    answer = huawei.iam().keystone_list_projects(models.KeystoneListProjectsRequest(name=huawei.REGION))
    [project] = answer.projects
    assert (project.id, project.name) == (huawei.RICH.project_id, huawei.REGION)
    assert (project.domain_id, project.enabled) == (huawei.RICH.domain_id, True)


def test_a_token_lists_the_projects_that_it_may_enter():
    token = sign_in(scope=domain_scope()).x_subject_token
    client = huawei.iam(huawei.TokenCredentials(token))
    answer = client.keystone_list_auth_projects(models.KeystoneListAuthProjectsRequest())
    assert huawei.RICH.project_id in {project.id for project in answer.projects}
    assert {project.domain_id for project in answer.projects} == {huawei.RICH.domain_id}
