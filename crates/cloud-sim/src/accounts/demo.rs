//! The accounts that the demo offers. Plainly fake, and good for nothing at a real cloud.

use time::{OffsetDateTime, macros::datetime};

use super::{Account, IamUser, Key, Project, Provider, Site, Standing};

/// A key of a demo account at Alibaba.
#[derive(Debug, Clone, Copy)]
pub struct DemoKey {
    /// Whose it is: `rich`, `poor`, `incomplete` or `forbidden`.
    pub account: &'static str,
    pub access_key_id: &'static str,
    pub secret: &'static str,
    /// Set for temporary keys.
    pub security_token: Option<&'static str>,
    /// What the account has, in whole CNY.
    pub balance: i64,
}

/// One account with money and one without.
pub const DEMO_KEYS: [DemoKey; 2] = [
    DemoKey {
        account: "rich",
        access_key_id: "LTAI5tDEMOrichFAKE000001",
        secret: "demo-rich-secret-not-a-real-key",
        security_token: None,
        balance: 1_000_000,
    },
    DemoKey {
        account: "poor",
        access_key_id: "LTAI5tDEMOpoorFAKE000002",
        secret: "demo-poor-secret-not-a-real-key",
        security_token: None,
        balance: 1,
    },
];

/// Of an account whose owner never said who he is.
pub const DEMO_INCOMPLETE: DemoKey = DemoKey {
    account: "incomplete",
    access_key_id: "LTAI5tDEMOincompleteFK03",
    secret: "demo-incomplete-secret-not-a-real-key",
    security_token: None,
    balance: 1_000_000,
};

/// Of an account that may look and not buy.
pub const DEMO_FORBIDDEN: DemoKey = DemoKey {
    account: "forbidden",
    access_key_id: "LTAI5tDEMOforbiddenFAK04",
    secret: "demo-forbidden-secret-not-a-real-key",
    security_token: None,
    balance: 1_000_000,
};

/// A temporary key of the rich account. It never expires.
pub const DEMO_TEMPORARY: DemoKey = DemoKey {
    account: "rich",
    access_key_id: "STS.DEMOrichTEMPFAKE0005",
    secret: "demo-rich-temporary-secret-not-a-real-key",
    security_token: Some("demo-rich-security-token-not-a-real-one"),
    balance: 1_000_000,
};

/// A temporary key of the rich account that expired long ago.
pub const DEMO_EXPIRED: DemoKey = DemoKey {
    account: "rich",
    access_key_id: "STS.DEMOrichEXPIREDFAK06",
    secret: "demo-rich-expired-secret-not-a-real-key",
    security_token: Some("demo-rich-expired-token-not-a-real-one"),
    balance: 1_000_000,
};

const EXPIRED_AT: OffsetDateTime = datetime!(2020-01-01 00:00 UTC);

const ALIBABA: [(DemoKey, Standing, &str); 4] = [
    (DEMO_KEYS[0], Standing::Good, "1000000000000001"),
    (DEMO_KEYS[1], Standing::Good, "1000000000000002"),
    (DEMO_INCOMPLETE, Standing::Incomplete, "1000000000000003"),
    (DEMO_FORBIDDEN, Standing::NoPermission, "1000000000000004"),
];

/// A demo account at Huawei: a key, a temporary key, a user, and two projects.
#[derive(Debug, Clone, Copy)]
pub struct DemoHuawei {
    /// `rich`, `poor`, `incomplete` or `forbidden`.
    pub account: &'static str,
    pub domain_id: &'static str,
    pub domain_name: &'static str,
    pub access_key_id: &'static str,
    pub secret: &'static str,
    pub temporary_access_key_id: &'static str,
    pub temporary_secret: &'static str,
    pub security_token: &'static str,
    pub user_id: &'static str,
    pub user: &'static str,
    pub password: &'static str,
    /// Region, project id.
    pub projects: [(&'static str, &'static str); 2],
    /// What the account has, in whole CNY.
    pub balance: i64,
    pub standing: Standing,
}

