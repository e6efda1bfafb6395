//! The drawings: 16 px, a line of 1.5, one silhouette for each state.

use leptos::prelude::*;

/// A drawing; the word beside it carries the meaning, so readers of the screen never hear it.
#[component]
pub fn Icon(icon: Glyph) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 16 16" aria-hidden="true" inner_html=icon.drawing()></svg> }
}

/// The product's mark: a P beside the ticks of a scale.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true">
            <path stroke-width="2.25" stroke-linecap="square" d="M8 17V4h4.2a3.9 3.9 0 0 1 0 7.8H8"></path>
            <path class="needle" stroke-width="2" d="M2 4h3M2 8.3h2M2 12.6h3M2 17h2"></path>
        </svg>
    }
}

/// One `name => drawing` a line, so that the list of all cannot lack one.
macro_rules! glyphs {
    ($($name:ident => $drawing:literal;)+) => {
        /// Which drawing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph { $($name),+ }

        impl Glyph {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            const fn drawing(self) -> &'static str {
                match self { $(Self::$name => $drawing),+ }
            }
        }
    };
}

glyphs! {
    // Places and things.
    Gauge => r#"<path d="M2.5 12a5.5 5.5 0 1 1 11 0M8 12l2.6-4M2.5 12h1.2M12.3 12h1.2"/>"#;
    Grid => r#"<path d="M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z"/>"#;
    List => r#"<path d="M2.5 4h1M2.5 8h1M2.5 12h1M6 4h7.5M6 8h7.5M6 12h7.5"/>"#;
    Tray => r#"<path d="M2.5 9.5 4.5 3h7l2 6.5v3.5h-11zM2.5 9.5h3l1 1.5h3l1-1.5h3"/>"#;
    Server => r#"<path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01"/>"#;
    Key => r#"<path d="M9.5 6.5 3 13M4.5 11.5 6 13"/><circle cx="11" cy="5" r="2.5"/>"#;
    Sliders => r#"<path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6"/><circle cx="10" cy="4.5" r="1.5"/><circle cx="6" cy="11.5" r="1.5"/>"#;
    Flask => r#"<path d="M6.5 2.5v4L3 13.5h10L9.5 6.5v-4M5.5 2.5h5M4.75 10h6.5"/>"#;
    People => r#"<circle cx="6" cy="5.5" r="2.5"/><path d="M1.5 13.5a4.5 4.5 0 0 1 9 0M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.7a4.5 4.5 0 0 1 2.5 3.8"/>"#;
    Bell => r#"<path d="M4 11.5V7a4 4 0 0 1 8 0v4.5M2.5 11.5h11M6.75 13.75h2.5"/>"#;
    // Acts.
    Search => r#"<circle cx="7" cy="7" r="4.25"/><path d="m10.2 10.2 3.3 3.3"/>"#;
    Menu => r#"<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>"#;
    Plus => r#"<path d="M8 3v10M3 8h10"/>"#;
    Copy => r#"<path d="M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1"/>"#;
    Print => r#"<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>"#;
    Again => r#"<path d="M13 6.5A5.25 5.25 0 0 0 3.4 5M3 9.5a5.25 5.25 0 0 0 9.6 1.5M3 2.5V5h2.5M13 13.5V11h-2.5"/>"#;
    Close => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#;
    Leave => r#"<path d="M6.5 2.5h-4v11h4M10 5l3 3-3 3M6 8h7"/>"#;
    External => r#"<path d="M6.5 3.5h-4v10h10v-4M9 2.5h4.5V7M13.5 2.5 7.5 8.5"/>"#;
    Download => r#"<path d="M8 2.5v7M5 6.5l3 3 3-3M2.5 11v2.5h11V11"/>"#;
    Sort => r#"<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>"#;
    Up => r#"<path d="m4 9.5 4-4 4 4"/>"#;
    Down => r#"<path d="m4 6.5 4 4 4-4"/>"#;
    Left => r#"<path d="m9.5 4-4 4 4 4"/>"#;
    Right => r#"<path d="m6.5 4 4 4-4 4"/>"#;
    // Remarks.
    Info => r#"<circle cx="8" cy="8" r="5.75"/><path d="M8 7.5v3.25M8 5.25h.01"/>"#;
    Lock => r#"<path d="M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2"/>"#;
    Clock => r#"<circle cx="8" cy="8" r="5.75"/><path d="M8 4.75V8l2.25 1.5"/>"#;
    Dot => r#"<circle class="f" cx="8" cy="8" r="2.25" stroke="none"/>"#;
    Ring => r#"<circle cx="8" cy="8" r="2.5"/>"#;
    // States.
    DashedRing => r#"<circle cx="8" cy="8" r="5.5" stroke-dasharray="1.3 3.02"/>"#;
    ClockRing => r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.5"/>"#;
    TickRing => r#"<circle cx="8" cy="8" r="5.5"/><path d="m5.6 8.2 1.7 1.7 3.2-3.6"/>"#;
    HalfRing => r#"<circle cx="8" cy="8" r="5.5"/><path class="f" stroke="none" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>"#;
    TickDisc => r#"<circle class="f" cx="8" cy="8" r="5.75"/><path class="k" stroke-width="1.75" d="m5.4 8.2 1.9 1.9 3.4-3.9"/>"#;
    CrossOctagon => r#"<path class="f" d="M5.6 2.25h4.8l3.35 3.35v4.8l-3.35 3.35H5.6L2.25 10.4V5.6z"/><path class="k" stroke-width="1.75" d="m5.9 5.9 4.2 4.2M10.1 5.9l-4.2 4.2"/>"#;
    QuestionDiamond => r#"<path d="M8 1.6 14.4 8 8 14.4 1.6 8z"/><path d="M6.6 6.6a1.45 1.45 0 1 1 2.1 1.3c-.5.26-.7.5-.7 1.05M8 10.9h.01"/>"#;
    AlertDiamond => r#"<path class="f" d="M8 1.6 14.4 8 8 14.4 1.6 8z"/><path class="k" stroke-width="1.75" d="M8 5.1v3.4M8 10.7h.01"/>"#;
    CrossRing => r#"<circle cx="8" cy="8" r="5.5"/><path d="m6 6 4 4M10 6l-4 4"/>"#;
    BarRing => r#"<circle cx="8" cy="8" r="5.5"/><path d="M5.5 8h5"/>"#;
    Hourglass => r#"<path d="M4 2.5h8M4 13.5h8M5 2.5v2.3L8 8l3-3.2V2.5M5 13.5v-2.3L8 8l3 3.2v2.3"/>"#;
    CoreRing => r#"<circle cx="8" cy="8" r="5.5"/><circle class="f" cx="8" cy="8" r="2.5" stroke="none"/>"#;
    AlertTriangle => r#"<path d="M8 2.2 14.2 13H1.8z"/><path d="M8 6.3v3.1M8 11.2h.01"/>"#;
    SlashRing => r#"<circle cx="8" cy="8" r="5.5"/><path d="m4.2 11.8 7.6-7.6"/>"#;
}
