//! Parameters that are secrets: they go to the cloud and are kept nowhere readable.
//!
//! They never stand in an [`Input`]: what arrives with the other parameters is taken out at once by
//! [`Operation::take_secrets`], so that no draft, hash, log or answer can hold it.

use std::{collections::BTreeMap, fmt};

use zeroize::Zeroizing;

use super::{Input, Operation, ddm_create};
use crate::refusal::FieldError;

/// One secret. Shows nothing of itself, cannot be serialised, and is wiped when it goes.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The secrets of one order, by wire name.
pub type Secrets = BTreeMap<&'static str, Secret>;

impl Operation {
    /// The wire names of its secrets.
    pub const fn secret_names(self) -> &'static [&'static str] {
        match self {
            Self::DdmCreate => &ddm_create::names::SECRETS,
            Self::DtsCreate | Self::DtsChange | Self::BssCreate => &[],
        }
    }

    /// Takes the secrets out of what was typed or sent. An empty one was not given.
    pub fn take_secrets(self, input: &mut Input) -> Secrets {
        let taken =
            self.secret_names().iter().filter_map(|name| Some((*name, Secret::new(input.remove(*name)?))));
        taken.filter(|(_, secret)| !secret.expose().is_empty()).collect()
    }

    /// Applies the rules of its secrets: none is required, each has its own form. By wire name.
    pub fn check_secrets(self, secrets: &Secrets) -> Vec<FieldError> {
        let refused = secrets.iter().filter_map(|(name, secret)| {
            let judged = match self {
                Self::DdmCreate => ddm_create::check_password(secret),
                Self::DtsCreate | Self::DtsChange | Self::BssCreate => Ok(()),
            };
            judged.err().map(|reason| FieldError::new(*name, reason))
        });
        refused.collect()
    }
}

/// Whether what stands under this name is a secret of some operation, or was meant to be: nothing that keeps
/// parameters may take it, whichever operation it was sent for. It was meant to be one where any part between
/// dots is a secret's own name, in any case and with blanks around it: beside its object, in another, in a list.
pub fn is_secret(name: &str) -> bool {
    let own = |secret: &&'static str| secret.rsplit('.').next().unwrap_or(secret);
    let is_own = |part: &str| {
        let secrets = Operation::ALL.into_iter().flat_map(Operation::secret_names);
        secrets.map(own).any(|secret| secret.eq_ignore_ascii_case(part))
    };
    name.split('.').any(|part| is_own(part.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Leftovers, Spec, ddm_create::names::ADMIN_PASSWORD};

    fn input(password: &str) -> Input {
        [(ADMIN_PASSWORD.to_owned(), password.to_owned()), ("instance.name".to_owned(), "orders".to_owned())]
            .into()
    }

    #[test]
    fn a_secret_leaves_the_parameters_and_is_never_shown() {
        let mut typed = input("Secret-word-1");

        let secrets = Operation::DdmCreate.take_secrets(&mut typed);

        assert_eq!(typed.keys().collect::<Vec<_>>(), ["instance.name"]);
        assert_eq!(secrets[ADMIN_PASSWORD].expose(), "Secret-word-1");
        assert_eq!(format!("{secrets:?}"), r#"{"instance.admin_user_password": Secret}"#);
        assert!(Operation::DdmCreate.take_secrets(&mut input("")).is_empty(), "an empty field says nothing");
    }

    #[test]
    fn a_secret_is_one_for_every_operation_and_in_every_shape() {
        for name in ["instance.admin_user_password", "instance.admin_user_password.1"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["instance.admin_user_name", "instance.admin_user_passwords", "PayType"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_secret_that_stands_in_the_wrong_place_is_one_all_the_same() {
        for name in [
            "admin_user_password",
            "extend_param.admin_user_password",
            "instance.1.admin_user_password",
            "1.admin_user_password.value",
            "Instance.Admin_User_PASSWORD",
            "instance. admin_user_password\t",
            " admin_user_password .1",
        ] {
            assert!(is_secret(name), "{name}");
            for operation in Operation::ALL {
                let input: Input = [(name.to_owned(), "Secret-word-1".to_owned())].into();
                let refused = Spec::check(operation, &input, Leftovers::Drop).expect_err("a secret");
                let kept = refused.iter().find(|error| error.field == name).map(|error| error.reason.code());
                assert_eq!(kept, Some("secret_not_kept"), "{operation}: {name}");
            }
        }
    }
}
