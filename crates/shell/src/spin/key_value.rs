use spin_sdk::key_value::{Error, Store};

/// The host's key-value store, which is apart from the database: held or full, the one says nothing
/// about the other.
pub struct KeyValue(Store);

impl std::fmt::Debug for KeyValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyValue")
    }
}

/// Why the store did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key-value store failed: {0}")]
pub struct NotKept(String);

impl KeyValue {
    /// The store `default`.
    ///
    /// # Errors
    /// A host that has none, or does not give it.
    pub async fn open() -> Result<Self, NotKept> {
        Store::open_default().await.map(Self).map_err(not_kept)
    }

    /// All keys, oldest first where they begin with a time.
    ///
    /// # Errors
    /// The store's own.
    pub async fn keys(&self) -> Result<Vec<String>, NotKept> {
        let mut keys = self.0.get_keys().await.collect().await.map_err(not_kept)?;
        keys.sort_unstable();
        Ok(keys)
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// The store's own.
    pub async fn value(&self, key: &str) -> Result<Option<Vec<u8>>, NotKept> {
        self.0.get(key).await.map_err(not_kept)
    }

    /// Keeps a value: when it returns, it is durable, as far as the host's store is.
    ///
    /// # Errors
    /// The store's own.
    pub async fn keep(&self, key: &str, value: &[u8]) -> Result<(), NotKept> {
        self.0.set(key, value).await.map_err(not_kept)
    }

    /// Lets a key go, there or not.
    ///
    /// # Errors
    /// The store's own.
    pub async fn let_go(&self, key: &str) -> Result<(), NotKept> {
        self.0.delete(key).await.map_err(not_kept)
    }
}

fn not_kept(error: Error) -> NotKept {
    NotKept(match error {
        Error::StoreTableFull => "too many stores are open".to_owned(),
        Error::NoSuchStore => "the host has no store named `default`".to_owned(),
        Error::AccessDenied => "spin.toml does not grant the store `default` to this component".to_owned(),
        Error::Other(message) => message,
    })
}
