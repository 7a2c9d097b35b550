//! The table of a hunt: for a terminal, as Markdown and as JSON, and the few lines that README shows.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::hunt::{FaultOutcome, FaultResult, VariantResult};
use super::score::{Score, Spread};

type Results<'a> = (&'a [FaultResult], &'a [VariantResult]);

/// The table for a terminal: a line for each fault and variant, and the scores.
#[must_use]
pub fn terminal((faults, variants): Results<'_>) -> String {
    let mut text = String::new();
    for result in faults {
        let (name, requirement) = (result.fault.name(), result.fault.requirement());
        let _infallible = writeln!(text, "{:<46} {requirement:<64} {}", name, told(&result.outcome));
    }
    for result in variants {
        let kept = if result.complaints.is_empty() { "conforms" } else { "CALLED WRONG" };
        let _infallible = writeln!(text, "{:<46} {:<64} {kept}", result.variant.name(), result.variant.permitted_by());
        result.complaints.iter().for_each(|line| {
            let _infallible = writeln!(text, "    {line}");
        });
    }
    text.push('\n');
    text.push_str(&scores(&Score::of(faults, variants)));
    text
}

fn told(outcome: &FaultOutcome) -> String {
    match outcome {
        FaultOutcome::Caught { requests, elapsed, steps } => {
            let steps = if *steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") };
            format!("caught after {requests} requests, {} ms, in {steps}", elapsed.as_millis())
        }
        FaultOutcome::Missed(others) if others.is_empty() => "SURVIVED".to_owned(),
        FaultOutcome::Missed(others) => format!("SURVIVED; failed were {}", others.join(", ")),
    }
}

fn scores(score: &Score) -> String {
    let Score { faults, caught, variants, false_alarms, single_call, several_calls } = score;
    let spread = |Spread { median, worst, .. }: &Spread| format!("{median} in the median, {worst} at the most");
    format!(
        "{caught} of {faults} faults caught by their own requirement; {false_alarms} of {variants} permitted variants \
         called wrong\nrequests to the first failure: {} where one call shows the fault; {} where it takes several\n",
        spread(single_call),
        spread(several_calls)
    )
}

/// The lines that README shows, with the day of the hunt.
#[must_use]
pub fn readme((faults, variants): Results<'_>, day: NaiveDate) -> String {
    let Score { faults, caught, variants, false_alarms, single_call, several_calls } = Score::of(faults, variants);
    format!(
        "| {day} | |\n|---|---|\n| faults caught by their own requirement | {caught} of {faults} |\n| permitted variants \
         called wrong | {false_alarms} of {variants} |\n| requests until a fault that one call shows is found | median \
         {}, worst {} |\n| requests until a fault that takes several calls is found | median {}, worst {} |\n",
        single_call.median, single_call.worst, several_calls.median, several_calls.worst
    )
}

/// The whole table as a Markdown page.
#[must_use]
pub fn markdown(results: Results<'_>, day: NaiveDate) -> String {
    let (faults, variants) = results;
    let mut text = format!("# Faults and variants\n\n{}\n## Faults\n\n", readme(results, day));
    text.push_str("| requirement | fault | what it does | shows | found | requests | ms | steps |\n");
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for result in faults {
        let (found, requests, elapsed, steps) = match &result.outcome {
            FaultOutcome::Caught { requests, elapsed, steps } => {
                ("yes", requests.to_string(), elapsed.as_millis().to_string(), steps.to_string())
            }
            FaultOutcome::Missed(_) => ("**no**", String::new(), String::new(), String::new()),
        };
        let fault = result.fault;
        let _infallible = writeln!(
            text,
            "| {} | {fault} | {} | {} | {found} | {requests} | {elapsed} | {steps} |",
            fault.requirement(),
            fault.about(),
            fault.shows().word()
        );
    }
    text.push_str(
        "\n## Permitted variants\n\n| variant | what it does | permitted by | conforms |\n|---|---|---|---|\n",
    );
    for result in variants {
        let kept = if result.complaints.is_empty() { "yes" } else { "**no**" };
        let variant = result.variant;
        let _infallible = writeln!(text, "| {variant} | {} | {} | {kept} |", variant.about(), variant.permitted_by());
    }
    text
}

/// The whole table as JSON.
#[must_use]
pub fn json((faults, variants): Results<'_>, day: NaiveDate) -> Value {
    let Score { faults: count, caught, variants: variant_count, false_alarms, single_call, several_calls } =
        Score::of(faults, variants);
    let spread = |spread: Spread| json!({ "median": spread.median, "worst": spread.worst });
    json!({
        "schema": "abide/faults/1",
        "day": day.to_string(),
        "score": {
            "faults": count,
            "caught": caught,
            "variants": variant_count,
            "false_alarms": false_alarms,
            "requests_single_call": spread(single_call),
            "requests_several_calls": spread(several_calls),
        },
        "faults": faults.iter().map(fault).collect::<Vec<_>>(),
        "variants": variants.iter().map(variant).collect::<Vec<_>>(),
    })
}

fn fault(result: &FaultResult) -> Value {
    let fault = result.fault;
    let mut line = json!({
        "name": fault.name(),
        "requirement": fault.requirement(),
        "about": fault.about(),
        "shows": fault.shows().word(),
    });
    let outcome = match &result.outcome {
        FaultOutcome::Caught { requests, elapsed, steps } => {
            json!({ "caught": true, "requests": requests, "elapsed_ms": elapsed.as_millis(), "steps": steps })
        }
        FaultOutcome::Missed(others) => json!({ "caught": false, "failed_instead": others }),
    };
    if let (Value::Object(line), Value::Object(outcome)) = (&mut line, outcome) {
        line.extend(outcome);
    }
    line
}

fn variant(result: &VariantResult) -> Value {
    json!({
        "name": result.variant.name(),
        "about": result.variant.about(),
        "permitted_by": result.variant.permitted_by(),
        "conforms": result.complaints.is_empty(),
        "complaints": result.complaints,
    })
}
