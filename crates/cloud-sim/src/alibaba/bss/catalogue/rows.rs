//! The rows: plausible products at made-up prices.

use super::{
    Attribute, Module, Product,
    Rate::{Each, Flat, PerUnit, Synchronization},
    Terms,
    Values::{OneOf, Range},
};
use crate::accounts::Site;

const DTS_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "SynchronizationJobClass",
        name: "Link specification",
        unit: "",
        values: OneOf(&[("micro", "micro"), ("small", "small"), ("medium", "medium"), ("large", "large")]),
        default: None,
    },
    Attribute {
        code: "Topology",
        name: "Synchronization topology",
        unit: "",
        values: OneOf(&[("oneway", "One-way"), ("bidirectional", "Two-way")]),
        default: Some("oneway"),
    },
    Attribute {
        code: "DBInstanceCount",
        name: "Private RDS instances below the source",
        unit: "",
        values: Range { from: 1, to: 1_000, step: 1 },
        default: Some("1"),
    },
];

const DTS_MODULES: &[Module] = &[Module {
    code: "SynchronizationJobClass",
    name: "Link specification",
    config: &["SynchronizationJobClass", "Topology", "DBInstanceCount"],
    rate: Synchronization,
}];

const WAF_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "PackageCode",
        name: "Edition",
        unit: "",
        values: OneOf(&[("version_3", "Advanced"), ("version_4", "Business"), ("version_5", "Enterprise")]),
        default: None,
    },
    Attribute {
        code: "ExtDomainPackage",
        name: "Extra domain packages",
        unit: "",
        values: Range { from: 0, to: 20, step: 1 },
        default: Some("0"),
    },
    Attribute {
        code: "ExtBandwidth",
        name: "Extra bandwidth",
        unit: "Mbps",
        values: Range { from: 0, to: 1_000, step: 50 },
        default: Some("0"),
    },
];

const WAF_MODULES: &[Module] = &[
    Module {
        code: "PackageCode",
        name: "Edition",
        config: &["PackageCode"],
        rate: Each(&[("version_3", 388_000), ("version_4", 988_000), ("version_5", 2_980_000)]),
    },
    Module {
        code: "ExtDomainPackage",
        name: "Extra domain packages",
        config: &["ExtDomainPackage"],
        rate: PerUnit(60_000),
    },
    Module { code: "ExtBandwidth", name: "Extra bandwidth", config: &["ExtBandwidth"], rate: PerUnit(2_000) },
];

const DDOS_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "BaseBandwidth",
        name: "Protection bandwidth",
        unit: "Gbps",
        values: OneOf(&[("30", "30 Gbps"), ("60", "60 Gbps"), ("100", "100 Gbps")]),
        default: None,
    },
    Attribute {
        code: "ServiceBandwidth",
        name: "Clean bandwidth",
        unit: "Mbps",
        values: Range { from: 100, to: 5_000, step: 50 },
        default: Some("100"),
    },
    Attribute {
        code: "PortCount",
        name: "Ports",
        unit: "",
        values: Range { from: 50, to: 400, step: 5 },
        default: Some("50"),
    },
];

const DDOS_MODULES: &[Module] = &[
    Module {
        code: "BaseBandwidth",
        name: "Protection bandwidth",
        config: &["BaseBandwidth"],
        rate: Each(&[("30", 2_080_000), ("60", 4_680_000), ("100", 9_990_000)]),
    },
    Module {
        code: "ServiceBandwidth",
        name: "Clean bandwidth",
        config: &["ServiceBandwidth"],
        rate: PerUnit(1_000),
    },
    Module { code: "PortCount", name: "Ports", config: &["PortCount"], rate: PerUnit(500) },
];

const REGION: Attribute = Attribute {
    code: "Region",
    name: "Region",
    unit: "",
    values: OneOf(&[
        ("cn-hangzhou", "China (Hangzhou)"),
        ("cn-shanghai", "China (Shanghai)"),
        ("cn-beijing", "China (Beijing)"),
        ("ap-southeast-1", "Singapore"),
    ]),
    default: Some("cn-hangzhou"),
};

const ACR_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "InstanceType",
        name: "Edition",
        unit: "",
        values: OneOf(&[("Basic", "Basic"), ("Standard", "Standard"), ("Advanced", "Advanced")]),
        default: None,
    },
    REGION,
];

const ACR_MODULES: &[Module] = &[Module {
    code: "InstanceType",
    name: "Edition",
    config: &["InstanceType"],
    rate: Each(&[("Basic", 78_000), ("Standard", 228_000), ("Advanced", 499_900)]),
}];

const CAS_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "CertificateType",
        name: "Certificate",
        unit: "",
        values: OneOf(&[("dv", "Domain validated"), ("ov", "Organization validated"), ("ev", "Extended")]),
        default: None,
    },
    Attribute {
        code: "DomainCount",
        name: "Domains",
        unit: "",
        values: Range { from: 1, to: 100, step: 1 },
        default: Some("1"),
    },
];

