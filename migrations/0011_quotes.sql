-- What clouds answered when they were asked for a price, and the price that a revision was submitted with.

create table purser.quotes (
    quote_id uuid primary key,
    requester_id uuid not null,
    operation text not null check (operation in ('dts.create', 'dts.change', 'bss.create', 'ddm.create')),
    -- The hash of the parameters as they would be sent: any edited field makes another.
    business_hash bytea not null check (octet_length(business_hash) = 32),
    -- With whose key it was asked; prices differ between accounts.
    credential_id uuid not null,
    credential_version integer not null,
    -- All absent: the cloud named no price.
    list purser.amount,
    discount purser.amount,
    pay purser.amount,
    currency purser.currency,
    per text check (per in ('once', 'hour', 'month')),
    asked_at timestamptz not null default purser.now(),
    foreign key (credential_id, credential_version, requester_id)
        references purser.credential_versions (credential_id, version, owner_id),
    constraint a_price_is_whole check (num_nulls(list, pay, currency, per) in (0, 4)),
    constraint a_discount_is_off_a_price check (discount is null or pay is not null)
);
create index quotes_newest on purser.quotes (credential_id, credential_version, business_hash, asked_at desc);
call purser.make_append_only('purser.quotes');

-- revisions.price is what is paid; its currency is the ceiling's.
alter table purser.revisions
    add column price_list purser.amount,
    add column price_discount purser.amount,
    add column price_per text check (price_per in ('once', 'hour', 'month')),
    -- Absent in revisions from before there were quotes.
    add column quote_id uuid references purser.quotes,
    add constraint a_price_is_whole check (num_nulls(price, price_list, price_per) in (0, 3)),
    add constraint a_discount_is_off_a_price check (price_discount is null or price is not null),
    -- Of what is paid by the hour, a month's hours count.
    add constraint the_ceiling_covers_the_price
        check (price is null or price * case price_per when 'hour' then 730 else 1 end <= ceiling);

-- A change's price depends on how its task was bought.
create index purchases_by_reference on purser.purchases (reference);

grant select, insert on purser.quotes to purser_app;
