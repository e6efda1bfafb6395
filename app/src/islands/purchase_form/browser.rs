//! The browser's half: reads the form, and writes what the rules say at the fields and in the summary.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use domain::{
    catalog::{Operation, dts_create::names},
    order::input::OrderInput,
    person::Language,
    region,
};
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

use super::{OTHER, OTHER_SUFFIX, Outline, forced_destination, one_way_only, order_input};
use crate::{components::money::amount, form::field_id, i18n::Text};

/// The form as the browser shows it.
struct Live {
    document: Document,
    form: HtmlFormElement,
    text: Text,
    operation: Operation,
    /// The fields that were filled in, or refused by the server: only they show messages.
    touched: RefCell<BTreeSet<String>>,
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
        Some(Self { document, form, text: Text::new(language), operation, touched })
    }

    fn begin(&self) {
        let input = self.input();
        for error in Outline::of(self.text, self.operation, &input).open {
            let name = bare(&error.field);
            if self.frame(name).is_some_and(|frame| frame.has_attribute("data-invalid")) {
                self.touched.borrow_mut().insert(name.to_owned());
            }
        }
        // Somebody may have chosen before the island was awake.
        self.follow(names::SOURCE_TYPE);
        self.follow(names::SOURCE_REGION);
        let input = self.input();
        self.show(&input);
        for field in self.touched.borrow().iter() {
            self.say(field, &input);
        }
    }

    fn hear(&self, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let name = target.get_attribute("name").unwrap_or_default();
        let name = name.strip_suffix(OTHER_SUFFIX).unwrap_or(&name);
        let changed = event.type_() == "change";
        if changed {
            self.touched.borrow_mut().insert(name.to_owned());
            self.follow(name);
        }
        let input = self.input();
        self.show(&input);
        for field in names::ALL.into_iter().chain(["credential_id", "team", "reason", "ceiling", "currency"])
        {
            // While somebody types, a field's message may go, but none comes.
            let refused = self.frame(field).is_some_and(|frame| frame.has_attribute("data-invalid"));
            if self.touched.borrow().contains(field) && (changed || refused) {
                self.say(field, &input);
            }
        }
    }

    /// Empties or sets the children that no longer fit, and says so at the child.
    fn follow(&self, parent: &str) {
        let input = self.input();
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

    /// Writes the facts of the summary and the fields that follow others.
    fn show(&self, input: &OrderInput) {
        let text = self.text;
        let outline = Outline::of(text, self.operation, input);
        let none = text.purchase_not_chosen();
        let ceiling = outline.ceiling.as_ref().map(amount);
        for (fact, value, missing) in [
            ("route", &outline.route, none),
            ("class", &outline.class, none),
            ("billing", &outline.billing, none),
            ("ceiling", &ceiling, text.purchase_no_ceiling()),
            ("state", &Some(outline.state(text)), ""),
        ] {
            let Ok(places) = self.document.query_selector_all(&format!("[data-sum={fact}]")) else {
                continue;
            };
            for place in (0..places.length()).filter_map(|index| places.item(index)) {
                // The same words again would be read out again.
                let words = value.as_deref().unwrap_or(missing);
                if place.text_content().as_deref() != Some(words) {
                    place.set_text_content(Some(words));
                }
                if let Ok(place) = place.dyn_into::<Element>() {
                    let missing = value.is_none();
                    // An attribute that cannot be set costs a shade of grey.
                    let _ = place.toggle_attribute_with_force("data-missing", missing);
                }
            }
        }
        if let Some(region) = self.named::<HtmlInputElement>(names::REGION_ID) {
            region.set_value(input.spec.get(names::DEST_REGION).map_or("", String::as_str));
        }
    }

    /// Puts the messages of a field where the server would have put them.
    fn say(&self, field: &str, input: &OrderInput) -> Option<()> {
        let refused = Outline::of(self.text, self.operation, input).open;
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
        order_input(|name| {
            values.as_ref().and_then(|values| values.get(name).as_string()).unwrap_or_default()
        })
    }

    fn frame(&self, field: &str) -> Option<Element> {
        self.document.get_element_by_id(&field_id(field))?.closest(".field").ok()?
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
