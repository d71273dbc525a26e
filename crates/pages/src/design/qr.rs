use maud::{Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;

/// An address as a picture that telephones read. One that is too long for any has none, and stands there in letters.
pub(crate) fn picture_of(address: &str) -> Markup {
    let code = QrCode::new(address.as_bytes());
    let drawn = code.map(|code| code.render::<svg::Color<'_>>().min_dimensions(240, 240).build()).unwrap_or_default();
    // The declaration of XML has no place in a page.
    let from = drawn.find("<svg").unwrap_or_default();
    html! { (PreEscaped(drawn.get(from..).unwrap_or_default())) }
}
