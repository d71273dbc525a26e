//! What a new campaign can begin with. Each teaches one thing, in its comments.

use domain::pack::PartFiles;

/// A campaign to begin with.
pub(super) struct Template {
    pub(super) name: &'static str,
    files: [(&'static str, &'static str); 4],
}

macro_rules! template {
    ($name:literal) => {
        Template {
            name: $name,
            files: [
                ("campaign.toml", include_str!(concat!("../../../templates/", $name, "/campaign.toml"))),
                ("rules.rhai", include_str!(concat!("../../../templates/", $name, "/rules.rhai"))),
                ("messages.toml", include_str!(concat!("../../../templates/", $name, "/messages.toml"))),
                ("cases.toml", include_str!(concat!("../../../templates/", $name, "/cases.toml"))),
            ],
        }
    };
}

pub(super) const TEMPLATES: [Template; 1] = [template!("steps")];

impl Template {
    /// Its files.
    pub(super) fn files(&self) -> PartFiles {
        self.files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }
}
