//! The summary beside the purchase form, and its short form at the foot of a phone's screen.

use domain::{
    catalog::Secrets,
    preflight::{Checked, Found, is_blocked},
    quote::{HOURS, Per, Price, mark},
    view::Quote,
};
use leptos::prelude::*;

use super::Purchase;
use crate::{
    components::{
        button::{Button, ButtonLink, Kind, Why},
        icon::{Glyph, Icon},
        key_value::{KeyValues, Pair, Sheet},
        money::{Amount, amount},
        summary::{Asked, Chain, ChainStep, PayBar, Summary, SummarySection},
        time::Time,
    },
    form::FieldErrors,
    format::Times,
    i18n::Text,
    islands::purchase_form::{Fact as Sum, Outline, PurchaseForm, name_in},
    pages::templates::save_as,
    pages::{orders::facts::capital, rules::tester::WhyRule},
    shell::KeyCaps,
};

/// The children stand above the buttons.
#[component]
pub fn PurchaseSummary(
    text: Text,
    times: Times,
    form: Purchase,
    errors: FieldErrors,
    children: Children,
) -> impl IntoView {
    let outline = outline(text, &form);
    let missing = text.purchase_not_chosen();
    let (ceiling, without) = ceiling(text, &outline, form.quote.as_ref());
    let team = (form.teams.len() == 1).then(|| form.teams.join(""));
    let state = outline.state(text);
    let refused = (!form.may_buy).then(|| text.purchase_auditor().to_owned());
    let blocked = is_blocked(&form.checks).then(|| text.checks_blocked().to_owned());
    let checks = checks(text, &form.checks);
    let facts = outline.facts.into_iter().map(|(fact, value)| {
        let mono = !matches!(fact, Sum::Class | Sum::NewClass | Sum::Attributes | Sum::Billing);
        view! { <Pair name=words(text, fact)><Fact name=fact.key() value missing mono/></Pair> }
    });
    let facts = facts.collect_view();
    let price = price(text, &times, form.quote.as_ref());
    // One primary a view: what comes next.
    let (ask, submit) = match form.quote {
        None => (Kind::Primary, Kind::Normal),
        Some(_) => (Kind::Normal, Kind::Primary),
    };
    let keys = |kind| (kind == Kind::Primary).then(|| view! { <KeyCaps caps=&["Ctrl", "Enter"]/> });
    let asking = if form.quote.is_none() { text.purchase_ask() } else { text.purchase_ask_again() };
    let stale = form.quote.is_some().then(|| {
        view! { <div id="submit-stale" hidden=true><Why id="submit-why" icon=Glyph::Lock>{text.purchase_submit_stale()}</Why></div> }
    });
    view! {
        <Summary title=text.purchase_summary()>
            <SummarySection>
                <KeyValues tight=true>
                    <Pair name=text.purchase_product()>{text.product(form.operation)}</Pair>
                    {facts}
                    {team.map(|team| view! { <Pair name=text.field_team()>{team}</Pair> })}
                </KeyValues>
                <p class="hint nojs">{text.purchase_as_sent()}</p>
            </SummarySection>
            <section id="price">
                <h3>{text.purchase_price()}</h3>
                {price}
                <KeyValues sheet=Sheet::Money tight=true>
                    <Pair name=text.purchase_up_to() total=true>
                        <Fact name="ceiling" value=ceiling missing=without/>
                    </Pair>
                </KeyValues>
                <p class="hint">{text.purchase_price_note()}</p>
            </section>
            {checks}
            {chain(text, form.quote.as_ref())}
            <section>
                {children()}
                <p class="sm js" role="status" data-sum="state">{state}</p>
                <Button
                    kind=ask
                    wide=true
                    id="ask"
                    name="act"
                    value="quote"
                    busy=text.purchase_asking()
                    disabled_reason=refused.clone()
                >
                    {asking}
                    {keys(ask)}
                </Button>
                <Button
                    kind=submit
                    wide=true
                    id="submit"
                    name="act"
                    value="submit"
                    busy=text.purchase_submitting()
                    disabled_reason=refused.clone().or_else(|| blocked.clone())
                >
                    {text.purchase_submit()}
                    {keys(submit)}
                </Button>
                {stale}
                {blocked.map(|_| view! { <span id="blocked" hidden=true></span> })}
                <Button wide=true id="save" name="act" value="draft" disabled_reason=refused>
                    {text.purchase_save_draft()}
                </Button>
                <Why id="after-submit">{text.purchase_after_submit()}</Why>
            </section>
            {save_as(text, &form, &errors)}
            <PurchaseForm/>
        </Summary>
    }
}

/// As the form's lists call what was chosen.
fn outline(text: Text, form: &Purchase) -> Outline {
    let called = |field: &str, value: &str| {
        let offer = form.offered.offers(field).iter().find(|offer| offer.value == value)?;
        name_in(&offer.name, value)
    };
    Outline::of(text, form.operation, &form.input, &Secrets::new(), called)
}

/// The ceiling as it is stated, and what it is where none is: the price, once that is known.
fn ceiling(text: Text, outline: &Outline, quote: Option<&Quote>) -> (Option<String>, String) {
    let price = quote.and_then(|quote| quote.ceiling.as_ref()).map(amount);
    (outline.ceiling.as_ref().map(amount), price.unwrap_or_else(|| text.purchase_no_ceiling().to_owned()))
}

const fn words(text: Text, fact: Sum) -> &'static str {
    match fact {
        Sum::Route => text.fact_route(),
        Sum::Class | Sum::NewClass => text.fact_class(),
        Sum::Task => text.fact_task(),
        Sum::Item => text.fact_item(),
        Sum::Attributes => text.fact_attributes(),
        Sum::Name => text.fact_name(),
        Sum::Size => text.fact_size(),
        Sum::Network => text.fact_network(),
        Sum::Billing => text.fact_billing(),
    }
}

