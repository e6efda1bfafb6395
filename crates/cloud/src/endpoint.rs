//! Where each service is: the operator's override, or the vendor's default by region and site.

use std::{collections::BTreeMap, net::IpAddr};

use domain::{credential::Site, region};
use reqwest::Url;

/// A service with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    AlibabaDts,
    AlibabaBss,
    HuaweiIam,
    HuaweiDdm,
    HuaweiVpc,
    HuaweiBss,
}

impl Service {
    pub const ALL: [Self; 6] = [
        Self::AlibabaDts,
        Self::AlibabaBss,
        Self::HuaweiIam,
        Self::HuaweiDdm,
        Self::HuaweiVpc,
        Self::HuaweiBss,
    ];

    /// The name in configuration, such as `alibaba_dts`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AlibabaDts => "alibaba_dts",
            Self::AlibabaBss => "alibaba_bss",
            Self::HuaweiIam => "huawei_iam",
            Self::HuaweiDdm => "huawei_ddm",
            Self::HuaweiVpc => "huawei_vpc",
            Self::HuaweiBss => "huawei_bss",
        }
    }
}

/// Why an address is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    #[error("not an address such as https://host or https://host:port")]
    Malformed,
    #[error("must not carry a user name, path, query or fragment")]
    NotAnOrigin,
    #[error("must be https; plain http only to a loopback address (127.0.0.1 or [::1])")]
    NotSecret,
    #[error("not a region id")]
    NotARegion,
}

/// The addresses of all services.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    overrides: BTreeMap<Service, Url>,
}

impl Endpoints {
    /// The vendors' own.
    pub fn vendor() -> Self {
        Self::default()
    }

    /// Sends everything for `service` to `address` instead. For the operator alone, never for users.
    ///
    /// Huawei keys have no site and go to the China site's BSS: with accounts of the international site,
    /// [`Service::HuaweiBss`] must be overridden.
    pub fn with(mut self, service: Service, address: &str) -> Result<Self, EndpointError> {
        self.overrides.insert(service, origin(address)?);
        Ok(self)
    }

    /// Sends everything to one address: the simulated clouds share theirs.
    pub fn all_at(address: &str) -> Result<Self, EndpointError> {
        Service::ALL
            .into_iter()
            .try_fold(Self::vendor(), |endpoints, service| endpoints.with(service, address))
    }

    /// Whether every service is overridden with a loopback address: nothing can reach a real cloud.
    pub fn are_all_loopback(&self) -> bool {
        Service::ALL.iter().all(|service| self.overrides.get(service).is_some_and(is_loopback))
    }

    /// Whether any service is overridden.
    pub fn has_overrides(&self) -> bool {
        !self.overrides.is_empty()
    }

    /// The address for this region and site.
    pub(crate) fn locate(
        &self,
        service: Service,
        site: Site,
        region: Option<&str>,
    ) -> Result<Url, EndpointError> {
        // Checked first: the region becomes part of a host name below.
        if region.is_some_and(|id| !region::is_region_id(id)) {
            return Err(EndpointError::NotARegion);
        }
        if let Some(url) = self.overrides.get(&service) {
            return Ok(url.clone());
        }
        let host = match (service, region) {
            (Service::AlibabaDts, Some(id)) if !is_on_central_dts(id) => format!("dts.{id}.aliyuncs.com"),
            (Service::AlibabaDts, _) => "dts.aliyuncs.com".to_owned(),
            // The two sites share no accounts: an account's site decides, never a region, and never a refusal.
            (Service::AlibabaBss, _) => match site {
                Site::China => "business.aliyuncs.com".to_owned(),
                Site::International => "business.ap-southeast-1.aliyuncs.com".to_owned(),
            },
            (Service::HuaweiIam, Some(id)) => huawei_host("iam", id),
            (Service::HuaweiIam, None) => "iam.myhuaweicloud.com".to_owned(),
            (Service::HuaweiDdm, Some(id)) => huawei_host("ddm", id),
            (Service::HuaweiVpc, Some(id)) => huawei_host("vpc", id),
            (Service::HuaweiDdm | Service::HuaweiVpc, None) => return Err(EndpointError::NotARegion),
            (Service::HuaweiBss, _) => match site {
                Site::China => "bss.myhuaweicloud.com".to_owned(),
                Site::International => "bss-intl.myhuaweicloud.com".to_owned(),
            },
        };
        Url::parse(&format!("https://{host}")).map_err(|_| EndpointError::Malformed)
    }
}

/// The regions that the vendor's SDK maps to the central DTS address; all others follow its rule.
fn is_on_central_dts(region: &str) -> bool {
    const MAPPED: [&str; 20] = [
        "cn-hangzhou",
        "cn-shanghai",
        "cn-beijing",
        "cn-qingdao",
        "cn-shenzhen",
        "cn-zhangjiakou",
        "cn-huhehaote",
        "cn-chengdu",
        "cn-hongkong",
        "cn-wulanchabu",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-5",
        "ap-south-1",
        "eu-west-1",
        "eu-central-1",
        "us-west-1",
        "us-east-1",
        "me-east-1",
    ];
    MAPPED.contains(&region)
        || (region.starts_with("cn-") && region.split('-').any(|part| part == "finance" || part == "gov"))
}

