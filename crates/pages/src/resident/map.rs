//! The way that is walked, as a map: to scale and north up, with its places and how far one is. The list of places
//! below it says the same in words.

use super::picture::kilometres;
use crate::words::Words;
use domain::challenge::{Route, Spot, Way};
use maud::{Markup, html};

/// How wide a map is.
const WIDE: f64 = 340.0;

/// What is left free around the way, for names.
const EDGE: f64 = 28.0;

/// How high a way is drawn at most.
const HIGH: f64 = 280.0;

/// How wide a letter of a name is taken to be, and how far from its place the name stands.
const LETTER: f64 = 15.0;
const BESIDE: f64 = 13.0;

/// Kilometres of a degree of latitude.
const DEGREE: f64 = 111.2;

/// A map whose places are where they lie.
struct Sheet {
    /// The least longitude and the greatest latitude, in ten-thousandths of a degree.
    corner: Spot,
    /// How much narrower a degree of longitude is than one of latitude.
    narrow: f64,
    /// Units of the picture for a degree of latitude.
    scale: f64,
    /// What keeps the way in the middle.
    indent: f64,
    height: f64,
}

/// A name on a map: where it stands, on which side of its place, and as much of it as there is room for.
struct Label {
    x: f64,
    y: f64,
    anchor: &'static str,
    text: String,
}

/// The map of a route; nothing where its places are on none.
pub(super) fn map(w: Words, route: &Route, way: &Way) -> Markup {
    let spots: Option<Vec<Spot>> = route.places.iter().map(|place| place.at).collect();
    let Some((sheet, spots)) = spots.and_then(|spots| Some((Sheet::of(&spots)?, spots))) else { return html! {} };
    let Some(now) = route.spot(way.metres) else { return html! {} };
    let passed = route.places.iter().zip(&spots).filter(|(place, _)| place.metres <= way.metres).map(|(_, spot)| *spot);
    let walked: Vec<Spot> = passed.chain([now]).collect();
    let end = route.places.last().map_or(0, |place| place.metres);
    let said = w.with("map-picture", [("km", kilometres(way.metres).into()), ("of", kilometres(end).into())]);
    let (x, y) = sheet.place(now);
    let (bar, length) = sheet.bar();
    html! {
        svg viewBox={ "0 0 340 " (tenths(sheet.height)) } width="340" height=(tenths(sheet.height)) role="img" aria-label=(said) {
            polyline.route points=(sheet.line(&spots)) stroke-width="6" stroke-linejoin="round" stroke-linecap="round" {}
            polyline.walked points=(sheet.line(&walked)) stroke-width="6" stroke-linejoin="round" stroke-linecap="round" {}
            @for (stop, spot) in route.places.iter().zip(&spots) {
                @let (x, y) = sheet.place(*spot);
                circle.stop.reached[stop.metres <= way.metres] cx=(tenths(x)) cy=(tenths(y)) r="6" stroke-width="3" {}
            }
            @for label in sheet.labels(route, &spots) {
                text x=(tenths(label.x)) y=(tenths(label.y)) font-size="15" text-anchor=(label.anchor) { (label.text) }
            }
            circle.here cx=(tenths(x)) cy=(tenths(y)) r="10" stroke-width="4" {}
            text.soft-text x="336" y="16" font-size="14" text-anchor="end" { "↑ " (w.say("map-north")) }
            line.axis x1="4" x2=(tenths(4.0 + length)) y1=(tenths(sheet.height - 5.0)) y2=(tenths(sheet.height - 5.0)) stroke-width="3" {}
            text.soft-text x="4" y=(tenths(sheet.height - 11.0)) font-size="14" { (bar) " km" }
        }
    }
}

impl Sheet {
    fn of(spots: &[Spot]) -> Option<Self> {
        let (north, south) = (spots.iter().map(|spot| spot.north).max()?, spots.iter().map(|spot| spot.north).min()?);
        let (east, west) = (spots.iter().map(|spot| spot.east).max()?, spots.iter().map(|spot| spot.east).min()?);
        let narrow = degrees((north + south) / 2).to_radians().cos();
        // Places that are all in one would have no size: a hundredth of a degree, a kilometre, is the least.
        let (wide, high) = ((degrees(east - west) * narrow).max(0.01), degrees(north - south).max(0.01));
        let scale = ((WIDE - 2.0 * EDGE) / wide).min(HIGH / high);
        let indent = (WIDE - wide * scale) / 2.0;
        Some(Self { corner: Spot { north, east: west }, narrow, scale, indent, height: high * scale + 2.0 * EDGE })
    }

