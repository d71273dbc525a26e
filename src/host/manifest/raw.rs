//! The letters of `spin.toml`; `deny_unknown_fields` refuses what Spin itself would not know.
//!
//! Fields that are read and not looked at (descriptions, builds, tools) change nothing at run time.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::{Spanned, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Application {
    pub(super) spin_manifest_version: Spanned<i64>,
    #[serde(rename = "application")]
    _application: Details,
    #[serde(default)]
    pub(super) variables: BTreeMap<Spanned<String>, Variable>,
    #[serde(default)]
    pub(super) trigger: Triggers,
    #[serde(default)]
    pub(super) component: BTreeMap<String, Component>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Details {
    #[serde(rename = "name")]
    _name: String,
    #[serde(default, rename = "version")]
    _version: IgnoredAny,
    #[serde(default, rename = "description")]
    _description: IgnoredAny,
    #[serde(default, rename = "authors")]
    _authors: IgnoredAny,
    #[serde(default, rename = "targets")]
    _targets: IgnoredAny,
    #[serde(default, rename = "tool")]
    _tool: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variable {
    #[serde(default, rename = "description")]
    _description: IgnoredAny,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) default: Option<String>,
    #[serde(default, rename = "secret")]
    _secret: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Triggers {
    #[serde(default)]
    pub(super) http: Vec<Trigger>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trigger {
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
    pub(super) route: Spanned<Value>,
    pub(super) component: Option<Spanned<Value>>,
    pub(super) executor: Option<Spanned<Value>>,
    pub(super) static_response: Option<Spanned<Value>>,
    pub(super) components: Option<Spanned<Value>>,
    pub(super) dependencies: Option<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Component {
    pub(super) source: Spanned<Value>,
    #[serde(default, rename = "description")]
    _description: IgnoredAny,
    #[serde(default, rename = "exclude_files")]
    _exclude_files: IgnoredAny,
    #[serde(default, rename = "targets")]
    _targets: IgnoredAny,
    #[serde(default, rename = "tool")]
    _tool: IgnoredAny,
    pub(super) build: Option<Build>,
    #[serde(default)]
    pub(super) variables: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) allowed_outbound_hosts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) sqlite_databases: Vec<Spanned<String>>,
    pub(super) files: Option<Spanned<Value>>,
    #[serde(default)]
    pub(super) key_value_stores: Vec<Spanned<String>>,
    pub(super) ai_models: Option<Spanned<Value>>,
    pub(super) allowed_http_hosts: Option<Spanned<Value>>,
    pub(super) dependencies: Option<Spanned<Value>>,
    pub(super) dependencies_inherit_configuration: Option<Spanned<Value>>,
    pub(super) profile: Option<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Build {
    pub(super) command: Value,
    #[serde(default, rename = "workdir")]
    _workdir: IgnoredAny,
    #[serde(default, rename = "watch")]
    _watch: IgnoredAny,
}
