//! Values that the vendors spell out, as enums.

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $wire:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $wire)] $variant),+ }

        impl $name {
            /// Every value, in the vendor's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The same as on the wire.
            pub const WIRES: &'static [&'static str] = &[$($wire),+];

            /// The value on the wire.
            pub const fn wire(self) -> &'static str {
                match self { $(Self::$variant => $wire),+ }
            }

            /// Reads the value in any case; the refusal names what would do.
            pub fn parse(text: &str) -> Result<Self, $crate::refusal::Reason> {
                Self::ALL.iter().copied().find(|value| value.wire().eq_ignore_ascii_case(text)).ok_or_else(|| {
                    let options = Self::ALL.iter().map(|value| value.wire().to_owned()).collect();
                    $crate::refusal::Reason::NotAnOption { options }
                })
            }
        }
    };
}

pub(super) use wire_enum;
