//! The refusals of this API: status, code and message as its error tables print them.

use std::borrow::Cow;

use super::body::{Body, Format};
use crate::emulator::{
    call::Reply,
    deviation::{Deviation, Deviations, Instead, Shown},
    identity::RequestId,
};

/// One refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The error code.
    pub(crate) code: Cow<'static, str>,
    /// The error message.
    pub(crate) message: Cow<'static, str>,
    /// What stands at the end of the link to the error's help.
    linked: Option<String>,
}

const HOST: &str = "rds.aliyuncs.com";

impl Refusal {
    const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code: Cow::Borrowed(code), message: Cow::Borrowed(message), linked: None }
    }

    /// A mandatory parameter is absent.
    pub(crate) fn missing(parameter: &str) -> Self {
        Self {
            status: 400,
            code: format!("Missing{parameter}").into(),
            message: format!("{parameter} is mandatory for this action.").into(),
            linked: None,
        }
    }

    /// A parameter's type or range is wrong; the gateway's own check.
    pub(crate) fn invalid(parameter: &str) -> Self {
        Self {
            status: 400,
            code: format!("Invalid{parameter}").into(),
            message: format!("Specified parameter {parameter} is not valid.").into(),
            linked: None,
        }
    }

    /// The same refusal with more said; what is added must carry no secret.
    pub(crate) fn with(mut self, more: &str) -> Self {
        self.message.to_mut().push_str(more);
        self
    }

    /// The same refusal with more in the link to its help.
    pub(crate) fn with_link(mut self, more: String) -> Self {
        self.linked = Some(more);
        self
    }

    /// What is answered in place of this refusal of an operation, where it is not answered as it should be.
    pub(crate) fn otherwise(&self, operation: &str, deviations: &Deviations) -> Option<Instead> {
        deviations.find(|deviation| match deviation {
            Deviation::Becomes(of, code, instead) => {
                ((of.is_empty() || of == operation) && code == self.code).then_some(instead)
            }
            _ => None,
        })
    }

    /// A refusal with another status and code, and the message that it had.
    pub(crate) fn recoded(self, status: u16, code: &'static str) -> Self {
        Self { status, code: Cow::Borrowed(code), ..self }
    }

    /// The refusal on the wire.
    pub(crate) fn reply(&self, format: Format, request: &RequestId, deviations: &Deviations) -> Reply {
        let mut body = Body::error(format, deviations);
        body.text("RequestId", request.as_str());
        body.text("HostId", HOST);
        body.text("Code", &self.code);
        body.text("Message", &self.message);
        if deviations.has(SUCCEEDS) {
            body.boolean("Success", true);
        }
        body.text("Recommend", &self.recommend(request, deviations));
        let status = deviations.find(|deviation| match deviation {
            Deviation::RefusalStatus(status) => Some(status),
            _ => None,
        });
        body.close(status.unwrap_or(self.status))
    }

    /// The link to the error's help, which holds the request id again where the answer has one.
    fn recommend(&self, request: &RequestId, deviations: &Deviations) -> String {
        let hidden = deviations.has(Deviation::RefusalMember("RequestId", Shown::Absent));
        let id = if hidden { String::new() } else { format!("&requestId={}", request.as_str()) };
        let more = self.linked.as_deref().unwrap_or_default();
        format!("https://api.aliyun.com/troubleshoot?q={}&product=Rds{id}{more}", self.code)
    }
}

/// Refusals have no member `Success` unless they lie about it.
const SUCCEEDS: Deviation = Deviation::RefusalMember("Success", Shown::Boolean(true));

