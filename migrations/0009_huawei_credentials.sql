-- Huawei Cloud's credentials: an access key or an IAM user, each within one project.

alter table purser.credential_versions
    -- The account's name and the IAM user's; only the password is secret.
    add column domain_name text,
    add column user_name text,
    add constraint credential_versions_say_where check (
        case provider
            when 'alibaba' then access_key_id is not null and site is not null
            else project_id is not null and region is not null
                and (access_key_id is null) = (user_name is not null)
                and (user_name is null) = (domain_name is null)
        end);

create or replace function purser.credential_version_keeps_its_facts() returns trigger language plpgsql as $$
begin
    if (new.credential_id, new.version, new.owner_id, new.provider, new.access_key_id, new.site, new.project_id,
        new.region, new.domain_name, new.user_name, new.fingerprint, new.created_at)
       is distinct from
       (old.credential_id, old.version, old.owner_id, old.provider, old.access_key_id, old.site, old.project_id,
        old.region, old.domain_name, old.user_name, old.fingerprint, old.created_at)
       or (old.account is not null and new.account is distinct from old.account) then
        raise exception 'a credential version keeps its facts' using errcode = 'PU001';
    end if;
    return new;
end $$;
