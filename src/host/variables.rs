//! Variables: the application's values, and what each component is given of them.

use std::collections::BTreeMap;

use wasmtime::component::{Accessor, HasSelf};

use super::bindings::variables::{Error, Host, HostWithStore};
use super::manifest::{Manifest, Variable};
use super::state::State;
use super::{Environment, HostError};

/// The values of the application's variables: given ones first, then the environment's, then defaults.
///
/// # Errors
/// A required variable without a value, a given one that is not declared, an environment that is not text.
pub(super) fn resolve(
    manifest: &Manifest,
    given: &BTreeMap<String, String>,
    environment: &Environment,
) -> Result<BTreeMap<String, String>, HostError> {
    if let Some(name) = given.keys().find(|name| !manifest.variables.contains_key(*name)) {
        return Err(HostError::VariableUnknown {
            name: name.clone(),
            known: manifest.variables.keys().cloned().collect::<Vec<_>>().join(", "),
        });
    }
    let value = |(name, variable): (&String, &Variable)| {
        if let Some(given) = given.get(name) {
            return Ok((name.clone(), given.clone()));
        }
        let value = match environment.variable(name)? {
            Some(found) => found,
            None => variable.default.clone().ok_or_else(|| HostError::VariableMissing { name: name.clone() })?,
        };
        Ok((name.clone(), value))
    };
    manifest.variables.iter().map(value).collect()
}

/// What is wrong with `name` as the name of a variable, if anything.
pub(super) fn name_problem(name: &str) -> Option<String> {
    let strange = |c: &char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_');
    if let Some(c) = name.chars().find(strange) {
        return Some(format!("`{c}` may not stand in it; use a-z, 0-9 and _"));
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some("it must begin with a letter".into());
    }
    if name.ends_with('_') || name.contains("__") {
        return Some("a single _ may stand only between other characters".into());
    }
    None
}

impl Host for State {}

impl HostWithStore<State> for HasSelf<State> {
    async fn get(accessor: &Accessor<State, Self>, name: String) -> Result<String, Error> {
        if let Some(problem) = name_problem(&name) {
            return Err(Error::InvalidName(format!("\"{name}\": {problem}")));
        }
        accessor.with(|mut store| {
            let grant = &store.get().grant;
            grant
                .variables
                .get(&name)
                .cloned()
                .ok_or_else(|| Error::Undefined(format!("component `{}` has no variable `{name}`", grant.component)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_spins_rule() {
        for good in ["a", "a1", "a_b", "line_api_base"] {
            assert_eq!(name_problem(good), None, "{good}");
        }
        for bad in ["", "1a", "_a", "a_", "a__b", "A", "a-b", "a.b", "あ"] {
            assert!(name_problem(bad).is_some(), "{bad}");
        }
    }
}
