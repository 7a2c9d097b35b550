//! Serves the emulator on the port that is named, or on 8650, until it is interrupted.

use std::error::Error;

use own_emulator::{Fault, Server};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let port = std::env::args().nth(1).map_or(Ok(8650), |word| word.parse())?;
    let server = Server::start(port, Fault::from_environment()?).await?;
    println!("{}", server.url());
    tokio::signal::ctrl_c().await?;
    Ok(())
}
