-- People, their teams and roles, how they sign in, and tokens for programs.

create table purser.people (
    person_id uuid primary key,
    email text not null unique check (email = lower(email) and email like '%_@_%'),
    name text not null check (name <> ''),
    -- argon2id in PHC form. Null: cannot sign in with a password.
    password_hash text,
    language text check (language in ('en', 'zh-CN')),
    theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
    time_zone text,
    created_at timestamptz not null default purser.now(),
    disabled_at timestamptz
);
comment on column purser.people.language is 'Null: as the browser asks.';
comment on column purser.people.time_zone is 'IANA name. Null: the installation''s.';
call purser.make_undeletable('purser.people');

create table purser.person_roles (
    person_id uuid not null references purser.people,
    role text not null check (role in ('approver', 'auditor', 'admin')),
    granted_at timestamptz not null default purser.now(),
    primary key (person_id, role)
);

create table purser.teams (
    team_id uuid primary key,
    name text not null unique check (name <> ''),
    created_at timestamptz not null default purser.now()
);
call purser.make_undeletable('purser.teams');

create table purser.team_members (
    team_id uuid not null references purser.teams,
    person_id uuid not null references purser.people,
    lead boolean not null default false,
    primary key (team_id, person_id)
);
create index team_members_by_person on purser.team_members (person_id);

-- A browser holds a random id; only its SHA-256 is here.
create table purser.sessions (
    session_id uuid primary key,
    id_hash bytea not null unique check (octet_length(id_hash) = 32),
    -- Null until somebody signs in.
    person_id uuid references purser.people,
    -- What the session layer keeps, small and without secrets.
    data jsonb not null default '{}',
    user_agent text not null default '',
    created_at timestamptz not null default purser.now(),
    -- Written at most once a minute.
    last_seen_at timestamptz not null default purser.now(),
    -- When the password (and second factor) was shown last.
    confirmed_at timestamptz,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_by_person on purser.sessions (person_id) where ended_at is null;

-- Wrong sign-ins, counted here so that several processes count together.
create table purser.sign_in_failures (
    email text not null,
    address text not null,
    failed_at timestamptz not null default purser.now()
);
create index sign_in_failures_by_email on purser.sign_in_failures (email, failed_at);

create table purser.api_tokens (
    token_id uuid primary key,
    person_id uuid not null references purser.people,
    label text not null default '',
    secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
    scopes text[] not null,
    ceiling purser.amount,
    ceiling_currency purser.currency,
    created_at timestamptz not null default purser.now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    check ((ceiling is null) = (ceiling_currency is null))
);
create index api_tokens_by_person on purser.api_tokens (person_id);
call purser.make_undeletable('purser.api_tokens');

grant select, insert, update on purser.people, purser.teams, purser.api_tokens to purser_app;
grant select, insert, update, delete on purser.person_roles, purser.team_members, purser.sessions,
    purser.sign_in_failures to purser_app;