/// What the cloud said when it was asked, and when that was; the hidden mark says at the submit what was seen here.
fn price(text: Text, times: &Times, quote: Option<&Quote>) -> AnyView {
    let Some(quote) = quote else {
        return view! { <p class="changed"><Icon icon=Glyph::Clock/><span>{text.purchase_not_asked()}</span></p> }
            .into_any();
    };
    let seen = mark(&quote.spec_hash, quote.price.as_ref()).to_string();
    let said = match quote.price {
        None => {
            view! { <p class="changed"><Icon icon=Glyph::Info/><span>{text.purchase_price_none()}</span></p> }
                .into_any()
        }
        Some(price) => amounts(text, price).into_any(),
    };
    let (at, age) = (times.second(quote.asked_at), times.age(quote.asked_at));
    view! {
        <input type="hidden" name="quoted" value=seen/>
        <p class="changed if-stale"><Icon icon=Glyph::Hourglass/><span>{text.purchase_price_stale()}</span></p>
        {said}
        <Asked>{text.purchase_asked_at()}" "<Time at/>", "{age}</Asked>
    }
    .into_any()
}

/// Who will be asked. Before the price is known that is open: rules look at it.
fn chain(text: Text, quote: Option<&Quote>) -> impl IntoView + use<> {
    let Some(quote) = quote else {
        return view! {
            <SummarySection title=text.purchase_will_need()>
                <p class="sm muted">{text.purchase_chain_open()}</p>
            </SummarySection>
        }
        .into_any();
    };
    let steps = quote.chain.iter().enumerate().map(|(at, step)| {
        let who = text.asked(&step.asks, &step.names, step.needs);
        let who = if step.name.is_empty() { capital(&who) } else { text.labelled(&step.name, who) };
        let note = step.lacks_people.then(|| text.order_lacks_people().to_owned());
        view! { <ChainStep number=at + 1 note>{who}</ChainStep> }
    });
    let steps = steps.collect_view();
    let steps = match quote.chain.is_empty() {
        true => view! { <p>{text.order_approvals_none()}</p> }.into_any(),
        false => {
            view! { <Chain>{steps}</Chain><p class="hint">{text.purchase_step_not_you()}</p> }.into_any()
        }
    };
    let rule = match quote.rule.name.as_str() {
        "" => text.purchase_rule_built_in().to_owned(),
        name => text.order_rule(name),
    };
    let why = quote.why.clone();
    view! {
        <SummarySection title=text.purchase_will_need()>
            {steps}
            <p class="hint">{rule}</p>
            <WhyRule text why/>
        </SummarySection>
    }
    .into_any()
}

/// What was looked at, each with its result: shape and word before colour.
fn checks(text: Text, checks: &[Checked]) -> Option<impl IntoView + use<>> {
    let lines = checks.iter().map(|(check, found)| {
        let (icon, tone) = match found {
            Found::Fine => (Glyph::TickRing, "good"),
            Found::Warns(_) => (Glyph::AlertTriangle, "hold"),
            Found::Blocks(_) => (Glyph::CrossOctagon, "bad"),
            Found::Unknown(_) => (Glyph::QuestionDiamond, "neutral"),
        };
        view! {
            <li data-tone=tone><Icon icon/><span><b>{text.check(*check)}</b>" "{text.found(*check, *found)}</span></li>
        }
    });
    let lines = lines.collect_view();
    (!checks.is_empty()).then(|| {
        view! { <SummarySection title=text.checks_title()><ul class="looked">{lines}</ul></SummarySection> }
    })
}

fn amounts(text: Text, price: Price) -> impl IntoView {
    let discount = price.discount().filter(|discount| !discount.amount().is_zero()).map(|money| {
        view! {
            <Pair name=text.order_price_list()><Amount money=price.list()/></Pair>
            <Pair name=text.order_price_discount()><Amount money less=true/></Pair>
        }
    });
    let (name, hours) = match price.per() {
        Per::Once => (text.order_price_pay(), None),
        Per::Hour => (text.order_price_pay_hour(), Some(text.order_price_counted(HOURS))),
        Per::Month => (text.order_price_pay_month(), None),
    };
    view! {
        <KeyValues sheet=Sheet::Money tight=true>
            {discount}
            <Pair name><Amount money=price.pay()/></Pair>
        </KeyValues>
        {hours.map(|words| view! { <p class="hint">{words}</p> })}
    }
}

/// A fact that the island keeps fresh; dim while there is none.
#[component]
fn Fact(
    name: &'static str,
    #[prop(optional_no_strip)] value: Option<String>,
    #[prop(into)] missing: String,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let is_missing = value.is_none().then_some("");
    let words = value.unwrap_or_else(|| missing.clone());
    let class = if mono { "fact mono" } else { "fact" };
    view! { <span class=class data-sum=name data-missing=is_missing data-else=missing>{words}</span> }
}

/// What a phone keeps in view: the ceiling, what is open, and the way to the summary.
#[component]
pub fn PurchasePayBar(text: Text, form: Purchase) -> impl IntoView {
    let outline = outline(text, &form);
    let state = outline.state(text);
    let (ceiling, without) = ceiling(text, &outline, form.quote.as_ref());
    view! {
        <PayBar>
            <div>
                <small class="js" data-sum="state">{state}</small>
                <b><Fact name="ceiling" value=ceiling missing=without/></b>
            </div>
            <ButtonLink href="#summary">{text.purchase_review()}</ButtonLink>
        </PayBar>
    }
}
