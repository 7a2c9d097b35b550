//! The command line of abide.

fn main() -> std::process::ExitCode {
    abide::cli::main()
}
