-- Approval rules. A rule's versions never change: an order keeps the one that it met.

create table purser.rules (
    rule_id uuid primary key,
    name text not null,
    built_in boolean not null default false,
    created_at timestamptz not null default purser.now()
);
create unique index one_built_in_rule on purser.rules (built_in) where built_in;
call purser.make_undeletable('purser.rules');

create table purser.rule_versions (
    rule_id uuid not null references purser.rules,
    version integer not null check (version > 0),
    -- Lower ranks are asked first; the built-in rule comes last.
    rank integer not null,
    enabled boolean not null,
    valid_from timestamptz,
    valid_until timestamptz,
    conditions jsonb not null,
    -- An array of steps. Empty: nobody is asked, which only an explicit rule may say.
    steps jsonb not null check (jsonb_typeof(steps) = 'array'),
    made_by uuid references purser.people,
    made_at timestamptz not null default purser.now(),
    primary key (rule_id, version)
);
call purser.make_append_only('purser.rule_versions');

-- The rule that holds where no other matches: the team's lead, or anybody with the approver role.
insert into purser.rules (rule_id, name, built_in)
    values ('00000000-0000-7000-8000-000000000001', '', true);
insert into purser.rule_versions (rule_id, version, rank, enabled, conditions, steps)
    values ('00000000-0000-7000-8000-000000000001', 1, 2147483647, true, '{}',
            '[{"name": "", "needs": 1, "asks": ["team_lead", {"role": "approver"}]}]');

-- Where the built-in rule got lost or empty, an order would need nobody: refused.
create function purser.built_in_rule_asks_somebody() returns trigger language plpgsql as $$
begin
    if jsonb_array_length(new.steps) = 0 and exists (select from purser.rules r where r.rule_id = new.rule_id and r.built_in) then
        raise exception 'the built-in rule asks somebody' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger built_in_rule_asks_somebody before insert on purser.rule_versions
    for each row execute function purser.built_in_rule_asks_somebody();

grant select, insert on purser.rules, purser.rule_versions to purser_app;
