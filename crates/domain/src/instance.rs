//! What runs at the cloud because an order bought it.

use serde::{Deserialize, Serialize};

/// What the cloud made of the sale. Money does not wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Fulfilment {
    /// Bought, waits to be set up in the vendor's console.
    NotConfigured,
    /// On its way.
    Creating,
    Running,
    /// Ordered at the cloud but not paid.
    Unpaid,
    /// The cloud says that it failed.
    Failed,
    Released,
}

impl Fulfilment {
    pub const ALL: [Self; 6] =
        [Self::NotConfigured, Self::Creating, Self::Running, Self::Unpaid, Self::Failed, Self::Released];

    pub const fn name(self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::Creating => "creating",
            Self::Running => "running",
            Self::Unpaid => "unpaid",
            Self::Failed => "failed",
            Self::Released => "released",
        }
    }

    /// What a status of a DTS synchronisation job means. The vendor's reads spell the same state in several
    /// ways; `None` is a word that we do not know: it is shown as it is and changes nothing.
    pub fn of_dts(status: &str) -> Option<Self> {
        Some(match status.to_ascii_lowercase().as_str() {
            "notconfigured" | "notstarted" => Self::NotConfigured,
            "prechecking" | "precheckpass" | "initializing" | "initializating" => Self::Creating,
            "synchronizing" | "modifying" | "suspending" | "retrying" | "upgrade" | "downgrade"
            | "locked" | "modifyfailed" => Self::Running,
            "precheckfailed" | "initializefailed" | "failed" => Self::Failed,
            "finished" | "released" => Self::Released,
            _ => return None,
        })
    }

    /// What a status of an instance of any product of Alibaba Cloud means. The vendor lists no words: these are commonly
    /// met, and all others are shown as they are.
    pub fn of_bss(status: &str) -> Option<Self> {
        Some(match status.to_ascii_lowercase().as_str() {
            "creating" => Self::Creating,
            "normal" | "waitforexpire" => Self::Running,
            "released" => Self::Released,
            _ => return None,
        })
    }

    /// What a status of a DDM instance means; `None` is a word that we do not know, as above. Old lists have
    /// other spellings, and nobody lists what an account in arrears gets: a frozen instance is not released.
    pub fn of_ddm(status: &str) -> Option<Self> {
        Some(match status.to_ascii_lowercase().as_str() {
            "create" | "creating" => Self::Creating,
            "running" | "restarting" | "resizing" | "growing" | "reducing" | "restore" | "backup"
            | "modify_name" | "reset_password" | "migrate_database" | "set_configuration"
            | "create_group" | "delete_group" | "switch_ssl" | "data_disk_full" => Self::Running,
            "createfailed" | "error" => Self::Failed,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_dts_status_means_the_same() {
        for status in ["Initializing", "Initializating", "initializating"] {
            assert_eq!(Fulfilment::of_dts(status), Some(Fulfilment::Creating));
        }
        assert_eq!(Fulfilment::of_dts("Teleporting"), None);
    }

    #[test]
    fn a_word_of_bss_that_nobody_lists_means_nothing() {
        assert_eq!(Fulfilment::of_bss("WaitForExpire"), Some(Fulfilment::Running));
        assert_eq!(Fulfilment::of_bss("Hibernating"), None);
    }

    #[test]
    fn every_documented_ddm_status_is_known_and_no_other() {
        for (status, means) in [
            ("CREATING", Fulfilment::Creating),
            ("CREATE", Fulfilment::Creating),
            ("RUNNING", Fulfilment::Running),
            ("Running", Fulfilment::Running),
            ("RESTARTING", Fulfilment::Running),
            ("RESIZING", Fulfilment::Running),
            ("GROWING", Fulfilment::Running),
            ("REDUCING", Fulfilment::Running),
            ("RESTORE", Fulfilment::Running),
            ("BACKUP", Fulfilment::Running),
            ("MODIFY_NAME", Fulfilment::Running),
            ("RESET_PASSWORD", Fulfilment::Running),
            ("MIGRATE_DATABASE", Fulfilment::Running),
            ("SET_CONFIGURATION", Fulfilment::Running),
            ("CREATE_GROUP", Fulfilment::Running),
            ("DELETE_GROUP", Fulfilment::Running),
            ("SWITCH_SSL", Fulfilment::Running),
            ("data_disk_full", Fulfilment::Running),
            ("CREATEFAILED", Fulfilment::Failed),
            ("ERROR", Fulfilment::Failed),
        ] {
            assert_eq!(Fulfilment::of_ddm(status), Some(means), "{status}");
        }
        for unknown in ["FROZEN", "", "DELETED", "NotConfigured"] {
            assert_eq!(Fulfilment::of_ddm(unknown), None, "{unknown}");
        }
    }
}