/// Huawei Cloud's regional services; the European region has a domain of its own.
fn huawei_host(service: &str, region: &str) -> String {
    let domain = if region.starts_with("eu-") { "myhuaweicloud.eu" } else { "myhuaweicloud.com" };
    format!("{service}.{region}.{domain}")
}

fn origin(address: &str) -> Result<Url, EndpointError> {
    // The parser forgives white space and backslashes; whoever writes them means something else.
    if address.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(EndpointError::Malformed);
    }
    let url = Url::parse(address).map_err(|_| EndpointError::Malformed)?;
    if !url.has_host() {
        return Err(EndpointError::Malformed);
    }
    let is_origin =
        !address.contains('@') && url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    match url.scheme() {
        "http" | "https" if !is_origin => Err(EndpointError::NotAnOrigin),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(EndpointError::NotSecret),
    }
}

/// Addresses only: what `localhost` resolves to is not ours to decide.
fn is_loopback(url: &Url) -> bool {
    url.host_str()
        .map(|host| host.trim_start_matches('[').trim_end_matches(']'))
        .and_then(|host| host.parse::<IpAddr>().ok())
        .is_some_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_is_https_or_http_to_a_loopback_address() {
        for good in
            ["https://dts.example.com", "https://10.0.0.1:8443/", "http://127.0.0.1:18080", "http://[::1]:1"]
        {
            assert!(origin(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://dts.example.com", EndpointError::NotSecret),
            ("http://localhost:1", EndpointError::NotSecret),
            ("http://127.0.0.1.example.com", EndpointError::NotSecret),
            ("ftp://127.0.0.1", EndpointError::NotSecret),
            ("https://key@dts.example.com", EndpointError::NotAnOrigin),
            ("https://@dts.example.com", EndpointError::NotAnOrigin),
            ("http://127.0.0.1:80@evil.example", EndpointError::NotAnOrigin),
            ("https://dts.example.com/a", EndpointError::NotAnOrigin),
            ("https://dts.example.com/?a", EndpointError::NotAnOrigin),
            ("https://dts.example.com/#a", EndpointError::NotAnOrigin),
            ("https:\\\\dts.example.com", EndpointError::Malformed),
            ("https://dts.example.com\n", EndpointError::Malformed),
            ("dts.example.com", EndpointError::Malformed),
            ("", EndpointError::Malformed),
        ] {
            assert_eq!(origin(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn regions_go_to_the_vendors_addresses() {
        let vendor = Endpoints::vendor();
        use Service::{AlibabaBss, AlibabaDts, HuaweiBss, HuaweiDdm, HuaweiIam, HuaweiVpc};
        use Site::{China, International};
        for (service, site, region, host) in [
            (AlibabaDts, China, None, "dts.aliyuncs.com"),
            (AlibabaDts, China, Some("cn-hangzhou"), "dts.aliyuncs.com"),
            (AlibabaDts, China, Some("cn-shanghai-finance-1"), "dts.aliyuncs.com"),
            (AlibabaDts, China, Some("ap-northeast-1"), "dts.ap-northeast-1.aliyuncs.com"),
            (AlibabaBss, China, Some("ap-southeast-1"), "business.aliyuncs.com"),
            (AlibabaBss, International, Some("cn-hangzhou"), "business.ap-southeast-1.aliyuncs.com"),
            (HuaweiIam, China, None, "iam.myhuaweicloud.com"),
            (HuaweiIam, China, Some("cn-north-4"), "iam.cn-north-4.myhuaweicloud.com"),
            (HuaweiDdm, China, Some("ap-southeast-3"), "ddm.ap-southeast-3.myhuaweicloud.com"),
            (HuaweiDdm, China, Some("eu-west-101"), "ddm.eu-west-101.myhuaweicloud.eu"),
            (HuaweiVpc, China, Some("cn-east-3"), "vpc.cn-east-3.myhuaweicloud.com"),
            (HuaweiBss, China, Some("cn-north-4"), "bss.myhuaweicloud.com"),
            (HuaweiBss, International, None, "bss-intl.myhuaweicloud.com"),
        ] {
            let url = vendor.locate(service, site, region).expect("an address");
            assert_eq!(url.host_str(), Some(host));
        }
        assert_eq!(vendor.locate(HuaweiDdm, China, None), Err(EndpointError::NotARegion));
    }

    #[test]
    fn a_region_cannot_smuggle_a_host() {
        let endpoints =
            Endpoints::vendor().with(Service::AlibabaDts, "https://dts.example.com").expect("an address");
        for region in ["evil.example/#", "a-b.evil.example", "x-y@evil", ""] {
            for endpoints in [&endpoints, &Endpoints::vendor()] {
                let refused = endpoints.locate(Service::AlibabaDts, Site::China, Some(region));
                assert_eq!(refused, Err(EndpointError::NotARegion), "{region}");
            }
        }
    }

    #[test]
    fn loopback_means_all_of_them() {
        let all = Endpoints::all_at("http://127.0.0.1:18080").expect("addresses");
        assert!(all.are_all_loopback());
        assert!(!Endpoints::vendor().are_all_loopback());
        let mixed = all.with(Service::HuaweiIam, "https://iam.example.com").expect("an address");
        assert!(!mixed.are_all_loopback());
    }
}
