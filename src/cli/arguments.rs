//! The arguments as given.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::property::Shard;

/// Does an endpoint abide by its documentation?
#[derive(Debug, Parser)]
#[command(name = "abide", version, about, long_about = None, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
   0  the endpoint conforms
   1  it does not
   2  wrong usage, target file or suite file
   3  inconclusive: unreachable, throttled away, refused signature, nothing ran
   4  the baseline is out of date
  70  a bug in abide";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Hold an endpoint to its documents; without a target, the embedded emulator
    Run(Run),
    /// List the requirements
    List(List),
    /// Tell what a requirement promises, where that is written and how it is tested
    Explain(Explain),
    /// Send a saved counterexample once more
    Replay(Replay),
    /// Make one report of all shards of a run
    Merge(Merge),
    /// Tell what became different from one report to another; ends with 1 if something fails that did not, or is gone
    Diff(Diff),
    /// Keep a file of known failures up to date with what runs find
    Baseline {
        #[command(subcommand)]
        command: BaselineCommand,
    },
    /// Serve the emulator for any client
    Emulate(Emulate),
    /// Prove abide with every fault and every permitted variant of the emulator
    Faults(Faults),
    /// Print what a shell needs to complete this command line
    Completions(Completions),
}

#[derive(Debug, Args)]
pub(super) struct Run {
    /// Target file; may be given several times
    #[arg(long = "target", value_name = "FILE")]
    pub(super) targets: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Seed of the plan: the same seed, suites, target and day give the same requests [default: drawn afresh]
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Cases for each requirement; one for each way of keeping or breaking it at the least
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) cases: u64,
    /// Cases for each requirement that takes several calls to see
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(super) sequences: u64,
    /// Most steps of a sequence of calls
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = steps)]
    pub(super) steps: usize,
    /// How long the effect of an accepted call may take to show
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    pub(super) settle: f64,
    /// Where the reports go
    #[arg(long, value_name = "DIR", default_value = "reports/latest")]
    pub(super) reports: PathBuf,
    /// File of known failures to compare the run with; their saved counterexamples are sent first
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Send the K-th of N parts of the plan, split by requirement; `abide merge` joins their reports
    #[arg(long, value_name = "K/N", requires = "seed")]
    pub(super) shard: Option<Shard>,
    /// Print nothing but new failures and the conclusion
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) wire: Wire,
}

/// Which requirements a command is about.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Suite; may be given several times [default: all, or those of the targets]
    #[arg(long = "suite", value_name = "NAME")]
    pub(super) suites: Vec<String>,
    /// Requirements whose id matches, `*` standing for any text; may be given several times
    #[arg(long = "filter", value_name = "GLOB")]
    pub(super) filters: Vec<String>,
    /// Folder of suite files to use instead of the embedded ones
    #[arg(long = "suites", value_name = "DIR")]
    pub(super) suite_folder: Option<PathBuf>,
}

/// How requests are sent.
#[derive(Debug, Args)]
pub(super) struct Wire {
    /// Time limit of one request
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub(super) timeout: f64,
    /// The day that instants in requests count from, in UTC [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) today: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Print the lock of what is promised, as `suites/requirements.lock` holds it
    #[arg(long)]
    pub(super) lock: bool,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of the requirement, as `list` prints it
    pub(super) id: String,
    /// Folder of suite files to use instead of the embedded ones
    #[arg(long = "suites", value_name = "DIR")]
    pub(super) suite_folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// Counterexample file
    pub(super) file: PathBuf,
    /// Target file [default: the embedded emulator]
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// Time limit of one request
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub(super) timeout: f64,
}

#[derive(Debug, Args)]
pub(super) struct Merge {
    /// Folders of reports that `abide run --shard` wrote, one for each shard
    #[arg(value_name = "DIR", required = true)]
    pub(super) shards: Vec<PathBuf>,
    /// Where the reports go
    #[arg(long, value_name = "DIR", default_value = "reports/latest")]
    pub(super) reports: PathBuf,
    /// File of known failures to compare the whole run with
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Print nothing but new failures and the conclusion
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Folder of suite files to use instead of the embedded ones
    #[arg(long = "suites", value_name = "DIR")]
    pub(super) suite_folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The earlier report: a folder of reports, or a report.json
    #[arg(value_name = "BEFORE")]
    pub(super) earlier: PathBuf,
    /// The later one
    #[arg(value_name = "AFTER")]
    pub(super) later: PathBuf,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(super) format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For a terminal
    Text,
    /// For a comment on a change
    Markdown,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    /// Write the failures of a run into it, and when known ones were seen
    Update(Update),
    /// Remove what does not fail any more, and what no suite has
    Prune(Prune),
}

#[derive(Debug, Args)]
pub(super) struct Update {
    /// The baseline; made when there is none
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: PathBuf,
    /// Folder of the run's reports
    #[arg(long, value_name = "DIR")]
    pub(super) report: PathBuf,
    /// Why new entries are taken as they are
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Where more is written about new entries
    #[arg(long, value_name = "URL")]
    pub(super) link: Option<String>,
    /// The last day of new entries, and of those that have expired [default: 90 days from today, for new ones]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) expires: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(super) struct Prune {
    /// The baseline
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: PathBuf,
    /// Folder of the reports of a run with that baseline
    #[arg(long, value_name = "DIR")]
    pub(super) report: PathBuf,
    /// Folder of suite files to use instead of the embedded ones
    #[arg(long = "suites", value_name = "DIR")]
    pub(super) suite_folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct Emulate {
    /// Port on the loopback interface; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8640)]
    pub(super) port: u16,
    /// A deliberate deviation, by name; may be given several times
    #[arg(long = "fault", value_name = "NAME")]
    pub(super) faults: Vec<String>,
    /// A permitted way to differ, by name; may be given several times
    #[arg(long = "variant", value_name = "NAME")]
    pub(super) variants: Vec<String>,
    /// Print every deviation with the requirement that it breaks, and end
    #[arg(long)]
    pub(super) list_faults: bool,
    /// Print every permitted way to differ with what permits it, and end
    #[arg(long)]
    pub(super) list_variants: bool,
    /// Folder to write target files for both suites into
    #[arg(long, value_name = "DIR")]
    pub(super) targets: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Faults {
    /// Fault or variant, by name; may be given several times [default: all]
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Seed of every plan
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Runs side by side [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
    /// Where the tables go, as `faults.json` and `faults.md`
    #[arg(long, value_name = "DIR", default_value = "reports/faults")]
    pub(super) reports: PathBuf,
    /// Page whose lines between `<!-- faults: begin -->` and `<!-- faults: end -->` become the scores
    #[arg(long, value_name = "FILE")]
    pub(super) page: Option<PathBuf>,
}

fn steps(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|steps| (1..=50).contains(steps)).ok_or_else(|| "expected from 1 to 50 steps".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    if number.is_finite() && (0.001..=3600.0).contains(&number) {
        Ok(number)
    } else {
        Err("expected between 0.001 and 3600 seconds".to_owned())
    }
}
