//! Which clouds are talked to: no mixture of simulated and real ones is possible.

use std::net::IpAddr;

use cloud::{Endpoints, Service};
use domain::mode::Mode;
use reqwest::Url;

use super::{ConfigError, Settings};

/// The mode, with endpoints that fit to it.
#[derive(Debug, Clone)]
pub struct Clouds {
    pub mode: Mode,
    /// In sim mode replaced by the built-in clouds' own addresses.
    pub endpoints: Endpoints,
    /// Divides the waits of the protocol; 1 in live mode.
    pub compress: u32,
}

impl Clouds {
    pub(super) fn of(settings: &Settings) -> Result<Self, ConfigError> {
        let mode = settings.clouds.as_deref().unwrap_or(Mode::Sim.name());
        let mode: Mode = mode.parse().map_err(|error| {
            ConfigError::new(format!("PURSER_CLOUDS is {mode}, which names no mode: {error}"))
        })?;
        let compress = settings.settle_compress.unwrap_or(1);
        match (mode, compress) {
            (_, 0) => return Err(ConfigError::new("PURSER_SETTLE_COMPRESS is 0; it takes 1 or more")),
            (Mode::Live, 2..) => {
                return Err(ConfigError::new(
                    "PURSER_SETTLE_COMPRESS shortens waits that keep real money safe, so it is refused with PURSER_CLOUDS=live",
                ));
            }
            (Mode::Live, 1) | (Mode::Sim | Mode::Loopback, 1..) => {}
        }
        let given = given(settings);
        let endpoints = given.iter().try_fold(Endpoints::vendor(), |endpoints, (service, address)| {
            endpoints
                .with(*service, address)
                .map_err(|error| ConfigError::new(format!("{} {error}", variable(*service))))
        })?;
        let loopback = given.iter().find(|(_, address)| is_loopback(address));
        match mode {
            Mode::Sim if endpoints.has_overrides() => Err(ConfigError::new(
                "an endpoint is given with PURSER_CLOUDS=sim, which talks to its own simulated clouds alone: use loopback for another simulator",
            )),
            Mode::Loopback if !endpoints.are_all_loopback() => Err(ConfigError::new(
                "PURSER_CLOUDS=loopback needs every PURSER_ENDPOINT_… to be given, each with a loopback address such as http://127.0.0.1:8080",
            )),
            Mode::Live if loopback.is_some() => Err(ConfigError::new(format!(
                "{} is a loopback address with PURSER_CLOUDS=live: real and simulated clouds are not mixed",
                loopback.map_or("", |(service, _)| variable(*service)),
            ))),
            Mode::Sim | Mode::Loopback | Mode::Live => Ok(Self { mode, endpoints, compress }),
        }
    }
}

fn given(settings: &Settings) -> Vec<(Service, &str)> {
    Service::ALL
        .into_iter()
        .filter_map(|service| {
            let address = match service {
                Service::AlibabaDts => &settings.endpoint_alibaba_dts,
                Service::AlibabaBss => &settings.endpoint_alibaba_bss,
                Service::HuaweiIam => &settings.endpoint_huawei_iam,
                Service::HuaweiDdm => &settings.endpoint_huawei_ddm,
                Service::HuaweiVpc => &settings.endpoint_huawei_vpc,
                Service::HuaweiBss => &settings.endpoint_huawei_bss,
            };
            address.as_deref().map(|address| (service, address))
        })
        .collect()
}

const fn variable(service: Service) -> &'static str {
    match service {
        Service::AlibabaDts => "PURSER_ENDPOINT_ALIBABA_DTS",
        Service::AlibabaBss => "PURSER_ENDPOINT_ALIBABA_BSS",
        Service::HuaweiIam => "PURSER_ENDPOINT_HUAWEI_IAM",
        Service::HuaweiDdm => "PURSER_ENDPOINT_HUAWEI_DDM",
        Service::HuaweiVpc => "PURSER_ENDPOINT_HUAWEI_VPC",
        Service::HuaweiBss => "PURSER_ENDPOINT_HUAWEI_BSS",
    }
}

fn is_loopback(address: &str) -> bool {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(clouds: &str, compress: Option<u32>, dts: Option<&str>, others: Option<&str>) -> Settings {
        let others = others.map(str::to_owned);
        Settings {
            clouds: Some(clouds.to_owned()),
            settle_compress: compress,
            endpoint_alibaba_dts: dts.map(str::to_owned),
            endpoint_alibaba_bss: others.clone(),
            endpoint_huawei_iam: others.clone(),
            endpoint_huawei_ddm: others.clone(),
            endpoint_huawei_vpc: others.clone(),
            endpoint_huawei_bss: others,
            ..Settings::default()
        }
    }

    #[test]
    fn modes_that_fit_to_their_endpoints_are_taken() {
        let here = Some("http://127.0.0.1:9");
        for (clouds, compress, dts, others) in [
            ("sim", Some(20), None, None),
            ("loopback", Some(20), here, here),
            ("live", None, None, None),
            ("live", Some(1), Some("https://dts.example.com"), None),
        ] {
            assert!(Clouds::of(&settings(clouds, compress, dts, others)).is_ok(), "{clouds} {dts:?}");
        }
    }

    #[test]
    fn mixtures_are_refused_in_one_sentence() {
        let here = Some("http://127.0.0.1:9");
        for (clouds, compress, dts, others) in [
            ("sim", None, here, None),
            ("loopback", None, here, None),
            ("loopback", None, Some("https://dts.example.com"), here),
            ("live", None, here, None),
            ("live", None, here, here),
            ("live", None, Some("https://[::ffff:127.0.0.1]:1"), None),
            ("live", Some(2), None, None),
            ("live", None, Some("http://169.254.169.254"), None),
            ("sim", Some(0), None, None),
            ("production", None, None, None),
        ] {
            let refusal = Clouds::of(&settings(clouds, compress, dts, others)).expect_err(clouds).to_string();
            assert!(refusal.contains("PURSER_") && !refusal.contains('\n'), "{refusal}");
        }
    }
}
