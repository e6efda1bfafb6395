//! Fields, choices and the summary beside them.

use leptos::prelude::*;

use crate::{
    components::{
        button::{Button, Kind},
        choice::{Choice, Options, Segment},
        control::{Check, Input, Select, Textarea},
        field::{Field, FormSection, Remark},
        key_value::{KeyValues, Pair, Sheet},
        money::{Amount, amount},
        panel::{Pad, Panel},
        summary::{Asked, Chain, ChainStep, Summary, SummarySection},
    },
    i18n::Text,
    paths,
};

use super::lists::cny;

pub(super) fn fields(text: Text) -> impl IntoView {
    let regions = vec![
        Choice::new("cn-hangzhou", text.gallery_hangzhou()),
        Choice::new("cn-shanghai", text.gallery_shanghai()),
    ];
    let billing = vec![
        Choice::new("PrePaid", text.gallery_prepaid()),
        Choice::new("PostPaid", text.gallery_postpaid()),
        Choice::new("None", text.fields_none()).disabled(true),
    ];
    let price = |digits| amount(&cny(digits));
    let classes = vec![
        Choice::new("micro", "micro").note(text.gallery_up_to("200")).price(price("540")),
        Choice::new("small", "small").note(text.gallery_up_to("2,000")).price(price("980")),
        Choice::new("medium", "medium").note(text.gallery_up_to("5,000")).price(price("1960")),
    ];
    view! {
        <Panel title=text.gallery_fields() note=text.fields_required_note().to_owned() pad=Pad::None>
            <form method="get" action=paths::COMPONENTS>
                <FormSection number=1 title=text.gallery_section() note=text.gallery_section_note()>
                    <Field text name="UsedTime" label=text.gallery_term() wire="UsedTime" hint=text.gallery_term_hint().to_owned()>
                        <Input value="12" unit=text.gallery_months() inputmode="numeric"/>
                    </Field>
                    <Field text name="UsedTime2" label=text.gallery_term() wire="UsedTime" nested=true errors=vec![text.gallery_term_error().to_owned()]>
                        <Input value="72" unit=text.gallery_months() inputmode="numeric"/>
                    </Field>
                    <Field text name="networkType" label=text.gallery_network() wire="networkType" hint=text.gallery_network_hint().to_owned()>
                        <Input value="Intranet" mono=true readonly=true/>
                    </Field>
                    <Field text name="SourceRegion" label=text.gallery_source() wire="SourceRegion">
                        <Select choices=regions value="cn-hangzhou" empty=text.fields_choose().to_owned()/>
                    </Field>
                    <Field text name="DBInstanceCount" label=text.gallery_count() wire="DBInstanceCount" nested=true optional=true>
                        <Input value="3" inputmode="numeric"/>
                        <Remark>{text.gallery_count_why()}</Remark>
                    </Field>
                </FormSection>
                <FormSection number=2 title=text.gallery_choices()>
                    <Field text name="PayType" label=text.gallery_billing() wire="PayType" group=true>
                        <Segment choices=billing value="PrePaid"/>
                    </Field>
                    <Field text name="SynchronizationJobClass" label=text.gallery_class() wire="SynchronizationJobClass" group=true>
                        <Options choices=classes value="small"/>
                    </Field>
                    <Field text name="reason" label=text.gallery_reason() hint=text.gallery_reason_hint().to_owned()>
                        <Textarea maxlength=2000/>
                    </Field>
                    <Check name="acknowledge">{text.gallery_acknowledge()}</Check>
                </FormSection>
            </form>
        </Panel>
    }
}

pub(super) fn summary(text: Text) -> impl IntoView {
    view! {
        <Summary title=text.gallery_price() note=text.gallery_frozen().to_owned()>
            <SummarySection>
                <KeyValues sheet=Sheet::Money tight=true>
                    <Pair name=text.gallery_list_price()><Amount money=cny("11760")/></Pair>
                    <Pair name=text.gallery_discount()><Amount money=cny("1764") less=true/></Pair>
                    <Pair name=text.gallery_to_pay() total=true><Amount money=cny("9996")/></Pair>
                </KeyValues>
                <Asked>{text.gallery_asked()}</Asked>
            </SummarySection>
            <SummarySection title=text.gallery_will_need()>
                <Chain>
                    <ChainStep number=1 end="Zhao Min".into_any()>{text.gallery_lead()}</ChainStep>
                    <ChainStep number=2>{text.gallery_finance()}</ChainStep>
                </Chain>
            </SummarySection>
            <SummarySection>
                <form class="stack" method="get" action=paths::COMPONENTS>
                    <Button kind=Kind::Primary wide=true busy=text.gallery_asking()>{text.gallery_ask()}</Button>
                </form>
            </SummarySection>
        </Summary>
    }
}
