//! From what is written to what is meant, or to the first place where it cannot be honoured.

use std::collections::BTreeMap;

use toml::{Spanned, Value};

use super::{Component, Manifest, Route, Source, Variable, raw};
use crate::host::template::Template;
use crate::host::{HostError, grants, routes, variables};

/// Checks `read`, which was read from `source`.
pub(super) fn check(read: raw::Application, source: Source) -> Result<Manifest, HostError> {
    let version = &read.spin_manifest_version;
    if *version.get_ref() != 2 {
        return Err(source.error(version.span(), "only `spin_manifest_version = 2` can be run"));
    }
    let declared = read
        .variables
        .into_iter()
        .map(|(name, variable)| check_variable(name, variable, &source))
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    let components = read
        .component
        .into_iter()
        .map(|(id, component)| Ok((id, check_component(component, &declared, &source)?)))
        .collect::<Result<BTreeMap<_, _>, HostError>>()?;
    let mut routes: Vec<Route> = Vec::new();
    for trigger in read.trigger.http {
        let place = trigger.route.span();
        let route = check_trigger(trigger, &components, &source)?;
        if let Some(same) = routes.iter().find(|known| routes::same(&known.pattern, &route.pattern)) {
            let same = &same.component;
            return Err(source.error(place, format!("component `{same}` has this route already; keep one of them")));
        }
        routes.push(route);
    }
    if routes.is_empty() {
        return Err(source.error(0..0, "no `[[trigger.http]]`: nothing would be served"));
    }
    Ok(Manifest { variables: declared, routes, components, source })
}

fn check_variable(
    name: Spanned<String>,
    read: raw::Variable,
    source: &Source,
) -> Result<(String, Variable), HostError> {
    check_name(&name, source)?;
    match (read.required, &read.default) {
        (true, Some(_)) => Err(source.error(
            name.span(),
            format!("variable `{}` is required and has a default; keep one of them", name.get_ref()),
        )),
        (false, None) => Err(source
            .error(name.span(), format!("variable `{}` needs `default = \"…\"` or `required = true`", name.get_ref()))),
        _ => Ok((name.into_inner(), Variable { default: read.default })),
    }
}

fn check_component(
    read: raw::Component,
    declared: &BTreeMap<String, Variable>,
    source: &Source,
) -> Result<Component, HostError> {
    refuse("files", read.files, source)?;
    refuse("ai_models", read.ai_models, source)?;
    refuse("allowed_http_hosts", read.allowed_http_hosts, source)?;
    refuse("dependencies", read.dependencies, source)?;
    refuse("dependencies_inherit_configuration", read.dependencies_inherit_configuration, source)?;
    refuse("profile", read.profile, source)?;
    let Value::String(file) = read.source.get_ref() else {
        return Err(source.error(read.source.span(), "`source` must be a file; this host downloads no components"));
    };
    only_default("database", &read.sqlite_databases, source)?;
    only_default("key-value store", &read.key_value_stores, source)?;
    let variables = read
        .variables
        .into_iter()
        .map(|(name, value)| {
            check_name(&name, source)?;
            Ok((name.into_inner(), template(&value, declared, source)?))
        })
        .collect::<Result<BTreeMap<_, _>, HostError>>()?;
    let hosts = read
        .allowed_outbound_hosts
        .iter()
        .map(|host| {
            let template = template(host, declared, source)?;
            if template.variables().next().is_none() {
                grants::HostGrant::parse(host.get_ref()).map_err(|problem| source.error(host.span(), problem))?;
            }
            Ok((template, host.span()))
        })
        .collect::<Result<Vec<_>, HostError>>()?;
    Ok(Component {
        file: source.folder().join(file),
        build: read.build.map_or_else(|| "spin build".into(), |build| command(&build.command)),
        environment: read.environment,
        variables,
        databases: read.sqlite_databases.into_iter().map(Spanned::into_inner).collect(),
        stores: read.key_value_stores.into_iter().map(Spanned::into_inner).collect(),
        hosts,
    })
}

/// Other databases and stores are told to Spin in a file of its own, which this host does not read.
fn only_default(what: &str, names: &[Spanned<String>], source: &Source) -> Result<(), HostError> {
    match names.iter().find(|name| name.get_ref() != "default") {
        Some(other) => {
            Err(source
                .error(other.span(), format!("{what} `{}` is not there; this host has `default`", other.get_ref())))
        }
        None => Ok(()),
    }
}

fn check_trigger(
    read: raw::Trigger,
    components: &BTreeMap<String, Component>,
    source: &Source,
) -> Result<Route, HostError> {
    refuse("static_response", read.static_response, source)?;
    refuse("components", read.components, source)?;
    refuse("dependencies", read.dependencies, source)?;
    if let Some(executor) = read.executor
        && executor.get_ref().get("type").and_then(Value::as_str) != Some("http")
    {
        return Err(source.error(executor.span(), "only `executor = { type = \"http\" }` can be run"));
    }
    let Value::String(pattern) = read.route.get_ref() else {
        return Err(
            source.error(read.route.span(), "`route` must be a path; private routes are not supported by this host")
        );
    };
    routes::check(pattern).map_err(|problem| source.error(read.route.span(), problem))?;
    let named = read.component.as_ref().map(|component| (component.span(), component.get_ref()));
    match named {
        Some((_, Value::String(id))) if components.contains_key(id) => {
            Ok(Route { pattern: pattern.clone(), component: id.clone() })
        }
        Some((span, Value::String(id))) => Err(source.error(span, format!("there is no `[component.{id}]`"))),
        Some((span, _)) => Err(source.error(span, "`component` must be the name of a `[component.…]`")),
        None => Err(source.error(read.route.span(), "this trigger names no `component`")),
    }
}

/// Empty is the same as absent; anything else would be silently dropped, so it is refused.
fn refuse(field: &str, value: Option<Spanned<Value>>, source: &Source) -> Result<(), HostError> {
    let Some(value) = value else { return Ok(()) };
    let empty = match value.get_ref() {
        Value::Array(items) => items.is_empty(),
        Value::Table(fields) => fields.is_empty(),
        Value::Boolean(set) => !set,
        _ => false,
    };
    if empty {
        return Ok(());
    }
    Err(source.error(value.span(), format!("`{field}` is not supported by this host; remove it")))
}

fn check_name(name: &Spanned<String>, source: &Source) -> Result<(), HostError> {
    match variables::name_problem(name.get_ref()) {
        None => Ok(()),
        Some(problem) => {
            Err(source.error(name.span(), format!("`{}` cannot name a variable: {problem}", name.get_ref())))
        }
    }
}

fn template(
    text: &Spanned<String>,
    declared: &BTreeMap<String, Variable>,
    source: &Source,
) -> Result<Template, HostError> {
    let at = |problem: String| source.error(text.span(), problem);
    let template = Template::parse(text.get_ref()).map_err(at)?;
    let strange = template.variables().find(|name| !declared.contains_key(*name));
    if let Some(name) = strange {
        return Err(at(format!("there is no variable `{name}` in `[variables]`")));
    }
    Ok(template)
}

fn command(value: &Value) -> String {
    match value {
        Value::Array(steps) => steps.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" && "),
        other => other.as_str().unwrap_or("spin build").to_owned(),
    }
}
