//! Setting up a synchronisation job after it was bought: ConfigureSynchronizationJob and
//! StartSynchronizationJob.
//!
//! Both change something and cost nothing. Neither is repeated here: both are sent once, as a purchase is.

use secrecy::{ExposeSecret, SecretString};

use super::Direction;
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given, scrubber_with},
    },
    error::CloudError,
    provider::{Fresh, Seen},
};

const CONFIGURE: &str = "ConfigureSynchronizationJob";
const START: &str = "StartSynchronizationJob";

/// What a synchronisation job shall do. Has no `Debug`: it holds passwords of databases.
#[derive(Clone)]
pub struct SyncConfiguration<'a> {
    pub synchronization_job_id: &'a str,
    /// The instance's region.
    pub region: Option<&'a str>,
    pub synchronization_job_name: Option<&'a str>,
    pub direction: Direction,
    /// Copies the tables' structure first.
    pub structure_initialization: bool,
    /// Copies what is in them first.
    pub data_initialization: bool,
    /// JSON text: a list of objects with `DBName`, `SchemaName` and `TableIncludes`.
    pub synchronization_objects: &'a str,
    pub source: SyncEndpoint<'a>,
    pub destination: SyncEndpoint<'a>,
}

/// One end of a job. Address, user name and password are asked for with `ECS`, `Express`, `dg` and `cen`.
#[derive(Clone, Default)]
pub struct SyncEndpoint<'a> {
    /// Not the values of the purchase: `RDS` (default), `Redis`, `PolarDB`, `ECS`, `Express` and more.
    pub instance_type: Option<&'a str>,
    pub instance_id: Option<&'a str>,
    pub ip: Option<&'a str>,
    pub port: Option<u16>,
    pub user_name: Option<&'a str>,
    pub password: Option<&'a SecretString>,
    pub database_name: Option<&'a str>,
}

impl Client {
    /// Configures a job that was bought. ConfigureSynchronizationJob. Sent once.
    ///
    /// After `NoAnswer` and `ProviderDown` it may be configured all the same: look before sending again, for
    /// the vendor refuses to configure a job twice. Passwords travel in the query, as the vendor's SDK sends
    /// them; errors are free of them.
    pub async fn configure_synchronization_job(
        &self,
        key: &AlibabaKey,
        configuration: &SyncConfiguration<'_>,
        fresh: &Fresh,
    ) -> Result<Seen<()>, CloudError> {
        let SyncConfiguration { synchronization_job_id, region, source, destination, .. } = configuration;
        let mut parameters = given([
            ("SynchronizationJobId", Some((*synchronization_job_id).to_owned())),
            ("RegionId", region.map(str::to_owned)),
            ("SynchronizationJobName", configuration.synchronization_job_name.map(str::to_owned)),
            ("SynchronizationDirection", Some(configuration.direction.wire().to_owned())),
            ("StructureInitialization", Some(configuration.structure_initialization.to_string())),
            ("DataInitialization", Some(configuration.data_initialization.to_string())),
            ("SynchronizationObjects", Some(configuration.synchronization_objects.to_owned())),
        ]);
        // The two ends spell the database's name differently.
        parameters.extend(source.parameters("SourceEndpoint", "DatabaseName"));
        parameters.extend(destination.parameters("DestinationEndpoint", "DataBaseName"));
        let passwords = [source.password, destination.password];
        let scrubber = scrubber_with(key, passwords.into_iter().flatten());
        let rpc = Rpc { region: *region, parameters, ..Rpc::dts(CONFIGURE) };
        Ok(self.once(&rpc, key, &scrubber, fresh).await?.seen(()))
    }

    /// Starts a job that was configured. StartSynchronizationJob. Sent once.
    ///
    /// After `NoAnswer` and `ProviderDown` it may have been started all the same: look before sending again.
    pub async fn start_synchronization_job(
        &self,
        key: &AlibabaKey,
        region: Option<&str>,
        synchronization_job_id: &str,
        direction: Direction,
        fresh: &Fresh,
    ) -> Result<Seen<()>, CloudError> {
        let parameters = given([
            ("SynchronizationJobId", Some(synchronization_job_id.to_owned())),
            ("SynchronizationDirection", Some(direction.wire().to_owned())),
            ("RegionId", region.map(str::to_owned)),
        ]);
        let rpc = Rpc { region, parameters, ..Rpc::dts(START) };
        Ok(self.once(&rpc, key, &scrubber_with(key, []), fresh).await?.seen(()))
    }
}

impl SyncEndpoint<'_> {
    fn parameters(&self, end: &str, database_name: &str) -> Vec<(String, String)> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let named = given([
            ("InstanceType", text(self.instance_type)),
            ("InstanceId", text(self.instance_id)),
            ("IP", text(self.ip)),
            ("Port", self.port.map(|port| port.to_string())),
            ("UserName", text(self.user_name)),
            ("Password", self.password.map(|password| password.expose_secret().to_owned())),
            (database_name, text(self.database_name)),
        ]);
        named.into_iter().map(|(name, value)| (format!("{end}.{name}"), value)).collect()
    }
}
