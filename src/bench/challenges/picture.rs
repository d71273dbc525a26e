//! How challenges grow with a city, as a picture for docs/performance.md.

use super::Grown;
use crate::bench::BenchError;
use crate::bench::table::number;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::series::LineSeries;
use std::ops::Range;
use std::path::Path;

const SIZE: (u32, u32) = (1080, 360);

/// Colours that are told apart by those who do not see all of them.
const COLOURS: [RGBColor; 2] = [RGBColor(0, 84, 166), RGBColor(200, 80, 0)];

type Lines<'a> = &'a [(&'static str, Vec<(f64, f64)>)];

/// Draws it into a file.
///
/// # Errors
/// The file cannot be written, or there is nothing to draw.
pub(in crate::bench) fn draw(all: &[Grown], file: &Path) -> Result<(), BenchError> {
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE).map_err(BenchError::service)?;
    let of = |value: fn(&Grown) -> f64| -> Vec<(f64, f64)> {
        all.iter().map(|grown| (grown.people as f64, value(grown))).collect()
    };
    let steps = [("into standings", of(|grown| grown.rate))];
    let pages = [("by mean", of(|grown| grown.page[0])), ("by median", of(|grown| grown.page[1]))];
    let balances = [("of a resident", of(|grown| grown.balance))];
    let panels: [(&str, Lines<'_>, Range<f64>, f64); 3] = [
        ("Steps of a day, events a second", &steps, 1000.0..100_000.0, 5000.0),
        ("A page of the ranking, p99 in ms", &pages, 0.1..10_000.0, 30.0),
        ("Balance of points, p99 in ms", &balances, 0.001..10.0, 5.0),
    ];
    for (area, (title, lines, range, target)) in area.split_evenly((1, 3)).iter().zip(panels) {
        panel(area, title, lines, range, target)?;
    }
    area.present().map_err(BenchError::service)
}

/// One panel: both axes grow by powers of ten, and the target is a thin line across.
fn panel(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    title: &str,
    lines: Lines<'_>,
    range: Range<f64>,
    target: f64,
) -> Result<(), BenchError> {
    let people = || lines.iter().flat_map(|(_, points)| points.iter().map(|(people, _)| *people));
    let (least, most) = (people().fold(f64::INFINITY, f64::min), people().fold(0.0, f64::max));
    let across = least * 0.8..most * 1.25;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 19))
        .margin(10)
        .x_label_area_size(42)
        .y_label_area_size(60)
        .build_cartesian_2d(across.clone().log_scale(), range.log_scale())
        .map_err(BenchError::service)?;
    let plain = |value: &f64| number(*value);
    let mut mesh = chart.configure_mesh();
    mesh.x_desc("participants").label_style(("sans-serif", 15)).max_light_lines(0);
    mesh.x_label_formatter(&plain).y_label_formatter(&plain).draw().map_err(BenchError::service)?;
    let line = LineSeries::new([(across.start, target), (across.end, target)], BLACK.mix(0.5));
    let told = chart.draw_series(line).map_err(BenchError::service)?;
    told.label("target").legend(|(x, y)| PathElement::new([(x, y), (x + 14, y)], BLACK.mix(0.5)));
    for ((name, points), colour) in lines.iter().zip(COLOURS) {
        let line = LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3);
        let told = chart.draw_series(line).map_err(BenchError::service)?;
        told.label(*name).legend(move |(x, y)| PathElement::new([(x, y), (x + 14, y)], colour.stroke_width(2)));
    }
    let legend = chart.configure_series_labels().background_style(WHITE.mix(0.8)).label_font(("sans-serif", 15)).draw();
    legend.map_err(BenchError::service)
}
