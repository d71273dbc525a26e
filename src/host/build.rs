//! From the manifest to components that can answer: compiled, linked, granted.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;
use wasmtime::Engine;
use wasmtime::component::InstancePre;

use super::grants::{HostGrant, HostGrants};
use super::key_value::Stores;
use super::manifest::{Component, Manifest, Source};
use super::routes::Router;
use super::service::{Grant, Service};
use super::sqlite::Database;
use super::state::{Mould, State};
use super::template::Template;
use super::{Clock, HostError, Limits, engine, outbound};

/// What it takes.
pub(super) struct Build {
    pub(super) manifest: Manifest,
    pub(super) values: BTreeMap<String, String>,
    pub(super) own_address: SocketAddr,
    pub(super) state: PathBuf,
    pub(super) cache: Option<PathBuf>,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) closed: watch::Receiver<bool>,
}

type Services = BTreeMap<String, Arc<Service>>;

impl Build {
    /// Builds all components; slow where they were not compiled before.
    pub(super) fn run(self) -> Result<(Router, Services), HostError> {
        let database = Arc::new(Database::open(&self.state)?);
        let stores = Arc::new(Stores::open(&self.state)?);
        let clients = Arc::new(outbound::Clients::new()?);
        let count = u32::try_from(self.manifest.components.len()).unwrap_or(u32::MAX);
        let engine = engine::start(self.cache.as_deref(), &self.limits, count)?;
        let parts = load_all(&engine, &self.manifest.components)?;
        let service = |(id, component, parts): (&String, &Component, InstancePre<State>)| {
            let mould = Mould {
                grant: Arc::new(grant(id, component, &self.values, &self.manifest.source)?),
                database: database.clone(),
                stores: stores.clone(),
                clients: clients.clone(),
                own_address: self.own_address,
                clock: self.clock.clone(),
                memory: self.limits.memory,
                closed: self.closed.clone(),
            };
            let service = Service::new(engine.clone(), mould, parts, self.limits.clone())
                .map_err(|reason| unusable(id, reason))?;
            Ok((id.clone(), service))
        };
        let services = parts.into_iter().map(service).collect::<Result<_, _>>()?;
        Ok((Router::new(self.manifest.routes), services))
    }
}

type Loaded<'a> = Vec<(&'a String, &'a Component, InstancePre<State>)>;

/// Loads all at once, since finding a component compiled is mostly unpacking it.
fn load_all<'a>(engine: &Engine, components: &'a BTreeMap<String, Component>) -> Result<Loaded<'a>, HostError> {
    std::thread::scope(|scope| {
        let mut loading = Vec::new();
        for (id, component) in components {
            loading.push((id, component, scope.spawn(|| load(engine, id, component))));
        }
        let loaded = loading.into_iter().map(|(id, component, thread)| {
            let broken_off = |_| Err(unusable(id, "its compiler broke off".into()));
            Ok((id, component, thread.join().unwrap_or_else(broken_off)?))
        });
        loaded.collect()
    })
}

fn load(engine: &Engine, id: &str, component: &Component) -> Result<InstancePre<State>, HostError> {
    let file = std::fs::read(&component.file).map_err(|_| HostError::ComponentMissing {
        component: id.to_owned(),
        path: component.file.clone(),
        build: component.build.clone(),
    })?;
    engine::load(engine, &file).map_err(|reason| unusable(id, reason))
}

fn unusable(id: &str, reason: String) -> HostError {
    HostError::ComponentUnusable { component: id.to_owned(), reason }
}

fn grant(
    id: &str,
    component: &Component,
    values: &BTreeMap<String, String>,
    source: &Source,
) -> Result<Grant, HostError> {
    let hosts = component
        .hosts
        .iter()
        .filter_map(|(template, span)| {
            HostGrant::parse_filled(&template.fill(values))
                .map_err(|problem| source.error(span.clone(), problem))
                .transpose()
        })
        .collect::<Result<Vec<_>, _>>()?;
    let fill = |(name, template): (&String, &Template)| (name.clone(), template.fill(values));
    Ok(Grant {
        component: id.into(),
        environment: component.environment.clone(),
        variables: component.variables.iter().map(fill).collect(),
        databases: component.databases.clone(),
        stores: component.stores.clone(),
        hosts: HostGrants::new(hosts),
    })
}
