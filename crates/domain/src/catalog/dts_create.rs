//! `dts.create`: Alibaba Cloud DTS CreateSynchronizationJob, every parameter and rule of the vendor's page.
//!
//! Source: the vendor's "购买同步实例" (API version 2020-01-01). `AccountId` is being retired there: it is
//! neither offered nor sent. `Action`, `ClientToken` and the common parameters belong to the client.

mod form;

pub use self::form::FORM;
use super::{
    Billing, Input, Leftovers,
    fields::{Fields, region_id, whole_number},
    wire::wire_enum,
};
use crate::{
    refusal::{FieldError, Reason},
    region,
};

wire_enum! {
    /// `PayType`. The vendor's pages spell it two ways; this is the spelling of the SDK and of every read.
    PayType { PrePaid = "PrePaid", PostPaid = "PostPaid" }
}
wire_enum! {
    /// `SynchronizationJobClass`, from the smallest.
    JobClass { Micro = "micro", Small = "small", Medium = "medium", Large = "large" }
}
wire_enum! {
    /// `Topology`.
    Topology { OneWay = "oneway", Bidirectional = "bidirectional" }
}
wire_enum! {
    /// `Period`: the unit of `UsedTime`.
    Period { Month = "Month", Year = "Year" }
}
wire_enum! {
    /// `SourceEndpoint.InstanceType`.
    SourceType {
        /// RDS for MySQL or self-built.
        MySql = "MySQL",
        /// PolarDB for MySQL, or compatible with Oracle's syntax.
        PolarDb = "PolarDB",
        Redis = "Redis",
        /// PolarDB-X 1.0.
        Drds = "DRDS",
    }
}
wire_enum! {
    /// `DestinationEndpoint.InstanceType`.
    DestinationType { MySql = "MySQL", PolarDb = "PolarDB", Redis = "Redis", MaxCompute = "MaxCompute" }
}
wire_enum! {
    /// `networkType`: private line is the only value.
    NetworkType { Intranet = "Intranet" }
}

impl Period {
    /// The longest term in this unit.
    pub const fn longest(self) -> u32 {
        match self {
            Self::Month => 60,
            Self::Year => 5,
        }
    }
}

impl SourceType {
    /// Whether both directions are possible from here.
    pub const fn may_be_bidirectional(self) -> bool {
        match self {
            Self::MySql | Self::PolarDb | Self::Redis => true,
            Self::Drds => false,
        }
    }
}

impl DestinationType {
    /// Whether both directions are possible to here.
    pub const fn may_be_bidirectional(self) -> bool {
        match self {
            Self::MySql | Self::PolarDb | Self::Redis => true,
            Self::MaxCompute => false,
        }
    }
}

/// The wire names of the parameters.
pub mod names {
    pub const DEST_REGION: &str = "DestRegion";
    pub const PAY_TYPE: &str = "PayType";
    pub const SOURCE_REGION: &str = "SourceRegion";
    pub const JOB_CLASS: &str = "SynchronizationJobClass";
    pub const REGION_ID: &str = "RegionId";
    pub const TOPOLOGY: &str = "Topology";
    pub const PERIOD: &str = "Period";
    pub const USED_TIME: &str = "UsedTime";
    pub const SOURCE_TYPE: &str = "SourceEndpoint.InstanceType";
    pub const DESTINATION_TYPE: &str = "DestinationEndpoint.InstanceType";
    pub const NETWORK_TYPE: &str = "networkType";
    pub const DB_INSTANCE_COUNT: &str = "DBInstanceCount";

    /// All of them, in the order in which a person decides: what `spec` may hold.
    pub const ALL: [&str; 12] = [
        SOURCE_REGION,
        SOURCE_TYPE,
        DB_INSTANCE_COUNT,
        DEST_REGION,
        DESTINATION_TYPE,
        REGION_ID,
        NETWORK_TYPE,
        JOB_CLASS,
        TOPOLOGY,
        PAY_TYPE,
        PERIOD,
        USED_TIME,
    ];
}

/// The most private RDS instances below one PolarDB-X that we believe; the vendor states no limit.
pub const MAX_DB_INSTANCES: u32 = 1_000;

/// A subscription's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub period: Period,
    /// How many of them: 1 to [`Period::longest`].
    pub used_time: u32,
}

/// A purchase that the vendor's rules allow. Defaults are filled in: what is approved is explicit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DtsCreate {
    source_region: String,
    dest_region: String,
    job_class: JobClass,
    source_type: SourceType,
    destination_type: DestinationType,
    topology: Topology,
    /// `Some` makes it a subscription.
    term: Option<Term>,
    /// `Some` exactly for a PolarDB-X source.
    db_instance_count: Option<u32>,
}

