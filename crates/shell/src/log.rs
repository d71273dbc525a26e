/// Standard error is the component's log on every Spin host. No secret and no resident's
/// data is ever in these lines.
#[allow(clippy::print_stderr, reason = "standard error is a component's log")]
pub fn log(line: &str) {
    eprintln!("{line}");
}
