//! Cells of tables that are opened in spreadsheets.

/// A cell as RFC 4180 has it. Spreadsheets take what begins as a formula for one and compute it, so a mark is put before
/// it.
pub(crate) fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_name_is_no_formula_and_ends_no_cell() {
        let cells = ["桜山", "a\"b,c", "=1+1", "@home", ""].map(cell);
        assert_eq!(cells, ["\"桜山\"", "\"a\"\"b,c\"", "\"'=1+1\"", "\"'@home\"", "\"\""]);
    }
}