impl DtsCreate {
    /// Applies every rule; all refusals come at once, by wire name.
    pub fn check(input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::new(input, leftovers, &names::ALL);

        let source_region = fields.required(names::SOURCE_REGION, region_id);
        let source_type = fields.or_default(names::SOURCE_TYPE, SourceType::parse, SourceType::MySql);
        let db_instance_count = db_instance_count(&mut fields, source_type);
        let dest_region = fields.required(names::DEST_REGION, region_id);
        if let (Some(source), Some(dest)) = (&source_region, &dest_region)
            && region::is_outside_mainland(source)
            && source != dest
        {
            fields.refuse(names::DEST_REGION, Reason::MustEqual { other: names::SOURCE_REGION.into() });
        }
        let destination_type =
            fields.or_default(names::DESTINATION_TYPE, DestinationType::parse, DestinationType::MySql);
        instance_region(&mut fields, dest_region.as_deref());
        fields.or_default(names::NETWORK_TYPE, NetworkType::parse, NetworkType::Intranet);

        let job_class = fields.required(names::JOB_CLASS, JobClass::parse);
        let topology = fields.or_default(names::TOPOLOGY, Topology::parse, Topology::OneWay);
        if topology == Some(Topology::Bidirectional) {
            both_ways(&mut fields, source_type, destination_type);
        }
        let term = term(&mut fields);

        let read = (|| {
            Some(Self {
                source_region: source_region?,
                dest_region: dest_region?,
                job_class: job_class?,
                source_type: source_type?,
                destination_type: destination_type?,
                topology: topology?,
                term,
                db_instance_count,
            })
        })();
        fields.finish(read)
    }

    /// Everything that is sent but action, token and signature, defaults spelled out.
    pub fn parameters(&self) -> Input {
        let mut parameters = Input::new();
        let mut put = |name: &str, value: String| drop(parameters.insert(name.to_owned(), value));
        put(names::SOURCE_REGION, self.source_region.clone());
        put(names::DEST_REGION, self.dest_region.clone());
        put(names::REGION_ID, self.dest_region.clone());
        put(names::JOB_CLASS, self.job_class.wire().into());
        put(names::SOURCE_TYPE, self.source_type.wire().into());
        put(names::DESTINATION_TYPE, self.destination_type.wire().into());
        put(names::TOPOLOGY, self.topology.wire().into());
        put(names::NETWORK_TYPE, NetworkType::Intranet.wire().into());
        match self.term {
            Some(term) => {
                put(names::PAY_TYPE, PayType::PrePaid.wire().into());
                put(names::PERIOD, term.period.wire().into());
                put(names::USED_TIME, term.used_time.to_string());
            }
            None => put(names::PAY_TYPE, PayType::PostPaid.wire().into()),
        }
        if let Some(count) = self.db_instance_count {
            put(names::DB_INSTANCE_COUNT, count.to_string());
        }
        parameters
    }

    /// How it is paid.
    pub const fn billing(&self) -> Billing {
        match self.term {
            Some(_) => Billing::Prepaid,
            None => Billing::Postpaid,
        }
    }

    /// The subscription's length, where it is one.
    pub const fn term(&self) -> Option<Term> {
        self.term
    }

    /// Where the source database lives.
    pub fn source_region(&self) -> &str {
        &self.source_region
    }

    /// Where the destination database and the instance live.
    pub fn dest_region(&self) -> &str {
        &self.dest_region
    }

    /// The link class.
    pub const fn job_class(&self) -> JobClass {
        self.job_class
    }

    /// One way or both.
    pub const fn topology(&self) -> Topology {
        self.topology
    }
}

/// The instance lives where the destination does. Programs are told when they say otherwise; a form shows it
/// as fixed, so a stale one just follows.
fn instance_region(fields: &mut Fields<'_>, dest_region: Option<&str>) {
    let region = fields.optional(names::REGION_ID, region_id);
    if fields.is_strict()
        && let (Some(region), Some(dest)) = (region, dest_region)
        && region != dest
    {
        fields.refuse(names::REGION_ID, Reason::MustEqual { other: names::DEST_REGION.into() });
    }
}

fn both_ways(fields: &mut Fields<'_>, source: Option<SourceType>, target: Option<DestinationType>) {
    let not_with = |other: &str, value: &str| Reason::NotWith { other: other.into(), value: value.into() };
    if let Some(source) = source.filter(|source| !source.may_be_bidirectional()) {
        fields.refuse(names::TOPOLOGY, not_with(names::SOURCE_TYPE, source.wire()));
    } else if let Some(target) = target.filter(|target| !target.may_be_bidirectional()) {
        fields.refuse(names::TOPOLOGY, not_with(names::DESTINATION_TYPE, target.wire()));
    }
}

fn term(fields: &mut Fields<'_>) -> Option<Term> {
    let pay_type = fields.required(names::PAY_TYPE, PayType::parse);
    let longest = |period: Option<Period>| period.unwrap_or(Period::Month).longest();
    let (period, used_time) = fields.term(
        pay_type.map(|pay_type| pay_type == PayType::PrePaid),
        (names::PERIOD, Period::parse),
        (names::USED_TIME, longest),
    )?;
    Some(Term { period, used_time })
}

fn db_instance_count(fields: &mut Fields<'_>, source_type: Option<SourceType>) -> Option<u32> {
    let count = fields.or_default(names::DB_INSTANCE_COUNT, |text| whole_number(text, MAX_DB_INSTANCES), 1);
    match source_type? {
        SourceType::Drds => count,
        SourceType::MySql | SourceType::PolarDb | SourceType::Redis => {
            fields.not_applicable(names::DB_INSTANCE_COUNT);
            None
        }
    }
}

#[cfg(test)]
mod tests;
