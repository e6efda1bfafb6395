//! The browser's half: reads the form, and writes what the rules say at the fields and in the summary.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use domain::{
    catalog::{
        Operation,
        bss_create::names as bss,
        dts_create::names,
        form::{Field, OTHER, OTHER_SUFFIX, Takes},
    },
    order::input::OrderInput,
    person::Language,
    refusal::FieldError,
    region,
};
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

use super::{Outline, forced_destination, name_in, one_way_only, order_input, order_secrets};
use crate::{components::money::amount, form::field_id, i18n::Text};

/// The form as the browser shows it.
struct Live {
    document: Document,
    form: HtmlFormElement,
    text: Text,
    operation: Operation,
    /// The fields that were filled in, or refused by the server: only they show messages.
    touched: RefCell<BTreeSet<String>>,
    /// What the price that is shown was asked for; nothing where none is.
    quoted: Option<OrderInput>,
}

/// Listens to the page's purchase form for as long as the page is open.
pub(super) fn attach() {
    // A page without the form has nothing to listen to.
    let Some(live) = Live::find().map(Rc::new) else { return };
    for kind in ["input", "change"] {
        let heard = live.clone();
        let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| heard.hear(&event));
        let added = live.form.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
        // The page owns the listener from here on.
        if added.is_ok() {
            listener.forget();
        }
    }
    live.begin();
}