// What the gateway refuses.
pub(crate) const ACTION_NOT_FOUND: Refusal =
    Refusal::new(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
pub(crate) const PARAMETER_UNSUPPORTED: Refusal =
    Refusal::new(400, "UnsupportedParameter", "The parameter is not supported by this operation.");
pub(crate) const METHOD_UNSUPPORTED: Refusal =
    Refusal::new(400, "UnsupportedHTTPMethod", "This http method not supported.");
pub(crate) const KEY_NOT_FOUND: Refusal =
    Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
pub(crate) const TIMESTAMP_FORMAT: Refusal =
    Refusal::new(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.");
pub(crate) const TIMESTAMP_EXPIRED: Refusal =
    Refusal::new(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
pub(crate) const NONCE_USED: Refusal =
    Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
pub(crate) const SIGNATURE_WRONG: Refusal =
    Refusal::new(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
pub(crate) const SIGNATURE_INCOMPLETE: Refusal =
    Refusal::new(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
pub(crate) const SIGNATURE_METHOD: Refusal =
    Refusal::new(400, "InvalidSignatureMethod", "Specified signature method is not valid.");
pub(crate) const FORMAT_INVALID: Refusal =
    Refusal::new(400, "InvalidParameter.Format", "Specified parameter format is not valid.");
pub(crate) const THROTTLED: Refusal =
    Refusal::new(400, "Throttling.User", "Request was denied due to user flow control.");
pub(crate) const BODY_TOO_LARGE: Refusal =
    Refusal::new(413, "RequestEntityTooLarge", "The request body exceeds the allowed size.");

// Instances.
pub(crate) const INSTANCE_ID_NOT_FOUND: Refusal =
    Refusal::new(400, "InvalidDBInstanceId.NotFound", "The DBInstanceId provided does not exist in records.");
pub(crate) const INSTANCE_NAME_NOT_FOUND: Refusal =
    Refusal::new(404, "InvalidDBInstanceName.NotFound", "The database instance does not exist.");
pub(crate) const INSTANCE_NOT_FOUND: Refusal =
    Refusal::new(404, "InvalidDBInstance.NotFound", "The specified instance does not exist or is not supported.");
pub(crate) const INSTANCE_STATE: Refusal =
    Refusal::new(403, "IncorrectDBInstanceState", "Current DB instance state does not support this operation.");
pub(crate) const INSTANCE_LOCKED: Refusal =
    Refusal::new(404, "IncorrectDBInstanceLockMode", "Current DB instance lock mode does not support this operation.");
pub(crate) const INSTANCE_STATUS: Refusal =
    Refusal::new(400, "InvalideStatus.Format", "The instance status does not support this operation.");
pub(crate) const ENGINE_UNSUPPORTED: Refusal = Refusal::new(
    400,
    "InvalidDBInstanceEngineType.Format",
    "the DB instance engine type does not support this operation.",
);
pub(crate) const ENCRYPTION_NOT_PURCHASED: Refusal = Refusal::new(
    400,
    "ColumnEncryptionErrorCode.NOT_PURCHASED",
    "The instance has not enabled the column encryption service.",
);

// Accounts, databases and privileges.
pub(crate) const ACCOUNT_NAME_NOT_FOUND: Refusal =
    Refusal::new(404, "InvalidAccountName.NotFound", "Specified account name does not exist.");
pub(crate) const ACCOUNT_NOT_FOUND: Refusal = Refusal::new(400, "Abs.InvalidAccount.NotFound", "account is not found.");
pub(crate) const ACCOUNT_STATUS: Refusal =
    Refusal::new(400, "IncorrectAccountStatus", "Current account status does not support this operation.");
pub(crate) const ACCOUNT_TYPE: Refusal =
    Refusal::new(403, "IncorrectAccountType", "Current account type does not support this operation.");
pub(crate) const PASSWORD_FORMAT: Refusal =
    Refusal::new(400, "InvalidAccountPassword.Format", "Specified account password is not valid.");
pub(crate) const PRIVILEGE_MALFORMED: Refusal =
    Refusal::new(400, "InvalidAccountPrivilege.Malformed", "Specified account privilege is not valid.");
pub(crate) const COUNTS_DIFFER: Refusal =
    Refusal::new(400, "InvalidDBNameOrAccountPrivilege", "Account permissions and database names must correspond.");
/// No document has a code for an unknown database; this one is in the tables of the operations that name databases.
pub(crate) const DATABASE_NOT_FOUND: Refusal =
    Refusal::new(400, "Account.UpdateError", "Update Account failed, please check your input value");
pub(crate) const ITEM_TWICE: Refusal =
    Refusal::new(400, "InvalidParameter", "The parameter names something more than once.");
pub(crate) const GRANTED_ALREADY: Refusal =
    Refusal::new(400, "Account.UpdateError", "The account has a privilege on this database already.");
pub(crate) const PRIVILEGE_TYPE: Refusal = Refusal::new(
    403,
    "IncorrectAccountPrivilegeType",
    "the current account privilege type does not support this operation.",
);
pub(crate) const PASSWORD_SAME: Refusal =
    Refusal::new(400, "Account.UpdateError", "The password is the one that the account has.");
pub(crate) const PARAMETER_ABSENT: Refusal =
    Refusal::new(400, "RequiredParam.NotFound", "Required input param is not found.");
pub(crate) const PARAMETERS_INVALID: Refusal =
    Refusal::new(400, "Parameters.Invalid", "Parameter error, please check the parameters.");

#[cfg(test)]
mod tests {
    use super::*;

    fn text(format: Format, deviations: &Deviations) -> String {
        String::from_utf8(PASSWORD_FORMAT.reply(format, &RequestId::fresh(), deviations).body).unwrap()
    }

    #[test]
    fn both_formats_carry_code_and_id() {
        let json: serde_json::Value = serde_json::from_str(&text(Format::Json, &Deviations::default())).unwrap();
        assert_eq!(json["Code"], "InvalidAccountPassword.Format");
        assert_eq!(json["RequestId"].as_str().unwrap().len(), 36);
        assert_eq!(json.get("Success"), None);
        let xml = text(Format::Xml, &Deviations::default());
        assert!(xml.contains("<Error><RequestId>"), "{xml}");
        assert!(xml.contains("&amp;product=Rds"), "{xml}");
    }

    #[test]
    fn the_id_can_be_left_out_altogether() {
        let without = [Deviation::RefusalMember("RequestId", Shown::Absent)].into_iter().collect();
        assert!(!text(Format::Json, &without).to_lowercase().contains("requestid"));
    }

    #[test]
    fn a_refusal_becomes_another_where_a_deviation_says_so() {
        let other = Instead::Refusal(500, "InternalError");
        let deviations: Deviations =
            [Deviation::Becomes("ResetAccountPassword", "InvalidAccountPassword.Format", other)].into_iter().collect();
        assert_eq!(PASSWORD_FORMAT.otherwise("ResetAccountPassword", &deviations), Some(other));
        assert_eq!(PASSWORD_FORMAT.otherwise("GrantAccountPrivilege", &deviations), None);
        assert_eq!(ACCOUNT_STATUS.otherwise("ResetAccountPassword", &deviations), None);
        assert_eq!(PASSWORD_FORMAT.recoded(500, "InternalError").status, 500);
    }
}
