use super::Person;
use domain::{CityCode, ResidentId, chance};

impl Person {
    /// A resident's name within one campaign's record, for whoever shall not know whose rows they are: the same in each
    /// file of that campaign, another in that of another, and without the key nobody's. 128 bits of HMAC-SHA256.
    pub fn pseudonym(key: &str, city: &CityCode, campaign: &str, resident: &ResidentId) -> Self {
        let fields = ["record", city.as_str(), campaign, resident.as_str()];
        Self(format!("{:032x}", chance::digest(key, &fields)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_pseudonym_is_of_one_key_city_campaign_and_resident() {
        let name = |key: &str, city: &str, campaign: &str, resident: &str| {
            Person::pseudonym(key, &city.parse().unwrap(), campaign, &resident.parse().unwrap())
        };
        let one = name("k", "432041", "walk", "p-1");
        assert_eq!(one, name("k", "432041", "walk", "p-1"));
        for other in [
            name("l", "432041", "walk", "p-1"),
            name("k", "131016", "walk", "p-1"),
            name("k", "432041", "notebook", "p-1"),
            name("k", "432041", "walk", "p-2"),
        ] {
            assert_ne!(one, other);
        }
        assert_eq!(one.0.len(), 32);
        assert!(!one.0.contains("p-1"));
    }
}
