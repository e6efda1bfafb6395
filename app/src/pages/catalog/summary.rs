//! The summary beside the purchase form, and its short form at the foot of a phone's screen.

use domain::approval::Chain as ApprovalChain;
use leptos::prelude::*;

use super::Purchase;
use crate::{
    components::{
        button::{Button, ButtonLink, Kind, Why},
        icon::{Glyph, Icon},
        key_value::{KeyValues, Pair, Sheet},
        money::amount,
        summary::{Chain, ChainStep, PayBar, Summary, SummarySection},
    },
    i18n::Text,
    islands::purchase_form::{Outline, PurchaseForm},
    shell::KeyCaps,
};

/// The children stand above the buttons.
#[component]
pub fn PurchaseSummary(text: Text, form: Purchase, children: Children) -> impl IntoView {
    let outline = Outline::of(text, form.operation, &form.input);
    let missing = text.purchase_not_chosen();
    let ceiling = outline.ceiling.as_ref().map(amount);
    let team = (form.teams.len() == 1).then(|| form.teams.join(""));
    let state = outline.state(text);
    let refused = (!form.may_buy).then(|| text.purchase_auditor().to_owned());
    let steps = ApprovalChain::built_in().steps.len();
    view! {
        <Summary title=text.purchase_summary()>
            <SummarySection>
                <KeyValues tight=true>
                    <Pair name=text.purchase_product()>{text.product(form.operation)}</Pair>
                    <Pair name=text.purchase_route()><Fact name="route" value=outline.route missing mono=true/></Pair>
                    <Pair name=text.purchase_class()><Fact name="class" value=outline.class missing/></Pair>
                    <Pair name=text.purchase_billing()><Fact name="billing" value=outline.billing missing/></Pair>
                    {team.map(|team| view! { <Pair name=text.field_team()>{team}</Pair> })}
                </KeyValues>
                <p class="hint nojs">{text.purchase_as_sent()}</p>
            </SummarySection>
            <SummarySection title=text.purchase_price()>
                <p class="changed"><Icon icon=Glyph::Clock/><span>{text.purchase_price_unknown()}</span></p>
                <KeyValues sheet=Sheet::Money tight=true>
                    <Pair name=text.purchase_up_to() total=true>
                        <Fact name="ceiling" value=ceiling missing=text.purchase_no_ceiling()/>
                    </Pair>
                </KeyValues>
                <p class="hint">{text.purchase_price_note()}</p>
            </SummarySection>
            <SummarySection title=text.purchase_will_need()>
                <Chain>
                    {(1..=steps)
                        .map(|number| view! { <ChainStep number>{text.purchase_step_built_in()}</ChainStep> })
                        .collect_view()}
                </Chain>
                <p class="hint">{text.purchase_step_not_you()}</p>
            </SummarySection>
            <section>
                {children()}
                <p class="sm js" role="status" data-sum="state">{state}</p>
                <Button
                    kind=Kind::Primary
                    wide=true
                    id="submit"
                    name="act"
                    value="submit"
                    busy=text.purchase_submitting()
                    disabled_reason=refused.clone()
                >
                    {text.purchase_submit()}
                    <KeyCaps caps=&["Ctrl", "Enter"]/>
                </Button>
                <Button wide=true id="save" name="act" value="draft" disabled_reason=refused>
                    {text.purchase_save_draft()}
                </Button>
                <Why id="after-submit">{text.purchase_after_submit()}</Why>
            </section>
            <PurchaseForm/>
        </Summary>
    }
}

/// A fact that the island keeps fresh; dim while there is none.
#[component]
fn Fact(
    name: &'static str,
    #[prop(optional_no_strip)] value: Option<String>,
    missing: &'static str,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let is_missing = value.is_none().then_some("");
    let words = value.unwrap_or_else(|| missing.to_owned());
    let class = if mono { "fact mono" } else { "fact" };
    view! { <span class=class data-sum=name data-missing=is_missing>{words}</span> }
}

/// What a phone keeps in view: the ceiling, what is open, and the way to the summary.
#[component]
pub fn PurchasePayBar(text: Text, form: Purchase) -> impl IntoView {
    let outline = Outline::of(text, form.operation, &form.input);
    let state = outline.state(text);
    let ceiling = outline.ceiling.as_ref().map(amount);
    view! {
        <PayBar>
            <div>
                <small class="js" data-sum="state">{state}</small>
                <b><Fact name="ceiling" value=ceiling missing=text.purchase_no_ceiling()/></b>
            </div>
            <ButtonLink href="#summary">{text.purchase_review()}</ButtonLink>
        </PayBar>
    }
}
