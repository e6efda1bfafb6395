//! The commands as statements, and how the database is asked to run a sequence of them.

use super::model::{Answer, Command, Evidence, Person, STATES};

/// Runs each statement, checks what is checked at a commit, and says how it went and what the rows are. Between two
/// statements the clock jumps an hour ahead or back: what may be done is no question of whose row is older.
pub(crate) const TRY: &str = "
create function public.jump(at integer) returns void language sql security definer as
    'update purser.clock set ahead = make_interval(mins => at * 7919 % 121 - 60)';
create function public.try_commands(commands text[]) returns text[] language plpgsql as $$
declare
    command text;
    outcome text;
    said text[] = '{}';
    at integer = 0;
begin
    foreach command in array commands loop
        at = at + 1;
        perform public.jump(at);
        begin
            execute command;
            set constraints all immediate;
            outcome = 'done';
        exception when others then
            outcome = 'refused';
        end;
        set constraints all deferred;
        said = said || (outcome || ' ' || (
            select format('%s v%s r%s f%s answers %s attempts %s settled %s sends %s evidence %s bought %s alarms %s',
                state, version, revision, fence, (select count(*) from purser.decisions),
                (select count(*) from purser.attempts), (select count(settled_at) from purser.attempts),
                (select count(*) from purser.sends), (select count(*) from purser.evidence),
                (select count(*) from purser.purchases), (select count(*) from purser.alarms))
            from purser.orders));
    end loop;
    return said;
end $$;
grant execute on function public.try_commands(text[]) to public";

/// People, a credential and a draft.
pub(crate) const BEGINNING: &str = "
select purser.stamp_mode('sim');
insert into purser.people (person_id, email, name) values
    ('00000000-0000-0000-0000-0000000000a1', 'r@x', 'R'), ('00000000-0000-0000-0000-0000000000a2', 'l@x', 'L'),
    ('00000000-0000-0000-0000-0000000000a3', 'p@x', 'P'), ('00000000-0000-0000-0000-0000000000a4', 'a@x', 'A');
insert into purser.person_roles (person_id, role) values ('00000000-0000-0000-0000-0000000000a4', 'admin');
select purser.record_event(gen_random_uuid(), 'operator', null, 'person', '00000000-0000-0000-0000-0000000000a4', null,
    'person.added', null, null, null, null, '{}');
insert into purser.teams (team_id, name) values ('00000000-0000-0000-0000-0000000000b1', 'Platform');
insert into purser.credentials (credential_id, owner_id, mode, kind, label) values
    ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1', 'sim', 'alibaba_access_key', 'mine');
insert into purser.credential_versions (credential_id, version, owner_id, provider, access_key_id, site, fingerprint, wrapped_key, key_id, nonce, ciphertext)
    values ('00000000-0000-0000-0000-0000000000c1', 1, '00000000-0000-0000-0000-0000000000a1', 'alibaba', 'k', 'china', 'f', '', 'k', '', '');
