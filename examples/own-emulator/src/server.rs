//! HTTP: one address for every operation, status 200 for every answer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header::CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::{Router, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::api::{Cloud, Refusal};
use crate::fault::Fault;
use crate::signature::{header, verify};

/// A running emulator; it stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Serves on a port of the loopback interface; port 0 takes a free one.
    pub async fn start(port: u16, fault: Option<Fault>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let cloud = Arc::new(Mutex::new(Cloud::new(fault)));
        let router = Router::new().fallback(answer).with_state(cloud);
        let serving = tokio::spawn(async move { serve(listener, router).await });
        Ok(Self { address, serving })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    State(cloud): State<Arc<Mutex<Cloud>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let (action, version) = (header(&headers, "x-tc-action"), header(&headers, "x-tc-version"));
    let answered = verify(&method, &uri, &headers, &body).and_then(|()| {
        let mut cloud = cloud.lock().expect("no call panics");
        cloud.answer(action, version, &body)
    });
    ([(CONTENT_TYPE, "application/json")], enveloped(answered).to_string())
}

fn enveloped(answered: Result<Value, Refusal>) -> Value {
    let mut response =
        answered.unwrap_or_else(|Refusal { code, message }| json!({ "Error": { "Code": code, "Message": message } }));
    response["RequestId"] = json!(Uuid::new_v4().to_string());
    json!({ "Response": response })
}