    fn place(&self, spot: Spot) -> (f64, f64) {
        let x = degrees(spot.east - self.corner.east) * self.narrow * self.scale;
        let y = degrees(self.corner.north - spot.north) * self.scale;
        (self.indent + x, EDGE + y)
    }

    fn line(&self, spots: &[Spot]) -> String {
        let point = |spot: &Spot| {
            let (x, y) = self.place(*spot);
            format!("{},{}", tenths(x), tenths(y))
        };
        spots.iter().map(point).collect::<Vec<_>>().join(" ")
    }

    /// The names, each on the outer side where there is room. Where several places are in one, the first is named.
    fn labels(&self, route: &Route, spots: &[Spot]) -> Vec<Label> {
        let mut taken: Vec<(f64, f64)> = Vec::new();
        let mut labels = Vec::new();
        for (stop, spot) in route.places.iter().zip(spots) {
            let (x, y) = self.place(*spot);
            if taken.iter().any(|(known_x, known_y)| (known_x - x).abs() < 40.0 && (known_y - y).abs() < LETTER) {
                continue;
            }
            taken.push((x, y));
            let wide = LETTER * stop.name.chars().count() as f64;
            let (left, right) = (x - BESIDE, WIDE - x - BESIDE);
            let is_right = if wide <= left.min(right) { x >= WIDE / 2.0 } else { right >= left };
            let (x, anchor, space) = if is_right { (x + BESIDE, "start", right) } else { (x - BESIDE, "end", left) };
            let room = (space / LETTER).max(1.0) as usize;
            labels.push(Label { x, y: y + 5.0, anchor, text: stop.name.chars().take(room).collect() });
        }
        labels
    }

    /// How many kilometres the bar is, and how long.
    fn bar(&self) -> (i64, f64) {
        let long = |km: i64| km as f64 / DEGREE * self.scale;
        let km = [1_000, 500, 200, 100, 50, 20, 10, 5, 2].into_iter().find(|km| long(*km) <= 90.0).unwrap_or(1);
        (km, long(km))
    }
}

fn degrees(parts: i64) -> f64 {
    parts as f64 / 10_000.0
}

fn tenths(number: f64) -> String {
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn places_lie_as_on_the_earth() {
        // Kumamoto is south of Arao, and Isahaya west of it.
        let spots = [(329_800, 1_304_400), (327_900, 1_306_900), (328_500, 1_300_400)];
        let spots = spots.map(|(north, east)| Spot { north, east });
        let sheet = Sheet::of(&spots).unwrap();
        let [arao, kumamoto, isahaya] = spots.map(|spot| sheet.place(spot));
        assert!(arao.1 < kumamoto.1 && isahaya.0 < arao.0 && arao.0 < kumamoto.0);
        for (x, y) in [arao, kumamoto, isahaya] {
            assert!((EDGE - 0.1..=WIDE - EDGE + 0.1).contains(&x), "{x}");
            assert!((EDGE - 0.1..=sheet.height - EDGE + 0.1).contains(&y), "{y}");
        }
        // From Arao to Isahaya it is 40 km, as the crow flies.
        let apart = (arao.0 - isahaya.0).hypot(arao.1 - isahaya.1) / sheet.scale * DEGREE;
        assert!((39.0..41.0).contains(&apart), "{apart}");
        let (km, long) = sheet.bar();
        assert!((long / sheet.scale * DEGREE - km as f64).abs() < 0.01 && long <= 90.0);
    }

    #[test]
    fn places_that_are_one_have_a_size_all_the_same() {
        let spot = Spot { north: 329_800, east: 1_304_400 };
        let sheet = Sheet::of(&[spot, spot]).unwrap();
        let (x, y) = sheet.place(spot);
        assert!(x.is_finite() && y.is_finite() && sheet.height < 400.0, "{x} {y} {}", sheet.height);
        assert!(Sheet::of(&[]).is_none());
    }
}
