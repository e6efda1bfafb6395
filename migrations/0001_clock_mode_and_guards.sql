-- The ground that all other tables stand on: the schema, the one clock, the mode that the database is
-- stamped with, and the guards that make tables append-only.
--
-- Two roles exist before this runs (the bootstrap makes them, because roles belong to the whole cluster):
-- purser_owner runs migrations and owns everything, purser_app is what the portal works as. purser_app gets
-- rights table by table, never TRUNCATE, and DDL nowhere.

create schema purser;
grant usage on schema purser to purser_app;

-- Tests move time; nobody else does. The offset is written by the owner alone.
create table purser.clock (
    only_row boolean primary key default true check (only_row),
    ahead interval not null default '0'
);
insert into purser.clock default values;

-- The only clock that SQL asks. The time of the statement, not of the transaction.
create function purser.now() returns timestamptz
    language sql volatile security definer set search_path = purser, pg_temp
as $$ select clock_timestamp() + ahead from purser.clock $$;

-- Which clouds this database belongs to. Orders, credentials and attempts point here, so that a demo order
-- can never be bought with real money.
create table purser.modes (
    mode text primary key check (mode in ('sim', 'loopback', 'live')),
    only_row boolean not null unique default true check (only_row),
    stamped_at timestamptz not null default clock_timestamp()
);

create function purser.stamp_mode(wanted text) returns text
    language plpgsql security definer set search_path = purser, pg_temp
as $$
declare
    stamped text;
begin
    insert into purser.modes (mode) values (wanted) on conflict (only_row) do nothing;
    select mode into stamped from purser.modes;
    return stamped;
end $$;
comment on function purser.stamp_mode is 'Stamps a new database; afterwards says what it was stamped with.';

create function purser.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are never changed or deleted', tg_table_name using errcode = 'PU001';
end $$;

-- Live databases have no time machine.
create function purser.clock_stays_in_live() returns trigger language plpgsql as $$
begin
    if new.ahead <> '0' and exists (select from purser.modes where mode = 'live') then
        raise exception 'the clock of a live database is not moved' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger clock_stays_in_live before update on purser.clock
    for each row execute function purser.clock_stays_in_live();

-- Makes a table append-only for everybody, its owner included.
create procedure purser.make_append_only(target regclass) language plpgsql as $$
begin
    execute format('create trigger append_only before update or delete on %s for each row execute function purser.refuse_change()', target);
    execute format('create trigger append_only_truncate before truncate on %s for each statement execute function purser.refuse_change()', target);
end $$;

-- Keeps rows from being deleted where updates have their own rules.
create procedure purser.make_undeletable(target regclass) language plpgsql as $$
begin
    execute format('create trigger undeletable before delete on %s for each row execute function purser.refuse_change()', target);
    execute format('create trigger undeletable_truncate before truncate on %s for each statement execute function purser.refuse_change()', target);
end $$;

-- ISO 4217 codes that the clouds bill in.
create domain purser.currency as text check (value in ('CNY', 'USD', 'JPY', 'EUR', 'HKD', 'SGD'));
-- Exact, with the digits that the strictest price list needs.
create domain purser.amount as numeric(20, 6) check (value >= 0);

grant select on purser.modes, purser.clock to purser_app;
