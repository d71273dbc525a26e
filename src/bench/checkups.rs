//! A city's yearly file of health checkups, made up: the same people and findings in every run, as
//! XML and as a sheet.

use std::fmt::Write as _;

/// The item codes of the specific checkup, as the readers know them.
const TABLE: &str = include_str!("../../crates/wire/src/files/checkup_codes.csv");

/// Items of a person.
const ITEMS: usize = 40;

/// Documents or rows that are sent as one piece.
const PIECE: usize = 50;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Xml,
    Csv,
}

/// The file of a number of people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checkups {
    pub(super) people: usize,
    pub(super) written: Written,
}

impl Written {
    /// The media type.
    pub(super) fn media(self) -> &'static str {
        match self {
            Self::Xml => "application/xml",
            Self::Csv => "text/csv",
        }
    }
}

impl Checkups {
    /// The file in pieces, made as they are asked for: it is larger than what should be held.
    pub(super) fn pieces(self) -> impl Iterator<Item = String> {
        let items: Vec<(&str, &str)> =
            TABLE.lines().skip(1).filter_map(|line| line.split_once(',')).take(ITEMS).collect();
        let header = match self.written {
            Written::Xml => String::new(),
            Written::Csv => {
                let codes: Vec<&str> = items.iter().map(|(code, _)| *code).collect();
                format!("住民番号,健診日,{}\n", codes.join(","))
            }
        };
        let rest = (0..self.people).step_by(PIECE).map(move |first| {
            let people = first..(first + PIECE).min(self.people);
            people.map(|person| self.person(person, &items)).collect::<String>()
        });
        std::iter::once(header).filter(|header| !header.is_empty()).chain(rest)
    }

    fn person(self, person: usize, items: &[(&str, &str)]) -> String {
        match self.written {
            Written::Xml => document(person, items),
            Written::Csv => row(person, items),
        }
    }
}

fn row(person: usize, items: &[(&str, &str)]) -> String {
    let mut row = format!("p{person:05},2026/06/{:02}", 1 + person % 28);
    for (place, (code, _)) in items.iter().enumerate() {
        _ = write!(row, ",{}", finding(person, place, code));
    }
    row.push('\n');
    row
}

fn document(person: usize, items: &[(&str, &str)]) -> String {
    let day = 1 + person % 28;
    let mut text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<id nullFlavor="NI"/><code code="10" codeSystem="1.2.392.200119.6.1001"/>
<effectiveTime value="20260701"/><confidentialityCode code="N"/>
<recordTarget><patientRole><id extension="00430012" root="1.2.392.200119.6.101"/>
<id extension="p{person:05}" root="2.16.840.1.113883.3.9999.990035"/>
<patient><name>健診 太郎</name><administrativeGenderCode code="1" codeSystem="1.2.392.200119.6.1104"/>
<birthTime value="19560401"/></patient></patientRole></recordTarget>
<documentationOf><serviceEvent><code code="010" codeSystem="1.2.392.200119.6.1002"/>
<effectiveTime value="202606{day:02}"/></serviceEvent></documentationOf>
<component><structuredBody><component><section><code code="01010" codeSystem="1.2.392.200119.6.1010"/><text/>
"#
    );
    for (place, (code, rest)) in items.iter().enumerate() {
        let name = rest.split(',').next().unwrap_or_default();
        let found = finding(person, place, code);
        let value = if code.ends_with("11") {
            format!(r#"<value xsi:type="CD" code="{found}" codeSystem="1.2.392.200119.6.2003"/>"#)
        } else {
            format!(r#"<value xsi:type="PQ" value="{found}" unit="mg/dL"/>"#)
        };
        _ = writeln!(
            text,
            r#"<entry><observation classCode="OBS" moodCode="EVN"><code code="{code}" codeSystem="1.2.392.200119.6.1005" displayName="{name}"/>{value}</observation></entry>"#
        );
    }
    text.push_str("</section></component></structuredBody></component></ClinicalDocument>\n");
    text
}

/// A finding that looks measured and is always the same.
fn finding(person: usize, place: usize, code: &str) -> String {
    let thrown = (person * 40 + place).wrapping_mul(2_654_435_761) >> 7;
    if code.ends_with("11") { (1 + thrown % 3).to_string() } else { format!("{}.{}", 40 + thrown % 120, thrown % 10) }
}
