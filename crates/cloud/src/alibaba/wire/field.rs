//! Which parameter a refusal is about, where the vendor names one.

/// The message as it is meant: the vendor puts the dynamic part into the template's gap.
pub(super) fn fill(template: &str, dynamic: Option<&str>) -> String {
    dynamic.map_or_else(|| template.to_owned(), |dynamic| template.replacen("%s", dynamic, 1))
}

/// The name, as `parameters` spells it. The vendor names it in one of three ways: as the dynamic part of its
/// message, at the end of its code, or as a word of its message.
pub(super) fn named(
    code: &str,
    template: Option<&str>,
    dynamic: Option<&str>,
    parameters: &[String],
) -> Option<String> {
    let has_gap = template.is_some_and(|template| template.contains("%s"));
    let in_dynamic = || has_gap.then_some(dynamic).flatten().and_then(|name| known(name, parameters));
    let in_message = || only_word(&fill(template?, dynamic), parameters);
    in_dynamic().or_else(|| in_code(code, parameters)).or_else(in_message).cloned()
}

/// Cases differ between the vendor's pages and its codes, as in `networkType` and `MissingNetworkType`.
fn known<'a>(name: &str, parameters: &'a [String]) -> Option<&'a String> {
    let exact = parameters.iter().find(|parameter| *parameter == name);
    exact.or_else(|| parameters.iter().find(|parameter| parameter.eq_ignore_ascii_case(name)))
}

/// `MissingDestRegion`, `Missing.DestRegion`, `InvalidParameter.UsedTime`, `InvalidParameter.UsedTime.Malformed`.
fn in_code<'a>(code: &str, parameters: &'a [String]) -> Option<&'a String> {
    let rest = ["MissingParameter.", "InvalidParameter.", "Missing.", "Missing"]
        .iter()
        .find_map(|prefix| code.strip_prefix(prefix))?;
    let mut name = rest;
    loop {
        if let Some(parameter) = known(name, parameters) {
            return Some(parameter);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// The one parameter whose name is a word of the message, in this very case; two names are none.
fn only_word<'a>(message: &str, parameters: &'a [String]) -> Option<&'a String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    let mut found = None;
    for word in message.split(|c| !is_part(c)) {
        let word = word.trim_matches('.');
        if let Some(parameter) = parameters.iter().find(|parameter| *parameter == word) {
            if found.is_some_and(|other| other != parameter) {
                return None;
            }
            found = Some(parameter);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SOME: [&str; 8] = [
        "SourceRegion",
        "DestRegion",
        "RegionId",
        "UsedTime",
        "DtsJobId",
        "SourceEndpoint.InstanceType",
        "networkType",
        "Parameter.1.Code",
    ];
    const NOT_VALID: &str = "The Value of Input Parameter %s is not valid.";

    /// (code, message, dynamic part, field)
    #[rustfmt::skip]
    const REFUSALS: &[(&str, &str, &str, Option<&str>)] = &[
        ("InternalError", NOT_VALID, "DtsJobId", Some("DtsJobId")),
        ("InternalError", NOT_VALID, "dtsjobid", Some("DtsJobId")),
        ("InternalError", NOT_VALID, "cn-mars", None),
        ("InternalError", NOT_VALID, "", None),
        ("InternalError", "It failed.", "DtsJobId", None),
        ("InvalidParameter.UsedTime", NOT_VALID, "RegionId", Some("RegionId")),

        ("MissingDestRegion", "m", "", Some("DestRegion")),
        ("MissingNetworkType", "m", "", Some("networkType")),
        ("Missing.DestRegion", "m", "", Some("DestRegion")),
        ("MissingParameter.DestRegion", "m", "", Some("DestRegion")),
        ("InvalidParameter.UsedTime", "m", "", Some("UsedTime")),
        ("InvalidParameter.UsedTime.Malformed", "m", "", Some("UsedTime")),
        ("InvalidParameter.SourceEndpoint.InstanceType", "m", "", Some("SourceEndpoint.InstanceType")),
        ("InvalidParameter.Parameter.1.Code", "m", "", Some("Parameter.1.Code")),
        ("InvalidParameter", "m", "", None),
        ("InvalidParameter.", "m", "", None),
        ("InvalidParameter.Teapot", "m", "", None),
        ("MissingParameter", "m", "", None),
        ("MissingSecurityToken", "m", "", None),
        ("Missing", "m", "", None),
        ("Throttling.UsedTime", "m", "", None),

        ("MissingParameter", "The input parameter \"DestRegion\" is mandatory.", "", Some("DestRegion")),
        ("X", "DestRegion.", "", Some("DestRegion")),
        ("X", "参数DestRegion不合法", "", Some("DestRegion")),
        ("X", "SourceEndpoint.InstanceType is wrong", "", Some("SourceEndpoint.InstanceType")),
        ("X", "RegionId, yes, RegionId", "", Some("RegionId")),
        ("X", "RegionId or DestRegion", "", None),
        ("X", "MyRegionId or RegionIds or regionid or Region Id", "", None),
        ("X", NOT_VALID, "of DestRegion", Some("DestRegion")),
        ("X", "", "", None),
    ];

    #[test]
    fn the_field_is_named_only_where_the_vendor_names_it() {
        let parameters = SOME.map(str::to_owned);
        for (code, template, dynamic, field) in REFUSALS {
            let dynamic = Some(*dynamic).filter(|text| !text.is_empty());

            let named = named(code, Some(template), dynamic, &parameters);

            assert_eq!(named.as_deref(), *field, "{code} {template} {dynamic:?}");
        }
        assert_eq!(named("X", None, None, &parameters), None);
        assert_eq!(named("MissingRegionId", Some("m"), None, &[]), None);
    }

    proptest! {
        #[test]
        fn what_is_named_is_a_parameter_of_the_call(
            code in "(Missing|InvalidParameter)?[.a-zA-Z]{0,20}",
            template in "[%s a-zA-Z.0-9]{0,40}|.*DestRegion.*",
            dynamic in proptest::option::of("[a-zA-Z.]{0,12}|DtsJobId"),
        ) {
            let parameters = SOME.map(str::to_owned);

            if let Some(name) = named(&code, Some(&template), dynamic.as_deref(), &parameters) {
                prop_assert!(parameters.contains(&name));
            }
        }
    }
}
