//! A running emulator and a client for it.

use abide::emulator::{self, Emulator, Fault, Options};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::sign::{self, ALIYUN, Pairs, TENCENT};

pub(crate) struct Endpoint {
    emulator: Emulator,
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and code of a refusal in JSON.
    pub(crate) fn refused(&self) -> (u16, String) {
        (self.status, self.json()["Code"].as_str().unwrap_or_default().to_owned())
    }
}

pub(crate) fn pairs(given: &[(&str, &str)]) -> Pairs {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[expect(clippy::disallowed_methods, reason = "a request is signed with the time at which it is sent")]
pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

pub(crate) fn timestamp() -> String {
    now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(crate) fn nonce() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl Endpoint {
    pub(crate) async fn start(faults: &[Fault]) -> Self {
        Self::with(Options { faults: faults.to_vec(), ..Options::default() }).await
    }

    /// An emulator with permitted variants, by name.
    pub(crate) async fn varied(names: &[&str]) -> Self {
        let variants = names.iter().map(|name| name.parse().unwrap()).collect();
        Self::with(Options { variants, ..Options::default() }).await
    }

    async fn with(options: Options) -> Self {
        // Another test may have installed it already; which of them did does not matter.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        Self { emulator: emulator::start(options).await.unwrap(), client: Client::new() }
    }

    /// A GET, once, that may get no answer.
    pub(crate) async fn try_send(&self, query: &str) -> reqwest::Result<reqwest::Response> {
        let client = Client::builder().retry(reqwest::retry::never()).build()?;
        client.get(format!("{}?{query}", self.emulator.url())).send().await
    }

    pub(crate) fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    pub(crate) fn host(&self) -> String {
        self.emulator.url().replace("http://", "").replace('/', "")
    }

    pub(crate) async fn send(&self, method: &str, query: &str, headers: &Pairs, body: String) -> Answer {
        let url = format!("{}?{query}", self.emulator.url());
        let mut request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
        Answer { status: response.status().as_u16(), content_type, text: response.text().await.unwrap() }
    }

    /// An ACS3 POST with everything in the query; `changed` replaces headers before they are signed.
    pub(crate) async fn acs3(&self, action: &str, given: &[(&str, &str)], changed: &[(&str, &str)]) -> Answer {
        let mut headers = pairs(&[
            ("host", &self.host()),
            ("x-acs-action", action),
            ("x-acs-version", "2014-08-15"),
            ("x-acs-date", &timestamp()),
            ("x-acs-signature-nonce", &nonce()),
            ("x-acs-content-sha256", &sign::hash("")),
        ]);
        for (name, value) in changed {
            headers.retain(|(known, _)| known != name);
            headers.push(((*name).to_owned(), (*value).to_owned()));
        }
        let query = sign::query(&pairs(given));
        headers.push(("authorization".to_owned(), sign::acs3("POST", &query, &headers, "")));
        self.send("POST", &query, &headers, String::new()).await
    }

    /// A successful ACS3 call.
    pub(crate) async fn done(&self, action: &str, given: &[(&str, &str)]) -> Value {
        let answer = self.acs3(action, given, &[]).await;
        assert_eq!(answer.status, 200, "{action}: {}", answer.text);
        answer.json()
    }

    /// A refused ACS3 call: its status and code.
    pub(crate) async fn refused(&self, action: &str, given: &[(&str, &str)]) -> (u16, String) {
        self.acs3(action, given, &[]).await.refused()
    }

    /// The parameters of an RPC call, signed; `given` may override any of them.
    pub(crate) fn rpc(method: &str, action: &str, given: &[(&str, &str)], secret: &str) -> Pairs {
        let mut all = pairs(&[
            ("Action", action),
            ("Version", "2014-08-15"),
            ("AccessKeyId", ALIYUN.0),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce()),
            ("Timestamp", &timestamp()),
        ]);
        for (name, value) in given {
            all.retain(|(known, _)| known != name);
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
        let signature = sign::rpc(method, &all, secret);
        all.push(("Signature".to_owned(), signature));
        all
    }

    /// An RPC GET.
    pub(crate) async fn rpc_get(&self, action: &str, given: &[(&str, &str)]) -> Answer {
        let query = sign::query(&Self::rpc("GET", action, given, ALIYUN.1));
        self.send("GET", &query, &Pairs::new(), String::new()).await
    }

    /// A TC3 POST, `seconds` away from now; the member `Response` of the answer.
    pub(crate) async fn tc3_at(&self, action: &str, given: &Value, seconds: i64) -> Value {
        let at = now() + chrono::TimeDelta::seconds(seconds);
        let signed = pairs(&[("content-type", "application/json"), ("host", &self.host())]);
        let body = given.to_string();
        let authorization = sign::tc3(&signed, &body, (at.timestamp(), &at.format("%Y-%m-%d").to_string()));
        let mut headers = signed;
        headers.extend(pairs(&[
            ("x-tc-action", action),
            ("x-tc-version", "2017-03-20"),
            ("x-tc-timestamp", &at.timestamp().to_string()),
            ("authorization", &authorization),
        ]));
        let answer = self.send("POST", "", &headers, body).await;
        assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"));
        answer.json()["Response"].clone()
    }

    pub(crate) async fn tc3(&self, action: &str, given: &Value) -> Value {
        self.tc3_at(action, given, 0).await
    }

    /// The code of a refused TC3 call.
    pub(crate) async fn tc3_refused(&self, action: &str, given: &Value) -> String {
        self.tc3(action, given).await["Error"]["Code"].as_str().unwrap_or_default().to_owned()
    }

    /// A change of one account's privileges, waited for; how its task ended.
    pub(crate) async fn modify(&self, (user, host): (&str, &str), mut change: Value) -> String {
        change["InstanceId"] = json!("cdb-abide001");
        change["Accounts"] = json!([{ "User": user, "Host": host }]);
        let accepted = self.tc3("ModifyAccountPrivileges", &change).await;
        loop {
            let query = json!({ "AsyncRequestId": accepted["AsyncRequestId"] });
            let status = self.tc3("DescribeAsyncRequestInfo", &query).await["Status"].clone();
            if status != "RUNNING" {
                return status.as_str().unwrap().to_owned();
            }
        }
    }

    /// What an account holds, as four lists.
    pub(crate) async fn held(&self, (user, host): (&str, &str)) -> Value {
        let query = json!({ "InstanceId": "cdb-abide001", "User": user, "Host": host });
        let mut held = self.tc3("DescribeAccountPrivileges", &query).await;
        held.as_object_mut().unwrap().remove("RequestId");
        held
    }

    /// The older signature over a form.
    pub(crate) async fn older(&self, given: &[(&str, &str)]) -> Value {
        let mut all = pairs(&[
            ("SecretId", TENCENT.0),
            ("Nonce", "11886"),
            ("Version", "2017-03-20"),
            ("Timestamp", &now().timestamp().to_string()),
        ]);
        all.extend(pairs(given));
        all.push(("Signature".to_owned(), sign::older(&self.host(), &all)));
        let headers = pairs(&[("content-type", "application/x-www-form-urlencoded")]);
        self.send("POST", "", &headers, sign::query(&all)).await.json()["Response"].clone()
    }
}
