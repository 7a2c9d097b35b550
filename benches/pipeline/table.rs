//! One table: median and spread of each figure.

/// Rows under one heading.
pub(crate) struct Table {
    heading: String,
    rows: Vec<String>,
}

impl Table {
    pub(crate) fn new(heading: &str) -> Self {
        Self { heading: heading.to_owned(), rows: Vec::new() }
    }

    /// Adds a figure with its value of each round.
    pub(crate) fn row(&mut self, what: &str, unit: &str, mut values: Vec<f64>) {
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().map(figure).unwrap_or_default();
        let last = values.len().saturating_sub(1);
        let median = at(last / 2);
        let spread = if last > 0 { format!("{} … {}", at(0), at(last)) } else { String::new() };
        self.rows.push(format!("  {what:<34} {median:>10} {unit:<11} {spread}"));
    }

    pub(crate) fn print(&self) {
        println!("{}\n  {:<34} {:>10} {:<11} lowest … highest", self.heading, "", "median", "");
        self.rows.iter().for_each(|row| println!("{row}"));
        println!();
    }
}

/// Three digits at least, thousands apart.
fn figure(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let lead = digits.len() % 3;
    let groups = std::iter::once(digits.get(..lead).unwrap_or_default());
    let rest = digits
        .get(lead..)
        .unwrap_or_default()
        .as_bytes()
        .chunks(3)
        .map(|group| str::from_utf8(group).unwrap_or_default());
    groups.chain(rest).filter(|group| !group.is_empty()).collect::<Vec<_>>().join(" ")
}
