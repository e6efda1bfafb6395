//! What is looked at before people are asked to approve something: each check, and what it found.

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The cloud takes the credential, and lets it read.
    Credential,
    /// The account has what the cloud asks at once.
    Balance,
    /// The task exists and may be changed so.
    Task,
    /// No instance has the name.
    Name,
    /// The flavor is on sale in every chosen zone.
    Zones,
    /// VPC, subnet and security group are there, and fit.
    Network,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Fine,
    /// The purchase may be refused. People may ask for it all the same.
    Warns(Warning),
    /// The purchase would be refused.
    Blocks(Obstacle),
    /// The cloud did not answer so that it could be read; the code of what to do about it.
    Unknown(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Less money than the price.
    BalanceShort,
    /// Of another currency than the price.
    BalanceOther,
    /// The flavor is sold out in a chosen zone, or was never on sale there.
    ZoneNotOnSale,
    /// The cloud did not name the flavor at all.
    FlavorUnknown,
    /// Not among what the cloud named.
    NetworkUnknown,
    /// The task is as it shall be already.
    TaskUnchanged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The account has no such task.
    TaskMissing,
    /// A subscription never goes back to pay as you go.
    TaskSubscribed,
    /// Migrations are always paid by use.
    TaskMigration,
    /// An instance of the account has this very name.
    NameTaken,
}

/// A check with what it found.
pub type Checked = (Check, Found);

/// Whether any check says that the purchase would be refused.
pub fn is_blocked(checks: &[Checked]) -> bool {
    checks.iter().any(|(_, found)| matches!(found, Found::Blocks(_)))
}
