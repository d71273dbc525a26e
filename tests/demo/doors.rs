//! The documents of the last day: each came through its door, and the page says what followed for whom.

use super::Month;
use ayumi::phone::{Arrival, Fate, Outcome};
use std::fs;

/// Each is stored, what is said to have arrived stands on that phone, and the page says so in both languages.
pub(super) async fn what_came_by_other_doors_is_told(month: &Month) {
    let arrivals = &month.summary.arrivals;
    let files: Vec<&str> = arrivals.iter().map(|arrival| arrival.file.as_str()).collect();
    assert_eq!(files, ["demo/doors/city-os.json", "demo/doors/forecast.json", "demo/doors/sheet.csv"]);
    for file in files {
        assert!(fs::exists(file).unwrap(), "{file}");
    }
    each_is_stored(month);
    for arrival in arrivals {
        what_arrived_is_there(month, arrival);
    }
    let [_, forecast, _] = arrivals.as_slice() else { panic!("{arrivals:?}") };
    let reached = forecast.people.iter().flat_map(|followed| &followed.outcomes).filter_map(|outcome| match outcome {
        Outcome::Reached(words) => Some(words),
        _ => None,
    });
    let neutral: Vec<bool> = reached.map(|words| words.why.is_some()).collect();
    assert_eq!(neutral, [true], "of a forecast one is told why the text is neutral");

    let page = text_of(month, "?r=doors").await;
    insta::assert_snapshot!("what_came_by_other_doors", page);
    let page = text_of(month, "?r=doors&lang=en").await;
    insta::assert_snapshot!("what_came_by_other_doors_in_english", page);
    assert!(text_of(month, "").await.contains("別の入口から届いたもの"));
}

fn each_is_stored(month: &Month) {
    let database = month.database();
    for (source, events) in [("/ngsi/v2/arao", 3), ("fhir", 3), ("upload/%", 4)] {
        let sql = "SELECT COUNT(*) FROM events WHERE source LIKE ?";
        let stored: i64 = database.query_row(sql, [source], |row| row.get(0)).unwrap();
        assert_eq!(stored, events, "{source}");
    }
}

/// Words that reached somebody are on the phone of nobody else, on this day.
fn what_arrived_is_there(month: &Month, arrival: &Arrival) {
    let people: Vec<String> =
        fs::read_to_string("demo/people.csv").unwrap().lines().skip(1).map(str::to_owned).collect();
    let (mut reached, mut withheld) = (0, 0);
    for followed in &arrival.people {
        let id = people[followed.resident].split(',').next().unwrap();
        let address = &month.demo.addresses()[id];
        for outcome in &followed.outcomes {
            match outcome {
                Outcome::Reached(words) => {
                    reached += 1;
                    let begins: String = words.begins.trim_end_matches('…').split_whitespace().collect();
                    let there = month.demo.phone().messages().into_iter().any(|message| {
                        let text: String = message.text.split_whitespace().collect();
                        let here = Some(&message.to) == address.as_ref() && message.fate == Fate::Shown;
                        here && message.at >= arrival.at && text.starts_with(&begins)
                    });
                    assert!(there, "{id} was not shown: {}", words.begins);
                }
                Outcome::Withheld(_) => withheld += 1,
                Outcome::Noted(_) => {}
            }
        }
    }
    assert!(reached > 0 && withheld > 0, "{}: a visitor sees both: {arrival:?}", arrival.file);
}

/// What a person reads on the phone's page, a line for each part, without the list of residents.
async fn text_of(month: &Month, query: &str) -> String {
    let url = format!("{}{query}", month.demo.phone().url());
    let fetch = move || ureq::get(&url).call().unwrap().body_mut().read_to_string().unwrap();
    let page = tokio::task::spawn_blocking(fetch).await.unwrap();
    let (_, main) = page.split_once("<main").unwrap();
    let parts = main.split(['<', '>']).skip(1).step_by(2).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}
