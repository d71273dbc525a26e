//! axe-core, which finds in a page what keeps people out.

use serde_json::Value;

use super::Browser;

/// Asks for every rule that axe has, and tells each violation with where it is.
const ASK: &str = r#"
    const done = arguments[arguments.length - 1]
    const told = violation => violation.nodes.map(node => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`)
    axe.run(document, { resultTypes: ["violations"] })
       .then(found => done(found.violations.flatMap(told)), error => done([`axe: ${error}`]))
"#;

/// What axe finds wrong in the page that is open.
pub(super) async fn violations(browser: &Browser) -> Vec<String> {
    let source = browser.axe();
    let found = browser.script_ends(&format!("if (!window.axe) {{ {source} }}\n{ASK}")).await;
    let Value::Array(found) = found else { panic!("axe says {found}") };
    found.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}
