//! Huawei Cloud's answers.

use domain::catalog::Operation::DdmCreate;

use super::{Advice, Call, Code::Exactly, Row, key_refused, open, refused};

const ALL: &[Call] = &[Call::Buy(DdmCreate), Call::PayOrder, Call::CancelOrder];
const DDM: &[Call] = &[Call::Buy(DdmCreate)];
const BSS: &[Call] = &[Call::PayOrder, Call::CancelOrder];
const PAY: &[Call] = &[Call::PayOrder];
const CANCEL: &[Call] = &[Call::CancelOrder];

const GATEWAY: &str = "Huawei Cloud API gateway error codes";
const IAM: &str = "Huawei Cloud IAM v3, \"Obtaining a user token\"";
const DDM_PAGE: &str = "Huawei Cloud DDM, \"Buying a DDM instance\"";
const DDM_CODES: &str = "Huawei Cloud DDM error codes";
const BSS_CODES: &str = "Huawei Cloud customer operation capabilities, error codes";
const PAY_PAGE: &str = "Huawei Cloud customer operation capabilities, PayOrders";
const CANCEL_PAGE: &str = "Huawei Cloud customer operation capabilities, CancelCustomerOrder";

/// BSS refuses with 400, and some of it with 200.
const BUSINESS: &[u16] = &[200, 400];

const PASSWORD: &str = "instance.admin_user_password";

/// All rows; the first that fits counts. The gateway writes its codes with either prefix.
#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    // Nothing is known from these, wherever they appear.
    open(ALL, Exactly("APIGW.0201"), Advice::CloudDown, GATEWAY),
    open(ALL, Exactly("APIG.0201"), Advice::CloudDown, GATEWAY),
    open(DDM, Exactly("DBS.200412"), Advice::CloudDown, DDM_PAGE),
    open(DDM, Exactly("DBS.300002"), Advice::CloudDown, DDM_CODES),
    open(DDM, Exactly("DBS.300005"), Advice::CloudDown, DDM_CODES),
    open(DDM, Exactly("DBS.200019"), Advice::StillRunning, DDM_CODES),
    open(DDM, Exactly("DBS.212033"), Advice::StillRunning, DDM_CODES),
    open(BSS, Exactly("CBC.0999"), Advice::CloudDown, BSS_CODES),
    // "Operations too frequent": a second copy gets it while the first runs.
    open(BSS, Exactly("CBC.99008040"), Advice::StillRunning, PAY_PAGE),
    // The order is in another state than we thought. A copy of this very request, repeated on the way, may have
    // brought it there: only a look at the order tells.
    open(PAY, Exactly("CBC.99003106"), Advice::Unknown, PAY_PAGE),
    open(CANCEL, Exactly("CBC.99005010"), Advice::Unknown, CANCEL_PAGE),
    // The key or the token.
    key_refused(ALL, &[401], Exactly("APIGW.0301"), Advice::KeyRefused, GATEWAY),
    key_refused(ALL, &[401], Exactly("APIG.0301"), Advice::KeyRefused, GATEWAY),
    key_refused(ALL, &[401], Exactly("APIGW.0303"), Advice::KeyRefused, GATEWAY),
    key_refused(ALL, &[401], Exactly("APIG.0303"), Advice::KeyRefused, GATEWAY),
    key_refused(ALL, &[401], Exactly("APIGW.0307"), Advice::KeyRefused, GATEWAY),
    key_refused(ALL, &[401], Exactly("APIG.0307"), Advice::KeyRefused, GATEWAY),
    // The token is illegal or has expired.
    key_refused(BSS, &[401, 403], Exactly("CBC.0154"), Advice::KeyRefused, BSS_CODES),
    // What the key may do.
    key_refused(ALL, &[403], Exactly("APIGW.0302"), Advice::PermissionMissing, GATEWAY),
    key_refused(ALL, &[403], Exactly("APIG.0302"), Advice::PermissionMissing, GATEWAY),
    key_refused(BSS, &[403], Exactly("CBC.0151"), Advice::PermissionMissing, BSS_CODES),
    key_refused(BSS, &[403], Exactly("CBC.0155"), Advice::PermissionMissing, BSS_CODES),
    key_refused(BSS, &[403], Exactly("CBC.0150"), Advice::AccountRestricted, BSS_CODES),
    // The account is of the other site.
    key_refused(BSS, &[403], Exactly("CBC.0156"), Advice::AccountRestricted, BSS_CODES),
    // IAM answers looks alone: of a purchase this would say nothing, and whoever stands between could say it.
    open(ALL, Exactly("401"), Advice::KeyRefused, IAM),
    open(ALL, Exactly("403"), Advice::PermissionMissing, IAM),
    // The request's form.
    refused(ALL, &[404], Exactly("APIGW.0101"), Advice::PortalBug, GATEWAY),
    refused(ALL, &[404], Exactly("APIG.0101"), Advice::PortalBug, GATEWAY),
    // Too often.
    refused(ALL, &[429], Exactly("APIGW.0308"), Advice::Throttled, GATEWAY),
    refused(ALL, &[429], Exactly("APIG.0308"), Advice::Throttled, GATEWAY),
    // What is bought.
    refused(DDM, &[400], Exactly("DBS.280001"), Advice::ParametersRefused, DDM_PAGE),
    Row { field: Some("instance.admin_user_name"), ..refused(DDM, &[400], Exactly("DBS.300305"), Advice::ParametersRefused, DDM_CODES) },
    Row { field: Some(PASSWORD), ..refused(DDM, &[400], Exactly("DBS.300306"), Advice::ParametersRefused, DDM_CODES) },
    Row { field: Some("instance.time_zone"), ..refused(DDM, &[400], Exactly("DBS.300376"), Advice::ParametersRefused, DDM_CODES) },
    refused(DDM, &[400], Exactly("DBS.300375"), Advice::ParametersRefused, DDM_CODES),
    refused(DDM, &[400], Exactly("DBS.300371"), Advice::NotOnSale, DDM_CODES),
    // The order that is paid or cancelled.
    refused(BSS, BUSINESS, Exactly("CBC.0100"), Advice::ParametersRefused, BSS_CODES),
    refused(BSS, BUSINESS, Exactly("CBC.0101"), Advice::ParametersRefused, BSS_CODES),
    refused(BSS, BUSINESS, Exactly("CBC.99000089"), Advice::ParametersRefused, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.30000010"), Advice::ParametersRefused, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003110"), Advice::NotOnSale, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003141"), Advice::NotOnSale, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003162"), Advice::NotOnSale, PAY_PAGE),
    // The account.
    refused(PAY, BUSINESS, Exactly("CBC.99005003"), Advice::NotEnoughMoney, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003155"), Advice::NotEnoughMoney, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003198"), Advice::NotEnoughMoney, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99006093"), Advice::AccountRestricted, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99008056"), Advice::AccountRestricted, PAY_PAGE),
    refused(BSS, BUSINESS, Exactly("CBC.18000016"), Advice::AccountRestricted, BSS_CODES),
    // Coupons and discounts, which we never use.
    refused(PAY, BUSINESS, Exactly("CBC.99003108"), Advice::PortalBug, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003112"), Advice::PortalBug, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003116"), Advice::PortalBug, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003117"), Advice::PortalBug, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003147"), Advice::PortalBug, PAY_PAGE),
    refused(PAY, BUSINESS, Exactly("CBC.99003156"), Advice::PortalBug, PAY_PAGE),
];
