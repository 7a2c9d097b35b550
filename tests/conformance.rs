//! Every requirement of both suites as a trial, held against one embedded emulator that starts with the first of them.

use abide::emulator::{Options, start};
use abide::harness::{Running, conformance};

fn main() {
    conformance()
        .suite("aliyun-rds")
        .suite("tencent-cdb")
        .endpoint_async(|| async {
            let emulator = start(Options::default()).await?;
            let described = ["aliyun-rds", "tencent-cdb"].into_iter().filter_map(|suite| emulator.target_file(suite));
            Ok(described.fold(Running::new(), Running::target_text).guard(emulator))
        })
        .main();
}
