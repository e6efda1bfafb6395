-- A right or a rule that waits for a second admin tells the admins who may confirm it; what becomes of it tells who
-- proposed it, and a right that holds tells who receives it.

alter table purser.notices
    drop constraint notices_kind_check,
    add constraint notices_kind_check check (kind in (
        'approval.asked', 'approval.reminder', 'approval.asked_too', 'approval.approver_missing', 'step.handed_over',
        'question.asked', 'question.answered', 'order.approved', 'order.rejected', 'order.expired', 'order.returned',
        'order.bought', 'order.not_bought', 'order.needs_person', 'order.unpaid', 'credential.refused',
        'second_admin.asked', 'second_admin.answered'));

-- What is said of an event; new are the right and the rule that it is about.
create or replace view purser.event_words as
select
    e.event_id,
    e.at,
    e.reason,
    doer.name as doer,
    o.number,
    o.operation,
    requester.name as requester,
    t.name as team,
    c.label as credential,
    receiver.person_id as receiver_id,
    receiver.name as receiver,
    -- Events of other kinds have other facts, and are not read here.
    case when e.action like 'grant.%' then convert_from(e.data, 'UTF8')::json ->> 'right' end as given,
    lead_of.name as lead_of,
    e.action = 'grant.refused' as refused,
    v.name as rule
from purser.events e
left join purser.people doer on doer.person_id = e.actor_id
left join purser.orders o on e.subject_kind = 'order' and o.order_id = e.subject_id
left join purser.people requester on requester.person_id = o.requester_id
left join purser.teams t on t.team_id = o.team_id
left join purser.credentials c on e.subject_kind = 'credential' and c.credential_id = e.subject_id
left join purser.people receiver on e.action like 'grant.%' and receiver.person_id = e.subject_id
left join purser.teams lead_of
    on lead_of.team_id = case when e.action like 'grant.%' then (convert_from(e.data, 'UTF8')::json ->> 'team')::uuid end
left join purser.rule_versions v
    on e.subject_kind = 'rule' and v.rule_id = e.subject_id and v.version = e.subject_version;
