//! What a Bundle has beside the resource that is read: references lead there.

use serde_json::Value;
use std::collections::BTreeMap;

/// The resources of a Bundle, by the names that references call them.
#[derive(Debug, Default)]
pub(super) struct Shelf<'a> {
    /// `None` where two different resources have one name: then it leads to neither.
    by_name: BTreeMap<String, Option<&'a Value>>,
}

impl<'a> Shelf<'a> {
    /// Puts a resource there by its `fullUrl` and by its type and id.
    pub(super) fn put(&mut self, full_url: Option<&str>, resource: &'a Value) {
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        if let (Some(kind), Some(id)) = (text("resourceType"), text("id")) {
            self.name(format!("{kind}/{id}"), resource);
        }
        if let Some(url) = full_url {
            self.name(url.to_owned(), resource);
        }
    }

    fn name(&mut self, name: String, resource: &'a Value) {
        let place = self.by_name.entry(name).or_insert(Some(resource));
        if place.is_some_and(|known| known != resource) {
            *place = None;
        }
    }

    /// What a reference leads to.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.by_name.get(name).copied().flatten()
    }
}
