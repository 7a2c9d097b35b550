//! The refusals of this API: codes and messages as its error tables and recorded answers print them.

use std::borrow::Cow;

use crate::emulator::deviation::{Deviation, Deviations, Instead};

/// One refused request; the HTTP status is 200 all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The error code.
    pub(crate) code: &'static str,
    /// The error message. It names parameters and never repeats their values.
    pub(crate) message: Cow<'static, str>,
}

impl Refusal {
    const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message: Cow::Borrowed(message) }
    }

    fn naming(code: &'static str, message: String) -> Self {
        Self { code, message: Cow::Owned(message) }
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

    /// A required parameter is absent.
    pub(crate) fn missing(parameter: &str) -> Self {
        Self::naming("MissingParameter", format!("The request is missing a required parameter `{parameter}`."))
    }

    /// No document defines the parameter.
    pub(crate) fn unknown(parameter: &str) -> Self {
        Self::naming("UnknownParameter", format!("The parameter `{parameter}` is not recognized."))
    }

    /// The parameter is of another type.
    pub(crate) fn wrong_type(parameter: &str) -> Self {
        Self::naming("InvalidParameter", format!("The value type of parameter `{parameter}` is not valid."))
    }

    /// A common parameter of the older signature is of another type.
    pub(crate) fn wrong_common_type(parameter: &str) -> Self {
        Self::naming("InvalidParameter", format!("Parameter `{parameter}` type error."))
    }

    /// The parameter has a value that is not among the documented ones.
    pub(crate) fn wrong_value(parameter: &str) -> Self {
        let message = format!("The value specified in the parameter `{parameter}` is not valid.");
        Self::naming("InvalidParameterValue", message)
    }

    /// The API has no such operation.
    pub(crate) fn no_action(version: &str) -> Self {
        let message = format!("The request action is invalid or not found in service=`cdb` and version=`{version}`.");
        Self::naming("InvalidAction", message)
    }

    /// The content type cannot carry this operation.
    pub(crate) fn content_type(kind: &str) -> Self {
        Self::naming("UnsupportedProtocol", format!("this action does not support Content-Type=`{kind}`"))
    }
}

pub(crate) const METHOD_UNSUPPORTED: Refusal =
    Refusal::new("UnsupportedProtocol", "HTTP(S) request protocol error; only GET and POST requests are supported.");
pub(crate) const VERSION_UNKNOWN: Refusal =
    Refusal::new("NoSuchVersion", "The specified api version does not exist in service=`cdb`.");
pub(crate) const BODY_INVALID: Refusal = Refusal::new("InvalidParameter", "The request body is not a JSON object.");
pub(crate) const BODY_TOO_LARGE: Refusal =
    Refusal::new("RequestSizeLimitExceeded", "The request size exceeds the limit.");
pub(crate) const THROTTLED: Refusal =
    Refusal::new("RequestLimitExceeded", "The number of requests exceeds the frequency limit.");
pub(crate) const AUTHORIZATION_INVALID: Refusal =
    Refusal::new("AuthFailure.InvalidAuthorization", "Authorization in the request header is invalid.");
pub(crate) const SIGNATURE_WRONG: Refusal = Refusal::new(
    "AuthFailure.SignatureFailure",
    "The provided credentials could not be validated. Please check your signature is correct.",
);
pub(crate) const SIGNATURE_EXPIRED: Refusal =
    Refusal::new("AuthFailure.SignatureExpire", "The signature is expired, please request again.");
pub(crate) const SECRET_ID_UNKNOWN: Refusal = Refusal::new(
    "AuthFailure.SecretIdNotFound",
    "The SecretId is not found, please ensure that your SecretId is correct.",
);
pub(crate) const INSTANCE_NOT_FOUND: Refusal =
    Refusal::new("InvalidParameter.InstanceNotFound", "The instance does not exist.");
pub(crate) const TASK_NOT_FOUND: Refusal =
    Refusal::new("InvalidParameter.InvalidAsyncRequestId", "The async task does not exist.");
pub(crate) const ACCOUNT_INCOMPLETE: Refusal =
    Refusal::new("MissingParameter.AccountMissingParameterError", "Account-related parameters are missing.");
pub(crate) const ACCOUNT_NOT_FOUND: Refusal =
    Refusal::new("InvalidParameterValue.UserNotExistError", "The account does not exist.");
pub(crate) const STATUS_CONFLICT: Refusal =
    Refusal::new("FailedOperation.StatusConflict", "Another task of the instance is going on.");
pub(crate) const HELD_ALREADY: Refusal =
    Refusal::new("FailedOperation.PrivilegeDataIllegal", "The account has a privilege of this request already.");
pub(crate) const NOT_HELD: Refusal =
    Refusal::new("FailedOperation.PrivilegeDataIllegal", "The account lacks a privilege of this request.");
pub(crate) const PRIVILEGE_ILLEGAL: Refusal = Refusal::new(
    "FailedOperation.PrivilegeDataIllegal",
    "The executed operation to modify permissions is invalid. You can refer to product documentation for more \
     information about permissions that can be modified for this instance. If you have any questions, please contact \
     customer service.",
);
