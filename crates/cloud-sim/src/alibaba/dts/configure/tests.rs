use super::*;

fn parameters(changes: &[(&str, Option<&str>)]) -> Parameters {
    let mut parameters: Parameters = [
        ("SynchronizationJobId", "dtsshvj11k25255"),
        ("DataInitialization", "true"),
        ("StructureInitialization", "False"),
        ("SynchronizationObjects", r#"[{"DBName": "shop", "SchemaName": "shop"}]"#),
        ("SourceEndpoint.InstanceId", "rm-1"),
        ("DestinationEndpoint.InstanceId", "rm-2"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in changes {
        match value {
            Some(value) => drop(parameters.insert((*name).to_owned(), (*value).to_owned())),
            None => drop(parameters.remove(*name)),
        }
    }
    parameters
}

/// The source at an address of one's own.
const ECS: [(&str, Option<&str>); 6] = [
    ("SourceEndpoint.InstanceType", Some("ECS")),
    ("SourceEndpoint.InstanceId", None),
    ("SourceEndpoint.IP", Some("10.0.0.5")),
    ("SourceEndpoint.Port", Some("3306")),
    ("SourceEndpoint.UserName", Some("sync")),
    ("SourceEndpoint.Password", Some("secret")),
];

fn code(changes: &[(&str, Option<&str>)]) -> Option<String> {
    check(&parameters(changes)).err().map(|refusal| refusal.code)
}

#[test]
fn what_the_page_allows_is_configured() {
    for changes in [
        &[][..],
        &ECS,
        &[("SourceEndpoint.InstanceType", Some("PolarDB")), ("SynchronizationJobName", Some("shop"))],
        &[
            ("DestinationEndpoint.InstanceType", Some("MaxCompute")),
            ("PartitionKey.ModifyTime_Day", Some("true")),
        ],
        &[("PartitionKey.ModifyTime_Day", Some("False"))],
        &[("MigrationReserved", Some("{}")), ("SynchronizationDirection", Some("Reverse"))],
        &[("SourceEndpoint.DatabaseName", Some("a")), ("DestinationEndpoint.DataBaseName", Some("b"))],
    ] {
        assert_eq!(code(changes), None, "{changes:?}");
    }
}

#[test]
fn each_required_parameter_is_missed() {
    for name in [
        "SynchronizationJobId",
        "DataInitialization",
        "StructureInitialization",
        "SynchronizationObjects",
        "SourceEndpoint.InstanceId",
        "DestinationEndpoint.InstanceId",
    ] {
        assert_eq!(code(&[(name, None)]).as_deref(), Some("MissingParameter"), "{name}");
    }
    for at in 2..ECS.len() {
        let mut changes = ECS;
        changes[at].1 = None;
        assert_eq!(code(&changes).as_deref(), Some("MissingParameter"), "{}", ECS[at].0);
    }
}

#[test]
fn each_rule_broken_alone_is_refused() {
    for changes in [
        &[("DataInitialization", Some("yes"))][..],
        &[("StructureInitialization", Some("1"))],
        &[("SynchronizationObjects", Some("shop"))],
        &[("SynchronizationObjects", Some("[]"))],
        &[("SynchronizationObjects", Some("{}"))],
        &[("SynchronizationObjects", Some(r#"[{"TableIncludes": []}]"#))],
        // The words of the purchase are not the words of the configuration.
        &[("SourceEndpoint.InstanceType", Some("MySQL"))],
        &[("SourceEndpoint.InstanceType", Some("MaxCompute"))],
        &[("DestinationEndpoint.InstanceType", Some("DRDS"))],
        &[("DestinationEndpoint.InstanceType", Some("dg"))],
        &[("SourceEndpoint.DataBaseName", Some("a"))],
        &[("DestinationEndpoint.DatabaseName", Some("a"))],
        &[("MigrationReserved", Some("[]"))],
        &[("SynchronizationDirection", Some("reverse"))],
        &[("PartitionKey.ModifyTime_Day", Some("true"))],
        &[("PartitionKey.ModifyTime_Day", Some("daily"))],
        &[("RegionId", Some("moon"))],
    ] {
        assert_eq!(code(changes).as_deref(), Some("InvalidParameter"), "{changes:?}");
    }
    let mut port = ECS;
    port[3].1 = Some("65536");
    assert_eq!(code(&port).as_deref(), Some("InvalidParameter"));
}