/// The same four accounts at Huawei.
pub const DEMO_HUAWEI: [DemoHuawei; 4] = [
    DemoHuawei {
        account: "rich",
        domain_id: "de300000000000000000000000000001",
        domain_name: "demo-rich",
        access_key_id: "HPUADEMORICHFAKE0001",
        secret: "demo-huawei-rich-secret-not-a-real-key",
        temporary_access_key_id: "HSTADEMORICHFAKE0001",
        temporary_secret: "demo-huawei-rich-temporary-secret-not-real",
        security_token: "demo-huawei-rich-security-token-not-a-real-one",
        user_id: "05e00000000000000000000000000001",
        user: "demo-rich-buyer",
        password: "demo-rich-password-not-real",
        projects: [
            ("cn-north-4", "0de00000000000000000000000000401"),
            ("ap-southeast-1", "0de00000000000000000000000000101"),
        ],
        balance: 1_000_000,
        standing: Standing::Good,
    },
    DemoHuawei {
        account: "poor",
        domain_id: "de300000000000000000000000000002",
        domain_name: "demo-poor",
        access_key_id: "HPUADEMOPOORFAKE0002",
        secret: "demo-huawei-poor-secret-not-a-real-key",
        temporary_access_key_id: "HSTADEMOPOORFAKE0002",
        temporary_secret: "demo-huawei-poor-temporary-secret-not-real",
        security_token: "demo-huawei-poor-security-token-not-a-real-one",
        user_id: "05e00000000000000000000000000002",
        user: "demo-poor-buyer",
        password: "demo-poor-password-not-real",
        projects: [
            ("cn-north-4", "0de00000000000000000000000000402"),
            ("ap-southeast-1", "0de00000000000000000000000000102"),
        ],
        balance: 1,
        standing: Standing::Good,
    },
    DemoHuawei {
        account: "incomplete",
        domain_id: "de300000000000000000000000000003",
        domain_name: "demo-incomplete",
        access_key_id: "HPUADEMOINCOFAKE0003",
        secret: "demo-huawei-incomplete-secret-not-a-real-key",
        temporary_access_key_id: "HSTADEMOINCOFAKE0003",
        temporary_secret: "demo-huawei-incomplete-temporary-secret-not-real",
        security_token: "demo-huawei-incomplete-security-token-not-a-real-one",
        user_id: "05e00000000000000000000000000003",
        user: "demo-incomplete-buyer",
        password: "demo-incomplete-password-not-real",
        projects: [
            ("cn-north-4", "0de00000000000000000000000000403"),
            ("ap-southeast-1", "0de00000000000000000000000000103"),
        ],
        balance: 1_000_000,
        standing: Standing::Incomplete,
    },
    DemoHuawei {
        account: "forbidden",
        domain_id: "de300000000000000000000000000004",
        domain_name: "demo-forbidden",
        access_key_id: "HPUADEMOFORBFAKE0004",
        secret: "demo-huawei-forbidden-secret-not-a-real-key",
        temporary_access_key_id: "HSTADEMOFORBFAKE0004",
        temporary_secret: "demo-huawei-forbidden-temporary-secret-not-real",
        security_token: "demo-huawei-forbidden-security-token-not-a-real-one",
        user_id: "05e00000000000000000000000000004",
        user: "demo-forbidden-buyer",
        password: "demo-forbidden-password-not-real",
        projects: [
            ("cn-north-4", "0de00000000000000000000000000404"),
            ("ap-southeast-1", "0de00000000000000000000000000104"),
        ],
        balance: 1_000_000,
        standing: Standing::NoPermission,
    },
];

/// All of them, as a simulator knows them.
pub(crate) fn accounts() -> Vec<Account> {
    let alibaba = ALIBABA.iter().map(|(key, standing, owner_id)| Account {
        name: key.account.to_owned(),
        provider: Provider::Alibaba,
        owner_id: (*owner_id).to_owned(),
        site: Site::China,
        balance: key.balance.into(),
        currency: "CNY".to_owned(),
        standing: *standing,
        keys: alibaba_keys(key),
        domain_name: String::new(),
        users: Vec::new(),
        projects: Vec::new(),
    });
    alibaba.chain(DEMO_HUAWEI.iter().map(huawei)).collect()
}

fn alibaba_keys(own: &DemoKey) -> Vec<Key> {
    let key = |demo: &DemoKey, expires_at| Key {
        access_key_id: demo.access_key_id.to_owned(),
        secret: demo.secret.into(),
        security_token: demo.security_token.map(Into::into),
        expires_at,
    };
    let mut keys = vec![key(own, None)];
    for (temporary, expires_at) in [(DEMO_TEMPORARY, None), (DEMO_EXPIRED, Some(EXPIRED_AT))] {
        if temporary.account == own.account {
            keys.push(key(&temporary, expires_at));
        }
    }
    keys
}

fn huawei(demo: &DemoHuawei) -> Account {
    let key = |id: &str, secret: &str, token: Option<&str>| Key {
        access_key_id: id.to_owned(),
        secret: secret.into(),
        security_token: token.map(Into::into),
        expires_at: None,
    };
    Account {
        name: demo.account.to_owned(),
        provider: Provider::Huawei,
        owner_id: demo.domain_id.to_owned(),
        site: Site::China,
        balance: demo.balance.into(),
        currency: "CNY".to_owned(),
        standing: demo.standing,
        keys: vec![
            key(demo.access_key_id, demo.secret, None),
            key(demo.temporary_access_key_id, demo.temporary_secret, Some(demo.security_token)),
        ],
        domain_name: demo.domain_name.to_owned(),
        users: vec![IamUser {
            id: demo.user_id.to_owned(),
            name: demo.user.to_owned(),
            password: demo.password.into(),
        }],
        projects: demo
            .projects
            .map(|(region, id)| Project { id: id.to_owned(), region: region.to_owned() })
            .into(),
    }
}
