-- Cloud credentials. Each version holds its secrets encrypted under a data key of its own, which is wrapped
-- by a key from outside the database. Replacing a credential makes a new version; old ones stay readable for
-- the orders that were made with them.

create table purser.credentials (
    credential_id uuid primary key,
    owner_id uuid not null references purser.people,
    mode text not null references purser.modes,
    kind text not null check (kind in ('alibaba_access_key', 'huawei_access_key', 'huawei_iam_user')),
    label text not null check (label <> ''),
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default purser.now(),
    removed_at timestamptz,
    unique (credential_id, owner_id)
);
create index credentials_by_owner on purser.credentials (owner_id);
call purser.make_undeletable('purser.credentials');

create table purser.credential_versions (
    credential_id uuid not null,
    version integer not null check (version > 0),
    -- In the key, so that a revision can prove that the credential is its requester's.
    owner_id uuid not null,
    provider text not null check (provider in ('alibaba', 'huawei')),
    -- Not secret, and needed to find a purchase again.
    access_key_id text,
    site text check (site in ('china', 'international')),
    project_id text,
    region text,
    -- The account at the cloud, as far as a read shows it; orders of one account look alike.
    account text,
    fingerprint text not null,
    wrapped_key bytea not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    state text not null default 'unverified' check (state in ('unverified', 'verified', 'suspect', 'removed')),
    suspect_code text,
    suspect_since timestamptz,
    last_verified_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null default purser.now(),
    primary key (credential_id, version),
    unique (credential_id, version, owner_id),
    foreign key (credential_id, owner_id) references purser.credentials (credential_id, owner_id)
);
call purser.make_undeletable('purser.credential_versions');

-- What a version is stays as it was made; re-wrapping under a newer key and what is known of it may change.
create function purser.credential_version_keeps_its_facts() returns trigger language plpgsql as $$
begin
    if (new.credential_id, new.version, new.owner_id, new.provider, new.access_key_id, new.site, new.project_id,
        new.region, new.fingerprint, new.created_at)
       is distinct from
       (old.credential_id, old.version, old.owner_id, old.provider, old.access_key_id, old.site, old.project_id,
        old.region, old.fingerprint, old.created_at)
       or (old.account is not null and new.account is distinct from old.account) then
        raise exception 'a credential version keeps its facts' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger keeps_its_facts before update on purser.credential_versions
    for each row execute function purser.credential_version_keeps_its_facts();

grant select, insert, update on purser.credentials, purser.credential_versions to purser_app;
