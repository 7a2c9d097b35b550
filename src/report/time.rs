//! Durations as people read them.

use std::time::Duration;

/// `0.4 s`, `2 min 5 s`.
pub(super) fn spoken(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        return format!("{:.1} s", elapsed.as_secs_f64());
    }
    format!("{} min {} s", seconds / 60, seconds % 60)
}

/// Cases per second, to whole ones; none where no time passed.
pub(super) fn rate(cases: u64, elapsed: Duration) -> Option<u128> {
    u128::from(cases).saturating_mul(1000).checked_div(elapsed.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_rates() {
        assert_eq!(spoken(Duration::from_millis(440)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(rate(5000, Duration::from_millis(2500)), Some(2000));
        assert_eq!(rate(5000, Duration::ZERO), None);
    }
}
