//! Files that cities send, beside what is read of them; and what holds for any file.

use crate::files::compare;
use chrono::{DateTime, Utc};
use domain::Payload;
use domain::why::Language;
use proptest::prelude::*;
use std::fmt::Write as _;
use wire::files::{Format, Kind, Reader, Setting, Taken, Trouble};

/// Wednesday 25 November 2026, half past ten in Arao.
fn now() -> DateTime<Utc> {
    "2026-11-25T01:30:00Z".parse().unwrap()
}

fn setting(kind: Kind, format: Format) -> Setting {
    Setting::new(kind, format, "upload/test", now())
}

/// Reads a file in pieces of a size.
fn read(setting: Setting, bytes: &[u8], piece: usize) -> (Taken, Result<(), Trouble>) {
    let mut taken = Taken::default();
    let mut reader = Reader::new(setting);
    let pushed = bytes.chunks(piece.max(1)).try_for_each(|chunk| reader.push(chunk, &mut taken));
    let ended = pushed.and_then(|()| reader.end(&mut taken));
    (taken, ended)
}

/// What was read, as it stands in the files.
fn told((taken, ended): (Taken, Result<(), Trouble>)) -> String {
    let mut told = format!("rows {}", taken.rows);
    for event in &taken.events {
        let who = event.subject.as_ref().unwrap();
        write!(told, "\n{} {who} {} {} {}", event.id, event.time, event.payload.kind(), event.payload.to_json())
            .unwrap();
    }
    for note in &taken.notes {
        let column = note.column.as_deref().unwrap_or("-");
        write!(told, "\n{:?} line {} {column}", note.weight(), note.line).unwrap();
        write!(told, "\n  {}\n  {}", note.reason(Language::Ja), note.reason(Language::En)).unwrap();
    }
    if let Err(trouble) = ended {
        write!(told, "\nrefused\n  {}\n  {}", trouble.say(Language::Ja), trouble.say(Language::En)).unwrap();
    }
    told
}

#[test]
fn checkups_in_xml() {
    compare("sheets/checkup_xml", "xml", "read", |bytes| told(read(setting(Kind::Checkup, Format::Xml), bytes, 4096)));
}

#[test]
fn sheets_of_checkups() {
    compare("sheets/checkup", "csv", "read", |bytes| told(read(setting(Kind::Checkup, Format::Csv), bytes, 4096)));
}

#[test]
fn sheets_of_pedometers() {
    compare("sheets/pedometer", "csv", "read", |bytes| told(read(setting(Kind::Pedometer, Format::Csv), bytes, 4096)));
}

#[test]
fn paper_sheets() {
    compare("sheets/paper", "csv", "read", |bytes| told(read(setting(Kind::Paper, Format::Csv), bytes, 4096)));
}

#[test]
fn the_id_may_be_one_that_the_sender_names() {
    let mut setting = setting(Kind::Checkup, Format::Xml);
    setting.id_root = Some("1.2.392.200119.6.205".to_owned());
    let document = std::fs::read(crate::files::path("sheets/checkup_xml/one.xml")).unwrap();
    let (taken, ended) = read(setting, &document, 100);
    assert_eq!(ended, Ok(()));
    assert_eq!(taken.events[0].subject.as_ref().unwrap().as_str(), "0042");
}

#[test]
fn what_does_not_end_is_bounded() {
    for (start, piece) in
        [("<ClinicalDocument a='", "xxxxxxxx"), ("<ClinicalDocument>", "<a>"), ("<!DOCTYPE x [", "<!ENTITY")]
    {
        let bytes = [start.to_owned(), piece.repeat(2_000_000)].concat().into_bytes();
        let (taken, _) = read(setting(Kind::Checkup, Format::Xml), &bytes, 65_536);
        assert!(taken.events.is_empty());
        assert_eq!(taken.notes.len(), 1, "{start}");
    }
    let sheet = ["住民番号,日付,歩数\n\"", &"p,".repeat(1_000_000)].concat().into_bytes();
    let (taken, ended) = read(setting(Kind::Pedometer, Format::Csv), &sheet, 65_536);
    assert_eq!((ended, taken.notes.len()), (Ok(()), 1));
    assert_eq!(taken.notes[0].trouble, Trouble::Endless);
}

fn kind() -> impl Strategy<Value = (Kind, Format)> {
    prop_oneof![
        Just((Kind::Checkup, Format::Xml)),
        Just((Kind::Checkup, Format::Csv)),
        Just((Kind::Pedometer, Format::Csv)),
        Just((Kind::Paper, Format::Csv)),
    ]
}

