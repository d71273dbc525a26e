//! What staff look at pages on.

use serde_json::{Value, json};

/// A screen of a fixed size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// On a desk.
    Desk,
    /// In a hand: narrow.
    Phone,
}

impl Screen {
    /// Its name in the names of pictures.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Phone => "phone",
        }
    }

    /// Width and height, in CSS pixels.
    pub(super) fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1_280, 900),
            Self::Phone => (390, 844),
        }
    }

    /// As chromedriver wants to have it told.
    pub(super) fn metrics(self) -> Value {
        let (width, height) = self.size();
        let phone = self == Self::Phone;
        // Clicked and not tapped: now and then chromedriver waits in vain for the end of a tap that leads elsewhere.
        json!({ "deviceMetrics": {
            "width": width, "height": height, "pixelRatio": if phone { 2 } else { 1 }, "mobile": phone, "touch": false,
        } })
    }
}