const CAS_MODULES: &[Module] = &[
    Module {
        code: "CertificateType",
        name: "Certificate",
        config: &["CertificateType"],
        rate: Each(&[("dv", 12_500), ("ov", 25_000), ("ev", 66_650)]),
    },
    Module { code: "DomainCount", name: "Domains", config: &["DomainCount"], rate: PerUnit(1_250) },
];

const KAFKA_ATTRIBUTES: &[Attribute] = &[
    Attribute {
        code: "IoMax",
        name: "Traffic",
        unit: "MB/s",
        values: OneOf(&[("20", "20 MB/s"), ("60", "60 MB/s"), ("120", "120 MB/s")]),
        default: None,
    },
    Attribute {
        code: "DiskSize",
        name: "Disk",
        unit: "GB",
        values: Range { from: 500, to: 6_000, step: 100 },
        default: Some("500"),
    },
    REGION,
];

const KAFKA_MODULES: &[Module] = &[
    Module {
        code: "IoMax",
        name: "Traffic",
        config: &["IoMax"],
        rate: Each(&[("20", 108_000), ("60", 252_000), ("120", 468_000)]),
    },
    Module { code: "DiskSize", name: "Disk", config: &["DiskSize"], rate: PerUnit(72) },
];

const FAULT_ATTRIBUTES: &[Attribute] = &[Attribute {
    code: "Edition",
    name: "Edition",
    unit: "",
    values: OneOf(&[("standard", "Standard")]),
    default: Some("standard"),
}];

const FAULT_MODULES: &[Module] =
    &[Module { code: "Edition", name: "Edition", config: &["Edition"], rate: Flat(10_000) }];

/// Sold by an API of its own: BSS knows its prices at most.
const ELSEWHERE: Product = Product {
    code: "",
    product_type: "",
    name: "",
    site: Site::China,
    is_sold_here: false,
    terms: Some(Terms::Months),
    is_pay_as_you_go: true,
    percent_off_a_year: 0,
    attributes: &[],
    modules: &[],
};

/// Sold here, as a subscription.
const HERE: Product = Product { is_sold_here: true, is_pay_as_you_go: false, ..ELSEWHERE };

/// What a word that asks for a fault sells.
pub(super) const FAULT: Product = Product {
    name: "Simulated fault",
    is_sold_here: true,
    attributes: FAULT_ATTRIBUTES,
    modules: FAULT_MODULES,
    ..ELSEWHERE
};

const DTS: Product = Product {
    code: "dts",
    product_type: "dts",
    name: "Data Transmission Service",
    attributes: DTS_ATTRIBUTES,
    modules: DTS_MODULES,
    ..ELSEWHERE
};

const WAF: Product = Product {
    code: "waf",
    product_type: "waf",
    name: "Web Application Firewall",
    percent_off_a_year: 15,
    attributes: WAF_ATTRIBUTES,
    modules: WAF_MODULES,
    ..HERE
};

const DDOS: Product = Product {
    code: "ddos",
    product_type: "ddoscoo",
    name: "Anti-DDoS Proxy",
    terms: Some(Terms::Cycles),
    attributes: DDOS_ATTRIBUTES,
    modules: DDOS_MODULES,
    ..HERE
};

const ACR: Product = Product {
    code: "acr",
    product_type: "acr_ee_public_cn",
    name: "Container Registry Enterprise Edition",
    attributes: ACR_ATTRIBUTES,
    modules: ACR_MODULES,
    ..HERE
};

const fn abroad(product: Product, product_type: &'static str) -> Product {
    Product { product_type, site: Site::International, ..product }
}

pub(super) const PRODUCTS: [Product; 14] = [
    Product { code: "ecs", product_type: "ecs", name: "Elastic Compute Service", ..ELSEWHERE },
    Product { code: "rds", product_type: "rds", name: "ApsaraDB RDS", ..ELSEWHERE },
    DTS,
    WAF,
    DDOS,
    Product { product_type: "ddos_originpre_public_cn", name: "Anti-DDoS Origin", ..DDOS },
    ACR,
    Product {
        code: "cas",
        product_type: "cas",
        name: "SSL Certificates",
        terms: Some(Terms::Years),
        attributes: CAS_ATTRIBUTES,
        modules: CAS_MODULES,
        ..HERE
    },
    Product {
        code: "alikafka",
        product_type: "alikafka_post",
        name: "ApsaraMQ for Kafka",
        terms: None,
        is_pay_as_you_go: true,
        attributes: KAFKA_ATTRIBUTES,
        modules: KAFKA_MODULES,
        ..HERE
    },
    abroad(Product { code: "ecs", name: "Elastic Compute Service", ..ELSEWHERE }, "ecs"),
    abroad(DTS, "dts"),
    abroad(WAF, "waf_intl"),
    abroad(DDOS, "ddoscoo_intl"),
    abroad(ACR, "acr_ee_public_intl"),
];
