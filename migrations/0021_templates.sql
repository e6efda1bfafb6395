-- Templates: what stood in a purchase form, saved under a name for everybody in a team. Nothing is bought by one; no
-- secret, credential, reason or ceiling is in it.

create table purser.templates (
    template_id uuid primary key,
    team_id uuid not null references purser.teams,
    operation text not null check (operation in ('dts.create', 'dts.change', 'bss.create', 'ddm.create')),
    name text not null check (length(name) between 1 and 80),
    -- The parameters by wire name, as typed; they need not be complete.
    spec jsonb not null check (jsonb_typeof(spec) = 'object'),
    made_by uuid not null references purser.people,
    made_at timestamptz not null default purser.now(),
    removed_at timestamptz
);
-- A removed one leaves its name to the next.
create unique index one_template_of_a_name on purser.templates (team_id, operation, name) where removed_at is null;
call purser.make_undeletable('purser.templates');

-- A template is removed, never changed: what somebody starts from is what its maker saved.
grant select, insert on purser.templates to purser_app;
grant update (removed_at) on purser.templates to purser_app;
