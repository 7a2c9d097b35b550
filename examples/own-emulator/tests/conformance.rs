//! Every requirement of `tencent-cdb`, held against this emulator: `cargo test --test conformance -- replace`.

use abide::harness::{Running, conformance};
use own_emulator::{Fault, Server};

fn main() {
    conformance()
        .suite("tencent-cdb")
        .baseline("tests/known.toml")
        .endpoint_async(|| async {
            let server = Server::start(0, Fault::from_environment()?).await?;
            Ok(Running::new().at(server.url()).target_file("tests/target.toml").guard(server))
        })
        .main();
}
