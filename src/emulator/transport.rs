//! What happens to requests and answers between the socket and the service, where HTTP leaves it open: which of them are
//! lost, late or throttled, and how a body is sent.

use std::{
    collections::VecDeque,
    convert::Infallible,
    io::Write,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use hyper::{
    HeaderMap, Response, StatusCode,
    body::{Body, Frame, SizeHint},
    header::{ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue},
};

use super::{
    call::Reply,
    deviation::{Deviation, Deviations},
    latitude::Wire,
};

/// Bytes of a chunk: few, so that a short body has several, and odd, so that they end inside characters and tags.
const CHUNK: usize = 61;

/// The way between sockets and service.
#[derive(Debug)]
pub(crate) struct Transport {
    deviations: Deviations,
    requests: AtomicU64,
}

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is answered.
    Answered,
    /// It is answered late.
    Late(Duration),
    /// Its connection ends before it is carried out.
    RequestLost,
    /// It is carried out, and its connection ends.
    AnswerLost,
    /// It is throttled: a status for Aliyun, and a code for either side.
    Throttled(u16, &'static str, &'static str),
    /// Something in front of the endpoint answers with this status.
    Intercepted(u16),
}

impl Transport {
    /// A way with these deviations, on which nothing has come yet.
    pub(crate) fn new(deviations: Deviations) -> Self {
        Self { deviations, requests: AtomicU64::new(0) }
    }

    /// What becomes of the next request.
    pub(crate) fn fate(&self) -> Fate {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let special = self.deviations.find(|deviation| match deviation {
            Deviation::Wire(wire) => special(wire).filter(|(every, _)| number.is_multiple_of(*every)),
            _ => None,
        });
        special.map_or(Fate::Answered, |(_, fate)| fate)
    }

    /// Whether the words of header names begin with capitals.
    pub(crate) fn has_title_case(&self) -> bool {
        self.has(Wire::TitleCase)
    }

    /// The answer as it travels to a client that sent these headers.
    pub(crate) fn respond(&self, reply: Reply, asked: &HeaderMap) -> Response<Payload> {
        let packed = self.has(Wire::Compressed) && takes_gzip(asked);
        let content = if packed { compressed(&reply.body) } else { reply.body };
        let mut response = Response::new(Payload::of(content, self.has(Wire::Chunked)));
        *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
        if packed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if self.has(Wire::Closes) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn has(&self, wire: Wire) -> bool {
        self.deviations.has(Deviation::Wire(wire))
    }
}

/// The requests of which one meets a fate of its own.
const fn special(wire: Wire) -> Option<(u64, Fate)> {
    match wire {
        Wire::Chunked | Wire::Compressed | Wire::Closes | Wire::TitleCase => None,
        Wire::LosesRequest(every) => Some((every, Fate::RequestLost)),
        Wire::LosesAnswer(every) => Some((every, Fate::AnswerLost)),
        Wire::Slow(every, delay_ms) => Some((every, Fate::Late(Duration::from_millis(delay_ms)))),
        Wire::Throttles(every, status, aliyun, tencent) => Some((every, Fate::Throttled(status, aliyun, tencent))),
        Wire::GatewayAnswers(every, status) => Some((every, Fate::Intercepted(status))),
    }
}

/// The page of something in front of the endpoint that has no answer of it.
pub(crate) fn intercepted(status: u16) -> Reply {
    let body = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
    Reply { status, content_type: "text/html", body: body.into_bytes() }
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let accepted = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|kind| kind.split(';').next().unwrap_or_default().trim() == "gzip")
}

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A vector takes whatever is written to it.
    let _infallible = encoder.write_all(body);
    encoder.finish().unwrap_or_default()
}

/// A body on its way: whole with its length, or in pieces without.
#[derive(Debug)]
pub(crate) struct Payload {
    pieces: VecDeque<Bytes>,
    length: Option<u64>,
}

impl Payload {
    fn of(content: Vec<u8>, in_pieces: bool) -> Self {
        let content = Bytes::from(content);
        if in_pieces {
            let piece = |start: usize| content.slice(start..content.len().min(start + CHUNK));
            return Self { pieces: (0..content.len()).step_by(CHUNK).map(piece).collect(), length: None };
        }
        let length = u64::try_from(content.len()).ok();
        Self { pieces: VecDeque::from([content]), length }
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.pieces.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map(SizeHint::with_exact).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport(wire: Wire) -> Transport {
        Transport::new([Deviation::Wire(wire)].into_iter().collect())
    }

    #[test]
    fn one_in_so_many_requests_meets_a_fate_of_its_own() {
        let transport = transport(Wire::LosesAnswer(3));
        let fates: Vec<Fate> = (0..6).map(|_| transport.fate()).collect();
        let (fine, lost) = (Fate::Answered, Fate::AnswerLost);
        assert_eq!(fates, [fine, fine, lost, fine, fine, lost]);
    }

    #[test]
    fn pieces_are_the_whole_and_have_no_length() {
        let content: Vec<u8> = (0..200).collect();
        let pieces = Payload::of(content.clone(), true);
        assert_eq!(pieces.size_hint().exact(), None);
        assert_eq!(pieces.pieces.len(), 4);
        assert_eq!(pieces.pieces.iter().flat_map(|piece| piece.to_vec()).collect::<Vec<u8>>(), content);
        assert_eq!(Payload::of(content, false).size_hint().exact(), Some(200));
    }

    #[test]
    fn bodies_are_compressed_for_those_who_take_it() {
        let reply = || Reply { status: 200, content_type: "application/json", body: b"{}".to_vec() };
        let mut asked = HeaderMap::new();
        assert!(transport(Wire::Compressed).respond(reply(), &asked).headers().get(CONTENT_ENCODING).is_none());
        asked.insert(ACCEPT_ENCODING, HeaderValue::from_static("br, gzip;q=0.5"));
        let response = transport(Wire::Compressed).respond(reply(), &asked);
        assert_eq!(response.headers().get(CONTENT_ENCODING).unwrap(), "gzip");
    }
}
