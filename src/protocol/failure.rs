//! What a failed exchange is called.

use std::error::Error;

use crate::case::Silence;

use super::endpoint::Endpoint;

/// Names a failure of the HTTP client. Its own text is not used: it can hold the address with all parameters.
pub(super) fn name(error: &reqwest::Error, endpoint: &Endpoint) -> Silence {
    let cause = innermost(error);
    if error.is_connect() {
        Silence::Unreachable(format!("`{}`: {cause}", endpoint.host()))
    } else {
        Silence::Interrupted(cause)
    }
}

/// Did the body arrive, and was only its compression wrong? Then the connection's library reports no failure.
pub(super) fn is_undecodable(error: &reqwest::Error) -> bool {
    error.is_decode() && !causes(error).any(is_transport)
}

/// Only errors below the client's own are asked for their text.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).filter(|cause| !cause.is::<reqwest::Error>()).last().map_or_else(
        || "the HTTP client gave up".to_owned(),
        |cause| cause.to_string().chars().filter(|character| !character.is_control()).take(200).collect(),
    )
}

fn is_transport(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<reqwest::Error>().is_some_and(|error| error.is_body() || error.is_timeout())
        || cause.is::<hyper::Error>()
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
