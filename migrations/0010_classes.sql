-- Buying by name and by comparing states, beside buying by token.

alter table purser.attempts
    -- An order that the cloud may hold unpaid: only its list of orders shows it.
    add column prepaid boolean not null default false;
alter table purser.attempts alter column prepaid drop default;

-- While one prepaid purchase by name is open, an order of the account that belongs to nobody may be it.
create unique index one_open_prepaid_an_account on purser.attempts (provider, account)
    where settled_at is null and prepaid and class = 'name' and kind = 'purchase';

alter table purser.evidence
    -- The cloud's own order, where the fact names one beside the reference or as it.
    add column cloud_order text,
    add constraint a_look_is_of_an_attempt check (kind <> 'look' or (attempt_id is not null and code is not null));
create index looks_of_attempt on purser.evidence (attempt_id, cloud_date) where kind = 'look';

alter table purser.purchases add column cloud_order text;

-- What a prepaid order brings has its own id only after the order was worked off.
alter table purser.instances
    alter column cloud_id drop not null,
    add column cloud_order text,
    add constraint an_instance_is_known_by_something check (cloud_id is not null or cloud_order is not null);
create index instances_of_cloud_id on purser.instances (provider, cloud_id);
