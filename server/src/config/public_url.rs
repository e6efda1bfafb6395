//! The address under which people reach the portal.

use std::{fmt, net::SocketAddr, str::FromStr};

use reqwest::Url;

use super::ConfigError;

/// An origin: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// For a portal that is reached where it listens.
    pub fn of_listener(address: SocketAddr) -> Self {
        let host = match address.ip() {
            ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
            std::net::IpAddr::V4(ip) => ip.to_string(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        };
        Self(format!("http://{host}:{}", address.port()))
    }

    /// As browsers write it in the header `Origin`.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Whether cookies are for https alone.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let refuse = || {
            ConfigError::new(format!(
                "PURSER_PUBLIC_URL is {text}, which is not an address such as https://purser.example.com"
            ))
        };
        let url = Url::parse(text).map_err(|_| refuse())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain || !nobody {
            return Err(refuse());
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        let origin = |text: &str| text.parse::<PublicUrl>().map(|url| url.to_string());

        assert_eq!(origin("https://Purser.example.com:443/").as_deref(), Ok("https://purser.example.com"));
        assert_eq!(origin("http://[::1]:3000").as_deref(), Ok("http://[::1]:3000"));
        for bad in ["purser.example.com", "https://a/b", "https://u@a", "ftp://a", "https://a?x"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_listener_on_every_address_is_reached_on_loopback() {
        let listener: SocketAddr = "0.0.0.0:3000".parse().expect("an address");

        assert_eq!(PublicUrl::of_listener(listener).origin(), "http://127.0.0.1:3000");
    }
}
