//! The list of rules by rank, each as a sentence, with what is wrong with it.

use backend::rules::Saved;
use domain::{
    approval::Problem,
    view::rules::{Lacking, Replay, RuleRow, Rules, Trial},
};
use leptos::prelude::*;

use super::{groups::GroupsPanel, lacking::LackingPanel, tester::Tester};
use crate::{
    components::{
        badge::Tag,
        banner::ErrorSummary,
        button::{Button, ButtonLink, Kind},
        icon::{Glyph, Icon},
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Row, RowHead, Sub, Table},
        time::Time,
        toast::Toast,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::{Text, rules::Names},
    paths,
};

/// The most past orders that are listed.
const MOST: usize = 50;

/// What was done before the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Saved,
    Pending,
    Confirmed,
    Withdrawn,
    Group,
    Named,
}

impl Done {
    const ALL: [Self; 6] =
        [Self::Saved, Self::Pending, Self::Confirmed, Self::Withdrawn, Self::Group, Self::Named];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
            Self::Group => "group",
            Self::Named => "named",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.name() == name)
    }

    /// A rule that moved is seen in its place.
    pub fn of_move(saved: Saved) -> Option<Self> {
        saved.is_pending.then_some(Self::Pending)
    }

    pub fn of_save(saved: Saved) -> Option<Self> {
        Some(if saved.is_pending { Self::Pending } else { Self::Saved })
    }

    const fn words(self, text: Text) -> &'static str {
        match self {
            Self::Saved => text.rules_done_saved(),
            Self::Pending => text.rules_done_pending(),
            Self::Confirmed => text.rules_done_confirmed(),
            Self::Withdrawn => text.rules_done_withdrawn(),
            Self::Group => text.rules_done_group(),
            Self::Named => text.rules_done_named(),
        }
    }
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    pub rules: Rules,
    pub lacking: Vec<Lacking>,
    pub replay: Option<Replay>,
    pub trial: Option<Trial>,
    /// The query, or a form that was refused.
    pub typed: Typed,
    pub errors: FieldErrors,
}

pub fn names(rules: &Rules) -> Names {
    let mut asked = rules.names.clone();
    asked.extend(rules.groups.iter().map(|it| (domain::approval::Asked::Group(it.id), it.name.clone())));
    Names { asked, teams: rules.teams.clone(), people: rules.people.clone() }
}

/// `acts`: the reader may change something, and does not only read.
#[component]
pub fn RulesPage(text: Text, times: Times, shown: Shown, acts: bool) -> impl IntoView {
    let Shown { rules, lacking, replay, trial, typed, errors } = shown;
    let names = names(&rules);
    let done = Done::of(typed.get("done"));
    let count = rules.rules.len();
    let rows = rules
        .rules
        .iter()
        .enumerate()
        .map(|(at, row)| rule(text, &times, row, &names, acts, (at > 0, at + 1 < count)))
        .collect_view();
    let none = rules.rules.is_empty().then(|| view! { <p class="pad sm muted">{text.rules_none()}</p> });
    let new = acts.then(|| {
        view! { <ButtonLink href=paths::RULE_NEW kind=Kind::Primary icon=Glyph::Plus>{text.rules_new()}</ButtonLink> }
            .into_any()
    });
    let built_in = text.rule_words(&rules.built_in, &names);
    let label = label(text);
    view! {
        {match new {
            Some(actions) => view! { <PageHead text title=text.nav_rules() sub=view! { <span>{text.rules_sub()}</span> }.into_any() actions/> }.into_any(),
            None => view! { <PageHead text title=text.nav_rules() sub=view! { <span>{text.rules_sub()}</span> }.into_any()/> }.into_any(),
        }}
        <ErrorSummary text errors=errors.clone() label/>
        <div class="stack">
            <LackingPanel text times=times.clone() lacking acts typed=typed.clone() errors=errors.clone()/>
            <Panel title=text.rules_panel() pad=Pad::None id="rules">
                {none}
                <ol class="rules">
                    {rows}
                    <li>
                        <div>
                            <h3>{text.rules_built_in()}</h3>
                            <p>{built_in}</p>
                        </div>
                    </li>
                </ol>
            </Panel>
            <Tester text rules=rules.clone() trial typed=typed.clone() errors=errors.clone()/>
            <Panel title=text.replay_title() id="replay">
                {replay.map(|replay| view! { <Replayed text times=times.clone() replay/> })}
                <form method="get" action=paths::RULES_REPLAY>
                    <Button name="replay" value="1">{text.replay_button()}</Button>
                </form>
            </Panel>
            <GroupsPanel text rules acts typed errors/>
        </div>
        {done.map(|done| view! { <Toast text>{done.words(text)}</Toast> })}
    }
}

/// What an admin should mend, one line each.
pub fn problems(text: Text, found: &[Problem], names: &Names) -> Option<impl IntoView + use<>> {
    let mut found: Vec<_> = found.iter().collect();
    // By their steps, after what is wrong with the whole rule.
    found.sort_by_key(|problem| match problem {
        Problem::TooFew { step, .. } => step + 1,
        Problem::Shadowed { .. } | Problem::Impossible | Problem::EmptyTime | Problem::Over => 0,
    });
    let lines = found.iter().map(|problem| {
        view! { <li class="sm"><Icon icon=Glyph::AlertTriangle/><span>{text.problem(problem, names)}</span></li> }
    });
    let lines = lines.collect_view();
    (!found.is_empty()).then(|| view! { <ul class="problems">{lines}</ul> })
}

