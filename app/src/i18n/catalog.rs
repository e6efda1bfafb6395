//! The catalogue and the purchase forms.

texts! {}