impl Live {
    fn find() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let form: HtmlFormElement = document.query_selector("form[data-purchase]").ok()??.dyn_into().ok()?;
        let language: Language = document.document_element()?.get_attribute("lang")?.parse().ok()?;
        let operation = form.get_attribute("data-purchase")?.parse().ok()?;
        let touched = RefCell::default();
        let text = Text::new(language);
        let mut live = Self { document, form, text, operation, touched, quoted: None };
        live.quoted = live.named::<HtmlInputElement>("quoted").map(|_| live.input());
        Some(live)
    }

    fn begin(&self) {
        let outline = self.outline(&self.input());
        for error in &outline.open {
            let name = bare(&error.field);
            if self.frame(name).is_some_and(|frame| frame.has_attribute("data-invalid")) {
                self.touched.borrow_mut().insert(name.to_owned());
            }
        }
        // Somebody may have chosen before the island was awake.
        self.follow(names::SOURCE_TYPE);
        self.follow(names::SOURCE_REGION);
        let input = self.input();
        let outline = self.outline(&input);
        self.show(&input, &outline);
        for field in self.touched.borrow().iter() {
            self.say(field, &outline.open);
        }
    }

    fn hear(&self, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let name = target.get_attribute("name").unwrap_or_default();
        let name = self.operation.form().field_of(&name);
        let changed = event.type_() == "change";
        if changed {
            self.touched.borrow_mut().insert(name.to_owned());
            self.follow(name);
        }
        let input = self.input();
        let outline = self.outline(&input);
        self.show(&input, &outline);
        let pressed = self.document.query_selector("button:active, summary:active, a:active").ok().flatten();
        let pressed = pressed.is_some();
        for field in self.touched.borrow().iter() {
            // While somebody types, a field's message may go, but none comes; and none comes while a button is down:
            // it would move away under the pointer.
            let refused = self.frame(field).is_some_and(|frame| frame.has_attribute("data-invalid"));
            if changed && !pressed || refused {
                self.say(field, &outline.open);
            }
        }
    }

    fn outline(&self, input: &OrderInput) -> Outline {
        let secrets = order_secrets(self.operation, |name| self.sent(name));
        Outline::of(self.text, self.operation, input, &secrets, |field, value| self.called(field, value))
    }

    /// What the field's list calls what is chosen from it.
    fn called(&self, field: &str, value: &str) -> Option<String> {
        let list = format!("select[name=\"{field}\"] > option:checked");
        let chosen = self.form.query_selector(&list).ok()??;
        let is_listed = chosen.get_attribute("value").as_deref() == Some(value);
        name_in(&chosen.text_content()?, value).filter(|_| is_listed)
    }

    /// Empties or sets the children that no longer fit, and says so at the child.
    fn follow(&self, parent: &str) {
        let input = self.input();
        if self.operation == Operation::BssCreate && parent == bss::PRODUCT_TYPE {
            self.forget_unasked(bss::PRICING_CYCLE, &input);
        }
        if self.operation != Operation::DtsCreate {
            return;
        }
        if matches!(parent, names::SOURCE_TYPE | names::DESTINATION_TYPE) {
            let why = one_way_only(self.text, &input);
            self.allow_both_ways(why.is_none());
            let both = input.spec.get(names::TOPOLOGY).is_some_and(|value| value == "bidirectional");
            let said = why.filter(|_| both).map(|why| {
                self.check_radio(names::TOPOLOGY, "oneway");
                self.text.refusal_changed_topology(why)
            });
            self.remark(names::TOPOLOGY, said);
        }
        if parent == names::SOURCE_REGION {
            let forced = forced_destination(&input);
            let other = forced.filter(|id| input.spec.get(names::DEST_REGION).is_none_or(|dest| dest != id));
            if let Some(id) = other {
                self.choose_region(names::DEST_REGION, id);
                self.touched.borrow_mut().insert(names::DEST_REGION.to_owned());
            }
            self.remark(names::DEST_REGION, other.map(|_| self.text.refusal_changed_region().to_owned()));
        }
    }

    /// A choice that is not asked any more goes back to what is taken without it.
    fn forget_unasked(&self, name: &str, input: &OrderInput) {
        let form = self.operation.form();
        let Some(field) = form.field(name).filter(|field| !form.asks(field, &input.spec)) else { return };
        if let Takes::OneOf { default, .. } = field.takes
            && let Some(radio) = self.radio(name, default)
        {
            radio.set_checked(true);
        }
    }

    /// Writes the facts of the summary and the fields that follow others.
    fn show(&self, input: &OrderInput, outline: &Outline) {
        let text = self.text;
        let ceiling = outline.ceiling.as_ref().map(amount);
        let state = Some(outline.state(text));
        let facts = outline.facts.iter().map(|(fact, value)| (fact.key(), value));
        for (fact, value) in facts.chain([("ceiling", &ceiling), ("state", &state)]) {
            let Ok(places) = self.document.query_selector_all(&format!("[data-sum={fact}]")) else {
                continue;
            };
            let places =
                (0..places.length()).filter_map(|index| places.item(index)?.dyn_into::<Element>().ok());
            for place in places {
                let missing = place.get_attribute("data-else").unwrap_or_default();
                let words = value.as_deref().unwrap_or(&missing);
                // The same words again would be read out again.
                if place.text_content().as_deref() != Some(words) {
                    place.set_text_content(Some(words));
                }
                // An attribute that cannot be set costs a shade of grey.
                let _ = place.toggle_attribute_with_force("data-missing", value.is_none());
            }
        }
        for field in self.operation.form().fields() {
            self.ask(field, input);
            if let Takes::Follows(_) = field.takes
                && let Some(control) = self.named::<HtmlInputElement>(field.name)
            {
                control.set_value(field.value(&input.spec));
            }
        }
        self.age(input);
    }

    /// Shows what hangs on a text, which no style can read.
    fn ask(&self, field: &Field, input: &OrderInput) -> Option<()> {
        let form = self.operation.form();
        let is_text = |name| form.field(name).is_some_and(|parent| matches!(parent.takes, Takes::Id { .. }));
        let asked = field.asked.iter().find(|asked| is_text(asked.field))?;
        let place = self.frame(field.name)?.closest(&format!("[data-if^=\"{}=\"]", asked.field)).ok()??;
        let is_asked = form.asks(field, &input.spec);
        place.toggle_attribute_with_force("data-off", !is_asked).ok().map(drop)
    }

    /// A price that was asked for something else is out of date, and nothing is submitted with it.
    fn age(&self, input: &OrderInput) -> Option<()> {
        let quoted = self.quoted.as_ref()?;
        let same = quoted.spec == input.spec && quoted.credential_id == input.credential_id;
        let price = self.document.get_element_by_id("price")?;
        price.toggle_attribute_with_force("data-stale", !same).ok()?;
        let [submit, ask] = ["submit", "ask"].map(|id| self.document.get_element_by_id(id));
        let (submit, ask) = submit.zip(ask)?;
        let is_blocked = self.document.get_element_by_id("blocked").is_some();
        submit.toggle_attribute_with_force("disabled", !same || is_blocked).ok()?;
        // One primary a view: what comes next.
        let (next, other) = if same { (submit, ask) } else { (ask, submit) };
        next.set_attribute("data-kind", "primary").ok()?;
        other.remove_attribute("data-kind").ok()?;
        let why = self.document.get_element_by_id("submit-stale")?;
        why.toggle_attribute_with_force("hidden", same).ok().map(drop)
    }

    /// Puts the messages of a field where the server would have put them.
    fn say(&self, field: &str, refused: &[FieldError]) -> Option<()> {
        let messages: Vec<String> = refused
            .iter()
            .filter(|error| bare(&error.field) == field)
            .map(|error| self.text.refusal(field, &error.reason))
            .collect();
        let id = field_id(field);
        let error_id = format!("{id}-error");
        let frame = self.frame(field)?;
        let control = self.document.get_element_by_id(&id)?;
        let control = control.closest("[role=radiogroup]").ok().flatten().unwrap_or(control);
        let hint = self.document.get_element_by_id(&format!("{id}-hint"));
        if let Some(old) = self.document.get_element_by_id(&error_id) {
            old.remove();
        }
        frame.toggle_attribute_with_force("data-invalid", !messages.is_empty()).ok()?;
        let mut described: Vec<String> = hint.iter().map(Element::id).collect();
        if messages.is_empty() {
            control.remove_attribute("aria-invalid").ok()?;
        } else {
            control.set_attribute("aria-invalid", "true").ok()?;
            described.insert(0, error_id.clone());
            let shape = self.document.get_element_by_id("error-shape")?;
            let said = self.document.create_element("div").ok()?;
            said.set_id(&error_id);
            said.set_inner_html(&shape.inner_html().repeat(messages.len()));
            let lines = said.query_selector_all("span").ok()?;
            for (index, message) in (0..).zip(&messages) {
                lines.item(index)?.set_text_content(Some(message));
            }
            let body = frame.query_selector(".body").ok()??;
            body.insert_before(&said, hint.as_deref()).ok()?;
        }
        control.set_attribute("aria-describedby", &described.join(" ")).ok()
    }

    /// The neutral sentence at a child that was changed by its parent.
    fn remark(&self, field: &str, words: Option<String>) -> Option<()> {
        let place = self.document.get_element_by_id(&format!("{}-changed", field_id(field)))?;
        place.query_selector("span").ok()??.set_text_content(words.as_deref());
        place.toggle_attribute_with_force("hidden", words.is_none()).ok().map(drop)
    }

    /// A choice that would be refused cannot be taken; one that is taken already stays, with its message.
    fn allow_both_ways(&self, possible: bool) {
        let both = self.radio(names::TOPOLOGY, "bidirectional");
        if let Some(both) = both {
            both.set_disabled(!possible && !both.checked());
        }
    }

    fn check_radio(&self, name: &str, value: &str) {
        if let Some(radio) = self.radio(name, value) {
            radio.set_checked(true);
        }
        self.allow_both_ways(false);
    }

    fn choose_region(&self, name: &str, id: &str) {
        let listed = region::alibaba(id).is_some();
        if let Some(select) = self.named::<HtmlSelectElement>(name) {
            select.set_value(if listed { id } else { OTHER });
        }
        if let Some(other) = self.named::<HtmlInputElement>(&format!("{name}{OTHER_SUFFIX}")) {
            other.set_value(if listed { "" } else { id });
        }
    }

    fn input(&self) -> OrderInput {
        let values = FormData::new_with_form(&self.form).ok();
        order_input(self.operation, |name| {
            values.as_ref().and_then(|values| values.get(name).as_string()).unwrap_or_default()
        })
    }

    fn sent(&self, name: &str) -> String {
        self.named::<HtmlInputElement>(name).map_or_else(String::new, |control| control.value())
    }

    /// The field, or in a list the line of it.
    fn frame(&self, field: &str) -> Option<Element> {
        self.document.get_element_by_id(&field_id(field))?.closest(".field, .entry").ok()?
    }

    fn named<T: JsCast>(&self, name: &str) -> Option<T> {
        self.form.query_selector(&format!("[name=\"{name}\"]")).ok()??.dyn_into().ok()
    }

    fn radio(&self, name: &str, value: &str) -> Option<HtmlInputElement> {
        self.form.query_selector(&format!("[name=\"{name}\"][value=\"{value}\"]")).ok()??.dyn_into().ok()
    }
}

fn bare(field: &str) -> &str {
    field.strip_prefix("spec.").unwrap_or(field)
}
