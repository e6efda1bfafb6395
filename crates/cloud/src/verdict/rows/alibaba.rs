//! Alibaba Cloud's answers.

use domain::catalog::Operation::{BssCreate, DtsChange, DtsCreate};

use super::{
    Advice, Call,
    Code::{Exactly, Family, Prefix},
    Row, key_refused, open, refused,
};

const RPC: &[Call] = &[Call::Buy(DtsCreate), Call::Buy(DtsChange), Call::Buy(BssCreate)];
const DTS: &[Call] = &[Call::Buy(DtsCreate), Call::Buy(DtsChange)];
const CHANGE: &[Call] = &[Call::Buy(DtsChange)];
const BSS: &[Call] = &[Call::Buy(BssCreate)];

const GATEWAY: &str = "Alibaba Cloud gateway error codes";
const STS: &str = "Alibaba Cloud STS error codes (commonly met)";
const DTS_PAGE: &str = "Alibaba Cloud DTS error codes";
const BSS_PAGE: &str = "Alibaba Cloud BSS CreateInstance, error codes";
const OTHER_SITE: &str = "Alibaba Cloud's Terraform provider (commonly met)";
const IDEMPOTENCE: &str = "Alibaba Cloud idempotence guide (ECS, VPC)";

/// All rows; the first that fits counts. A business error may come as `ErrCode` in a 200 or as `Code` in a 4xx:
/// DTS does not say which, and BSS does both, so those are listed with both.
pub(crate) const ROWS: &[Row] = &[
    // Nothing is known from these, wherever they appear.
    Row {
        alarm: true,
        ..open(RPC, Exactly("IdempotentParameterMismatch"), Advice::TokenConflict, IDEMPOTENCE)
    },
    open(RPC, Exactly("LastTokenProcessing"), Advice::StillRunning, IDEMPOTENCE),
    open(RPC, Exactly("SignatureNonceUsed"), Advice::NoAnswer, GATEWAY),
    open(RPC, Exactly("InternalError"), Advice::CloudDown, GATEWAY),
    open(RPC, Exactly("UnknownError"), Advice::CloudDown, GATEWAY),
    open(RPC, Exactly("ServiceUnavailable"), Advice::CloudDown, GATEWAY),
    // Something changes the task at this moment, and nobody says that it is not this very change.
    open(CHANGE, Exactly("DTS.Msg.OperationDenied.JobStatusModifying"), Advice::StillRunning, DTS_PAGE),
    // The key.
    key_refused(RPC, &[404, 400, 403], Exactly("InvalidAccessKeyId.NotFound"), Advice::KeyRefused, GATEWAY),
    key_refused(RPC, &[400, 403], Exactly("InvalidAccessKeyId.Inactive"), Advice::KeyRefused, GATEWAY),
    key_refused(RPC, &[400, 403], Exactly("SignatureDoesNotMatch"), Advice::KeyRefused, GATEWAY),
    key_refused(RPC, &[400, 403], Family("InvalidSecurityToken"), Advice::TokenExpired, STS),
    key_refused(RPC, &[200, 400, 403], Exactly("MissingSecurityToken"), Advice::TokenExpired, STS),
    // What the key may do.
    key_refused(RPC, &[403], Exactly("Forbidden"), Advice::PermissionMissing, GATEWAY),
    key_refused(RPC, &[403], Exactly("Forbidden.RAM"), Advice::PermissionMissing, GATEWAY),
    key_refused(RPC, &[403], Exactly("NoPermission"), Advice::PermissionMissing, GATEWAY),
    key_refused(RPC, &[403], Exactly("Forbidden.RiskControl"), Advice::AccountRestricted, GATEWAY),
    key_refused(RPC, &[403], Exactly("Forbidden.UserVerification"), Advice::AccountRestricted, GATEWAY),
    // The request's form.
    refused(RPC, &[400], Exactly("IncompleteSignature"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[400], Exactly("InvalidTimeStamp.Format"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[400], Exactly("InvalidTimeStamp.Expired"), Advice::ClockOff, GATEWAY),
    refused(RPC, &[400], Exactly("IllegalTimestamp"), Advice::ClockOff, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("InvalidApi.NotFound"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("InvalidAction"), Advice::PortalBug, GATEWAY),
    refused(RPC, &[404, 403, 400], Exactly("NoSuchVersion"), Advice::PortalBug, GATEWAY),
    // Too often.
    refused(RPC, &[400, 429, 503], Exactly("Throttling"), Advice::Throttled, GATEWAY),
    refused(RPC, &[400, 429, 503], Exactly("Throttling.User"), Advice::Throttled, GATEWAY),
    refused(RPC, &[400, 429, 503], Exactly("Throttling.Api"), Advice::Throttled, GATEWAY),
    refused(DTS, &[200, 400, 429, 503], Exactly("DTS.Msg.Throttling.User"), Advice::Throttled, DTS_PAGE),
    // The parameters and the account.
    refused(RPC, &[200, 400], Exactly("MissingParameter"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Prefix("Missing"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Family("InvalidParameter"), Advice::ParametersRefused, GATEWAY),
    refused(RPC, &[200, 400], Exactly("InsufficientBalance"), Advice::NotEnoughMoney, GATEWAY),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXPayOrder.InsufficientBalance"),
        Advice::NotEnoughMoney,
        DTS_PAGE,
    ),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXCreateOrderError"),
        Advice::AccountRestricted,
        DTS_PAGE,
    ),
    refused(
        DTS,
        &[200, 400, 403],
        Exactly("DTS.Msg.LXCreateOrder.NotFoundPricePlan"),
        Advice::NotOnSale,
        DTS_PAGE,
    ),
    refused(
        CHANGE,
        &[200, 400, 403],
        Exactly("DTS.Msg.OperationDenied.NotPurchased"),
        Advice::ParametersRefused,
        DTS_PAGE,
    ),
    refused(
        CHANGE,
        &[200, 400, 403],
        Exactly("DTS.Msg.UpdateJob.OperationDenied.InitStatus"),
        Advice::ParametersRefused,
        DTS_PAGE,
    ),
    refused(BSS, &[200, 400], Exactly("INSUFFICIENT.AVAILABLE.QUOTA"), Advice::NotEnoughMoney, BSS_PAGE),
    refused(BSS, &[200, 400], Exactly("InvalidOwner"), Advice::AccountRestricted, BSS_PAGE),
    refused(BSS, &[200, 400], Exactly("ORDER.ACCOUNT_STATUS_ILLEGAL"), Advice::AccountRestricted, BSS_PAGE),
    refused(
        BSS,
        &[200, 400],
        Exactly("ORDER.ACCOUNT_INFORMATION_INCOMPLETE"),
        Advice::AccountRestricted,
        BSS_PAGE,
    ),
    // The text "400" is the code: the check of the order before it is made.
    refused(BSS, &[200, 400], Exactly("400"), Advice::ParametersRefused, BSS_PAGE),
    // The account's site does not know the product. Another site is never tried.
    refused(BSS, &[200, 400, 404], Exactly("NotApplicable"), Advice::NotOnSale, OTHER_SITE),
];
