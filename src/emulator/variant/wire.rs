//! How requests and answers may travel and look, on either side.

#![allow(clippy::enum_glob_use, reason = "the table is made of nothing but deviations")]

use super::{Group, variant};
use crate::emulator::{
    deviation::{Deviation::*, Shown::Text},
    latitude::{Dress, Latitude, Order, Wire},
};

/// Every variant that is about neither side alone.
// One line each, so that the table can be read down its columns.
#[rustfmt::skip]
pub(super) const VARIANTS: &[Group] = &[
    (
        "HTTP: chunked bodies, compression, closed connections, the case of header names",
        &[
            variant("chunked-bodies", &[Wire(Wire::Chunked)], "sends every body in small chunks, without a length"),
            variant("compressed-bodies", &[Wire(Wire::Compressed)], "compresses bodies with gzip for those who accept it"),
            variant("compressed-chunks", &[Wire(Wire::Compressed), Wire(Wire::Chunked)], "sends compressed bodies in small chunks"),
            variant("connection-per-answer", &[Wire(Wire::Closes)], "closes the connection after every answer"),
            variant("header-names-in-title-case", &[Wire(Wire::TitleCase)], "writes header names with capitals"),
        ],
    ),
    (
        "reading: a transport failure is no answer",
        &[
            variant("requests-lost", &[Wire(Wire::LosesRequest(97))], "closes the connection of one in 97 requests without carrying it out"),
            variant("answers-lost", &[Wire(Wire::LosesAnswer(97))], "carries one in 97 requests out and closes its connection without an answer"),
            variant("gateway-502", &[Wire(Wire::GatewayAnswers(53, 502))], "has a gateway answer one in 53 requests with a page of its own and status 502"),
            variant("gateway-503", &[Wire(Wire::GatewayAnswers(59, 503))], "has a gateway answer one in 59 requests with a page of its own and status 503"),
            variant("slow-answers", &[Wire(Wire::Slow(50, 100))], "takes 100 ms for one in 50 answers"),
        ],
    ),
    (
        "reading: throttling is no answer",
        &[
            variant("throttling-400", &[Wire(Wire::Throttles(29, 400, "Throttling.User", "RequestLimitExceeded"))], "throttles one in 29 requests with status 400"),
            variant("throttling-429", &[Wire(Wire::Throttles(23, 429, "Throttling", "RequestLimitExceeded.UinLimitExceeded"))], "throttles one in 23 requests with status 429"),
            variant("throttling-503", &[Wire(Wire::Throttles(31, 503, "Throttling.Api", "RequestLimitExceeded.IPLimitExceeded"))], "throttles one in 31 requests with status 503"),
            variant("throttling-bare", &[Wire(Wire::GatewayAnswers(37, 429))], "throttles one in 37 requests with a bare page of status 429"),
        ],
    ),
    (
        "reading: member order and added whitespace are no difference; XML allows comments, CDATA, no declaration",
        &[
            variant("indented", &[Dress(Dress::Indented)], "writes every member on a line of its own, indented"),
            variant("members-reversed", &[Dress(Dress::Reversed)], "writes members in the opposite order of their names"),
            variant("xml-without-declaration", &[Dress(Dress::Undeclared)], "writes XML without its declaration"),
            variant("xml-with-comments", &[Dress(Dress::Commented)], "writes a comment before every element of XML"),
            variant("xml-with-cdata", &[Dress(Dress::CData)], "writes the texts of XML in CDATA sections"),
        ],
    ),
    (
        "reading: members that no document names may appear",
        &[
            variant("more-members", &[Takes(Latitude::MoreMembers)], "adds two members to every object of every answer"),
        ],
    ),
    (
        "reading: message text is a should (aliyun-rds/common/error-message)",
        &[
            variant("other-messages", &[RefusalMember("Message", Text("Sorry, that did not work."))], "has one message for all refusals"),
        ],
    ),
    (
        "reading: a request that breaks several rules may be answered for any one of them",
        &[
            variant("parameters-checked-first", &[Order(Order::ParametersFirst)], "checks what parameters say before whether what they name exists"),
            variant("accounts-checked-first", &[Order(Order::AccountsFirst)], "checks whether accounts exist before what is asked for them"),
            variant("state-checked-last", &[Order(Order::StateLast)], "checks everything else before whether the instance runs"),
            variant("parameters-checked-backwards", &[Order(Order::Backwards)], "checks the last parameter of a request before those in front of it"),
        ],
    ),
    (
        "reading: privilege-case, case variants of masking words and of the action are open",
        &[
            variant("words-in-any-case", &[Takes(Latitude::AnyCase)], "takes words in any letter case and keeps them as documents spell them"),
        ],
    ),
    (
        "reading: a refused list of names with some good ones is open",
        &[
            variant("refused-lists-partly-done", &[Takes(Latitude::PartlyDone)], "refuses a list with an unknown name and does it for the others"),
        ],
    ),
];