fn label(text: Text) -> impl Fn(&str) -> String + Copy + 'static {
    move |field| {
        let part = field.rsplit('.').next().unwrap_or(field);
        match part {
            "reason" => text.lacking_why(),
            "person" => text.lacking_person(),
            "members" => text.groups_members(),
            "name" => text.groups_name(),
            "ceiling" => text.try_ceiling(),
            "region" => text.try_region(),
            _ => text.nav_rules(),
        }
        .to_owned()
    }
}

fn rule(
    text: Text,
    times: &Times,
    row: &RuleRow,
    names: &Names,
    acts: bool,
    (up, down): (bool, bool),
) -> impl IntoView + use<> {
    let RuleRow { rule, is_pending, holds, made_by, made_at, problems, may_confirm } = row;
    let author = made_by.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let id = rule.id.to_string();
    let off = (!rule.enabled).then(|| view! { <Tag label=text.rules_is_off()/> });
    let pending = is_pending.then(|| view! { <Tag label=text.rules_is_pending()/> });
    let waits = is_pending.then(|| {
        let meanwhile = match holds {
            Some(version) => text.rules_pending_holds(version),
            None => text.rules_pending_none().to_owned(),
        };
        view! { <p class="sm muted">{text.rules_pending_text(&author)}{text.sentence_gap()}{meanwhile}</p> }
    });
    let from = rule.valid_from.map(|at| text.rules_from(times.date(at).label));
    let until = rule.valid_until.map(|at| text.rules_until(times.date(at).label));
    let dates = (from.is_some() || until.is_some())
        .then(|| view! { <p class="sm muted">{from}{text.sentence_gap()}{until}</p> });
    let found = self::problems(text, problems, names);
    let button = |act: &'static str, icon: Option<Glyph>, words: String, spoken: Option<String>| {
        let icon = icon.map(|icon| view! { <Icon icon/> });
        let label = spoken.is_none().then_some(words);
        view! {
            <button class="btn" data-size="s" type="submit" name="act" value=act aria-label=spoken.clone() title=spoken>
                {icon}{label}
            </button>
        }
    };
    let name = rule.name.clone();
    let moves = acts.then(|| {
        let switch = if rule.enabled {
            button("off", None, text.rules_off().to_owned(), None)
        } else {
            button("on", None, text.rules_on().to_owned(), None)
        };
        view! {
            <form method="post" action=paths::RULES>
                <input type="hidden" name="rule" value=id.clone()/>
                <input type="hidden" name="version" value=rule.version/>
                {may_confirm.then(|| button("confirm", Some(Glyph::TickRing), text.rules_confirm().to_owned(), None))}
                {is_pending.then(|| button("withdraw", None, text.rules_withdraw().to_owned(), None))}
                {up.then(|| button("up", Some(Glyph::Up), String::new(), Some(text.rules_up(&name))))}
                {down.then(|| button("down", Some(Glyph::Down), String::new(), Some(text.rules_down(&name))))}
                {switch}
            </form>
        }
    });
    let look = if acts { text.rules_edit() } else { text.rules_look() };
    let version = text.rules_version(rule.version, &author, times.age(*made_at));
    view! {
        <li id=format!("rule-{id}") data-off=(!rule.enabled).then_some("")>
            <div>
                <h3><a href=paths::rule(&id)>{name.clone()}</a>{off}{pending}</h3>
                <p>{text.rule_words(rule, names)}</p>
                {dates}
                {waits}
                {found}
                <p class="hint">{version}</p>
            </div>
            <div class="acts">
                {moves}
                <ButtonLink href=paths::rule(&id) small=true>{look}</ButtonLink>
            </div>
        </li>
    }
}

/// Which past orders would have gone elsewhere.
#[component]
pub fn Replayed(text: Text, times: Times, replay: Replay) -> impl IntoView {
    let (moved, all) = (replay.moved.len(), replay.looked_at);
    let words = match (moved, all) {
        (_, 0) => text.replay_no_orders().to_owned(),
        (0, all) => text.replay_none(all),
        (moved, all) => text.replay_some(moved, all),
    };
    let name = move |name: String| {
        if name.is_empty() { text.replay_built_in().to_owned() } else { name }
    };
    let rows = replay
        .moved
        .into_iter()
        .take(MOST)
        .map(|order| {
            let at = times.short(order.submitted_at);
            let nobody = order.asks_nobody.then(|| view! { <Sub>{text.replay_nobody()}</Sub> });
            view! {
                <Row>
                    <RowHead><a href=paths::order(order.number)>{order.number.to_string()}</a><Sub><Time at/></Sub></RowHead>
                    <Cell>{name(order.from)}</Cell>
                    <Cell>{name(order.to)}{nobody}</Cell>
                </Row>
            }
        })
        .collect_view();
    let columns = vec![
        Column::new(text.replay_order()),
        Column::new(text.replay_from()),
        Column::new(text.replay_to()),
    ];
    let table = (moved > 0).then(|| view! { <Table caption=text.replay_title() columns>{rows}</Table> });
    let more = (moved > MOST).then(|| view! { <p class="hint">{text.replay_more(moved - MOST)}</p> });
    view! { <div id="replayed" role="status"><p>{words}</p></div>{table}{more} }
}
