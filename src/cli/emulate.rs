//! `abide emulate`: serves the emulator for any client.

use std::path::Path;

use super::arguments::Emulate;
use super::console;
use super::main::{Refusal, runtime};
use super::targets::suites;
use crate::emulator::{Emulator, Fault, Options, Variant, start};
use crate::gate::ExitCode;

pub(super) fn emulate(arguments: &Emulate) -> Result<ExitCode, Refusal> {
    if arguments.list_faults {
        let line = |fault: Fault| format!("{:<46} {:<62} {}", fault.name(), fault.requirement(), fault.about());
        console::say(&Fault::all().map(line).collect::<Vec<_>>().join("\n"));
        return Ok(ExitCode::Conforms);
    }
    if arguments.list_variants {
        let line =
            |variant: Variant| format!("{:<36} {:<70} {}", variant.name(), variant.permitted_by(), variant.about());
        console::say(&Variant::all().map(line).collect::<Vec<_>>().join("\n"));
        return Ok(ExitCode::Conforms);
    }
    let faults = arguments.faults.iter().map(|name| name.parse::<Fault>().map_err(Refusal::of));
    let faults = faults.collect::<Result<Vec<_>, _>>()?;
    let variants = arguments.variants.iter().map(|name| name.parse::<Variant>().map_err(Refusal::of));
    let variants = variants.collect::<Result<Vec<_>, _>>()?;
    runtime()?.block_on(serve(arguments, (faults, variants)))
}

async fn serve(arguments: &Emulate, (faults, variants): (Vec<Fault>, Vec<Variant>)) -> Result<ExitCode, Refusal> {
    let emulator = start(Options { port: arguments.port, faults, variants }).await.map_err(Refusal::of)?;
    if let Some(directory) = &arguments.targets {
        write_targets(&emulator, directory)?;
    }
    console::say(&emulator.url());
    tokio::signal::ctrl_c().await.map_err(|error| Refusal::new(format!("cannot wait for an interruption: {error}")))?;
    emulator.stop().await;
    Ok(ExitCode::Conforms)
}

fn write_targets(emulator: &Emulator, directory: &Path) -> Result<(), Refusal> {
    let wrong =
        |path: &Path, error: std::io::Error| Refusal::new(format!("`{}` cannot be written: {error}", path.display()));
    std::fs::create_dir_all(directory).map_err(|error| wrong(directory, error))?;
    for suite in suites(None)? {
        if let Some(text) = emulator.target_file(&suite.id) {
            let path = directory.join(format!("{}.toml", suite.id));
            std::fs::write(&path, text).map_err(|error| wrong(&path, error))?;
            console::tell(&format!("wrote {}", path.display()));
        }
    }
    Ok(())
}
