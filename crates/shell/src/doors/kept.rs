use crate::Cache;
use std::rc::Rc;

thread_local! {
    /// Compiled rules, kept as long as the host keeps the instance.
    static CACHE: Rc<Cache> = Rc::default();
}

/// The instance's compiled rules.
pub fn cache() -> Rc<Cache> {
    CACHE.with(Rc::clone)
}
