-- What the cloud refused when a key was verified, beside buying: by the names of `domain::credential::Permission`.

alter table purser.credential_versions add column missing text[] not null default '{}';