insert into purser.orders (order_id, mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft)
    values ('00000000-0000-0000-0000-0000000000d1', 'sim', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000b1', 'dts.create', 'alibaba', 'key', sha256('key'), '{}')";

impl Person {
    fn id(self) -> String {
        let digit = match self {
            Self::Requester => 1,
            Self::Lead => 2,
            Self::Approver => 3,
            Self::Admin => 4,
        };
        format!("'00000000-0000-0000-0000-0000000000a{digit}'")
    }
}

impl Command {
    pub(crate) fn sql(self, needs: usize) -> String {
        match self {
            Self::Submit => format!(
                "insert into purser.revisions (order_id, revision, requester_id, operation, business, business_hash, credential_id,
                    credential_version, ceiling, currency, billing, region, team_id, rule_id, rule_version, chain, reason, protocol_version, frozen, order_hash)
                 select order_id, revision + 1, requester_id, operation, '{{}}', sha256('{{}}'), '00000000-0000-0000-0000-0000000000c1', 1, 10, 'CNY',
                    'postpaid', 'r', team_id, '00000000-0000-7000-8000-000000000001', 1, '[]', 'why', 1,
                    convert_to('f' || revision + 1, 'utf8'), sha256(convert_to('f' || revision + 1, 'utf8')) from purser.orders;
                 insert into purser.chain_steps (order_id, revision, step, name, needs) select order_id, revision + 1, 0, '', {needs} from purser.orders;
                 {}",
                go("pending_approval", ", revision = revision + 1", true)
            ),
            Self::SubmitWithoutRevision => go("pending_approval", ", revision = revision + 1", true),
            Self::Answer(person, answer) => format!(
                "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id, decision, comment)
                 select gen_random_uuid(), order_id, revision, sha256(convert_to('f' || revision, 'utf8')), requester_id, 'person', 0, {}, '{}', 'why'
                 from purser.orders",
                person.id(),
                if answer == Answer::Yes { "approve" } else { "reject" }
            ),
            Self::Disable => format!("update purser.people set disabled_at = now() where person_id = {}", Person::Lead.id()),
            Self::Enable => format!("update purser.people set disabled_at = null where person_id = {}", Person::Lead.id()),
            Self::Go { to, fence, event, reason } => {
                let mut more = String::new();
                for (on, change) in [(fence, ", fence = fence + 1"), (reason, ", person_reason = 'x'")] {
                    more += if on { change } else { "" };
                }
                go(STATES[to], &more, event)
            }
            Self::Edit => {
                "update purser.orders set draft = jsonb_build_object('v', version), version = version + 1".into()
            }
            Self::Claim => "update purser.orders set fence = fence + 1, version = version + 1, lease_owner = 'w'
                 where state in ('approved', 'executing', 'unknown')"
                .into(),
            Self::WriteStale => "update purser.orders set waiting = 'x'".into(),
            Self::Intend => "insert into purser.attempts (attempt_id, order_id, revision, order_hash, mode, kind, class, provider, business,
                    business_hash, prepaid, client_token, credential_id, credential_version, account, endpoint, protocol_version)
                 select gen_random_uuid(), order_id, revision, sha256(convert_to('f' || revision, 'utf8')), mode, 'purchase', 'token', provider, '{}',
                    sha256('{}'), false, 't' || revision, '00000000-0000-0000-0000-0000000000c1', 1, 'a', 'e', 1 from purser.orders;
                 insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
                 select gen_random_uuid(), attempt_id, 'token', 1, fence, 'w', now(), now() + interval '15 min'
                 from purser.attempts join purser.orders using (order_id, revision)"
                .into(),
            Self::Resend => "insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
                 select gen_random_uuid(), attempt_id, 'token', (select max(send_no) + 1 from purser.sends s where s.attempt_id = a.attempt_id),
                    fence, 'w', now(), now() + interval '15 min' from purser.attempts a join purser.orders using (order_id, revision)"
                .into(),
            Self::Evidence(evidence) => {
                let (sale, reference, verdict) = match evidence {
                    Evidence::Done => ("true", "'ref'", "done"),
                    Evidence::Refused => ("false", "null", "not_done"),
                    Evidence::Open => ("false", "null", "open"),
                };
                format!(
                    "with fact as ({}) insert into purser.verdicts (send_id, evidence_id, verdict) select send_id, evidence_id, '{verdict}' from fact",
                    fact("answer", sale, reference, "null")
                )
            }
            Self::SecondSale => fact("answer", "true", "'other'", "null"),
            Self::Look => fact("look", "false", "null", "now() + interval '1 h'"),
            Self::Buy => "insert into purser.purchases (purchase_id, order_id, attempt_id, provider, account, kind, reference)
                 select gen_random_uuid(), order_id, attempt_id, provider, 'a', 'instance', 'ref' from purser.attempts join purser.orders using (order_id, revision, provider)"
                .into(),
            Self::Says(person, bought) => format!(
                "insert into purser.evidence (evidence_id, order_id, kind, code, reference, message, person_id)
                 select gen_random_uuid(), order_id, 'person', '{}', {}, 'looked', {} from purser.orders",
                if bought { "bought" } else { "not_bought" },
                if bought { "'ref'" } else { "null" },
                person.id()
            ),
            Self::Settle => "update purser.attempts set settled_at = now() where settled_at is null".into(),
            Self::Forge => "update purser.orders set fence = fence - 1, version = version + 1".into(),
            Self::Delete => "delete from purser.orders".into(),
        }
    }
}

/// A fact about the newest send of the current revision.
fn fact(kind: &str, sale: &str, reference: &str, date: &str) -> String {
    format!(
        "insert into purser.evidence (evidence_id, order_id, attempt_id, send_id, kind, sale, reference, code, cloud_date)
         select gen_random_uuid(), order_id, attempt_id, send_id, '{kind}', {sale}, {reference}, 'absent', {date}
         from purser.attempts a join purser.orders using (order_id, revision)
         join lateral (select send_id from purser.sends s where s.attempt_id = a.attempt_id order by send_no desc limit 1) last on true
         returning send_id, evidence_id"
    )
}

fn go(to: &str, more: &str, event: bool) -> String {
    let change = format!("update purser.orders set state = '{to}', version = version + 1{more}");
    if !event {
        return change;
    }
    // The event names the state that the order leaves, which only its own row knows.
    format!(
        "with before as (select state from purser.orders for update), after as ({change} returning order_id, version)
         select purser.record_event(gen_random_uuid(), 'worker', null, 'order', order_id, version, 'test', before.state, '{to}', null, null, '{{}}')
         from before, after"
    )
}
