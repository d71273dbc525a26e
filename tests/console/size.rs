//! How many people a trial takes, worked out on a page.

use domain::staff::Role;

use super::Clerk;
use crate::support::service::Town;

#[tokio::test(flavor = "multi_thread")]
async fn who_plans_works_out_how_many_people_it_takes() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Analyst], false).await;
    let asks = [
        ("", "効果を見つけるのに何人の参加が要るか"),
        ("?design=yes&share=50&control=30&treated=35&known=100&power=80", "必要な人数は2,754人です。"),
        // As people type it: letters of full width, and the sign of percent.
        ("?design=yes&share=%EF%BC%95%EF%BC%90&control=30%25&treated=35&known=100&power=80", "2,754人"),
        (
            "?design=points&days=42&per-day=5&probability=40&available=50&difference=0.1&sd=1&power=80",
            "必要な人数は34人です。",
        ),
        ("?design=mean&share=50&difference=0&sd=3000&known=80&power=80", "見つけたい効果が0"),
        ("?design=mean&share=50&difference=500&sd=3000&known=80&power=100", "検出力が1です"),
        (
            "?design=mean&share=50&difference=500&sd=&known=80&power=80",
            "「ばらつき（標準偏差）」を数で入力してください。",
        ),
        (
            "?design=points&days=0.5&per-day=5&probability=40&available=50&difference=0.1&sd=1&power=80",
            "「日数」を数で入力してください。",
        ),
        ("?design=mean&share=%3Cscript%3E&difference=500&sd=1&known=80&power=80", "&lt;script&gt;"),
        ("?design=nothing", "効果を見つけるのに何人の参加が要るか"),
        ("?design=yes&share=50&control=30&treated=35&known=100&power=80&lang=en", "2,754 people are needed."),
    ];
    for (asked, seen) in asks {
        let page = hana.open(&town, &format!("/size{asked}")).await;
        assert!(page.status.is_success() && page.text().contains(seen), "{asked}: {seen}: {}", page.text());
        assert!(!page.text().contains("NaN") && !page.text().contains("<script>"), "{asked}");
    }
    town.stop().await;
}