/// Bytes, and pieces that look like the formats.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&str; 44] = [
        "住民番号",
        "日付",
        "歩数",
        "機器番号",
        "体重",
        "血圧(上)",
        "血圧(下)",
        "教室",
        "会場",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\"",
        "p-1",
        "２０２６/１１/２０",
        "令和8年11月20日",
        "6,200",
        "99999999",
        "123456789018",
        "○",
        "\u{feff}",
        "9N006000000000001",
        "2026-11-20",
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
        "</ClinicalDocument>",
        "<recordTarget><patientRole><id root=\"2.16\" extension=\"p-1\"/></patientRole></recordTarget>",
        "<documentationOf><serviceEvent><effectiveTime value=\"20260612\"/></serviceEvent></documentationOf>",
        "<observation><code code=\"9N006000000000001\" codeSystem=\"1.2.392.200119.6.1005\"/>",
        "<value xsi:type=\"PQ\" value=\"61.5\" unit=\"kg\"/>",
        "<value xsi:type=\"ST\">",
        "&amp;",
        "&x;",
        "</value>",
        "</observation>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE a [",
        "<?xml version=\"1.0\"?>",
        "'",
    ];
    let sjis = Just(b"\x8fZ\x96\xaf\x94\xd4\x8d\x86".to_vec());
    let piece = prop_oneof![9 => proptest::sample::select(PIECES.to_vec()).prop_map(|text| text.as_bytes().to_vec()), 1 => sjis];
    let header = prop_oneof![
        Just("住民番号,日付,歩数,体重,血圧(上),血圧(下),教室\n"),
        Just("id,2026/11/19,2026/11/20\n"),
        Just("")
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        (header, proptest::collection::vec(piece, 0..60)).prop_map(|(header, pieces)| [
            header.as_bytes().to_vec(),
            pieces.concat()
        ]
        .concat()),
    ]
}

proptest! {
    #[test]
    fn pieces_make_no_difference_and_nothing_breaks((kind, format) in kind(), bytes in bytes(), piece in 1_usize..20) {
        let whole = told(read(setting(kind, format), &bytes, usize::MAX));
        prop_assert_eq!(told(read(setting(kind, format), &bytes, piece)), whole);
    }

    /// A reader makes nothing that the door for events would refuse.
    #[test]
    fn what_is_read_is_good((kind, format) in kind(), bytes in bytes()) {
        let (taken, _) = read(setting(kind, format), &bytes, 64);
        for event in taken.events {
            prop_assert_eq!(event.check(now()), Ok(()));
            prop_assert_eq!(Payload::parse(event.payload.kind(), &event.payload.to_json()), Ok(event.payload));
        }
    }

    #[test]
    fn a_row_is_read_as_it_was_written(
        resident in "[A-Za-z_.:-]{1,30}",
        ago in 0_i64..3_000,
        steps in 0_i64..=200_000,
        device in "[A-Za-z0-9,\"あ歩]{1,20}",
        shift_jis in any::<bool>(),
    ) {
        let date = now().date_naive() - chrono::TimeDelta::days(ago);
        let device = format!("d{device}");
        let text = format!("住民番号,計測日,歩数,機器番号\r\n{resident},{date},{steps},\"{}\"\r\n", device.replace('"', "\"\""));
        let bytes = if shift_jis { encoding_rs::SHIFT_JIS.encode(&text).0.into_owned() } else { text.into_bytes() };
        let (taken, ended) = read(setting(Kind::Pedometer, Format::Csv), &bytes, 7);
        prop_assert_eq!((ended, taken.notes), (Ok(()), Vec::new()));
        let Payload::Steps(read) = &taken.events[0].payload else { panic!("no steps") };
        prop_assert_eq!((read.date, read.steps, read.source.id.as_str()), (date, steps, device.as_str()));
        prop_assert_eq!(taken.events[0].subject.as_ref().unwrap().as_str(), resident);
    }
}

/// The sheets that staff begin with, and the names that the page gives them.
#[test]
fn the_samples_and_the_names_of_the_page_are_read() {
    let docs = crate::files::path("../../../docs");
    for (file, kind, format) in [
        ("paper.csv", Kind::Paper, Format::Csv),
        ("pedometer.csv", Kind::Pedometer, Format::Csv),
        ("pedometer-wide.csv", Kind::Pedometer, Format::Csv),
        ("checkup.csv", Kind::Checkup, Format::Csv),
        ("checkup.xml", Kind::Checkup, Format::Xml),
    ] {
        let (taken, ended) = read(setting(kind, format), &std::fs::read(docs.join("samples").join(file)).unwrap(), 100);
        assert_eq!((ended, taken.notes), (Ok(()), Vec::new()), "{file}");
        assert!(!taken.events.is_empty(), "{file}");
    }
    let page = std::fs::read_to_string(docs.join("files.md")).unwrap();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut names = 0;
    for row in page.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4) {
        let cells: Vec<&str> = row.split('|').collect();
        let (code, unit) = (&quoted(cells[1])[0], cells[3].trim());
        for name in quoted(cells[2]).iter().filter(|_| code.len() == 17) {
            names += 1;
            let sheet = format!("id,date,\"{name}\"\np-1,2026-06-12,1\n");
            let (taken, _) = read(setting(Kind::Checkup, Format::Csv), sheet.as_bytes(), 100);
            let Payload::Checkup(checkup) = &taken.events[0].payload else { panic!("{name}") };
            assert_eq!(&checkup.items[0].code, code, "{name}");
            assert_eq!(checkup.items[0].unit.as_deref().unwrap_or("–"), unit, "{name}");
        }
    }
    assert!(names > 50, "{names}");
    for (kind, field) in [("| all | resident", "id"), ("| all | date", "date"), ("| pedometer, paper | steps", "steps")]
    {
        let row = page.lines().find(|line| line.starts_with(kind)).unwrap();
        for name in quoted(row) {
            let header =
                ["id", "date", "steps"].map(|known| if known == field { name.clone() } else { known.to_owned() });
            let sheet = format!("{}\np-1,2026-06-12,1\n", header.join(","));
            let (taken, ended) = read(setting(Kind::Pedometer, Format::Csv), sheet.as_bytes(), 100);
            assert_eq!((ended, taken.events.len()), (Ok(()), 1), "{name}");
        }
    }
}
