-- Who never chose a language reads the pages as the browser asks. What is sent to them speaks the language in which they
-- last signed in.
alter table purser.people add column signed_in_language text check (signed_in_language in ('en', 'zh-CN'));
comment on column purser.people.signed_in_language is 'For what is sent while language is null. Null: never signed in.';
