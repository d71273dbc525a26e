//! Functions of the language itself, besides operators.

use crate::rules::told::{Told, told};

/// One function of the language.
#[derive(Debug)]
pub(in crate::rules) struct Function {
    /// Its name.
    pub(in crate::rules) name: &'static str,
    /// Numbers of values it takes, the one before the dot included.
    pub(in crate::rules) takes: &'static [usize],
    /// How it is written; other values may stand there.
    pub(in crate::rules) written: &'static [&'static str],
    /// What is told of it.
    pub(in crate::rules) told: Told,
}

/// Every one there is.
pub(in crate::rules) const FUNCTIONS: &[Function] = &[
    function(
        "abs",
        &[1],
        &["abs(n)"],
        told(
            "数から、マイナスの印をとったもの",
            "The number without its sign",
            "if abs(me.points - 100) <= 10 { nudge(\"well_done\"); }",
        ),
    ),
    function(
        "ceiling",
        &[1],
        &["ceiling(n)"],
        told(
            "小数を切り上げたもの",
            "The number rounded up",
            "let minutes = to_int(ceiling(1200 / 100.0));\nnudge(\"almost_there\", #{ left: minutes });",
        ),
    ),
    function(
        "floor",
        &[1],
        &["floor(n)"],
        told(
            "小数を切り捨てたもの",
            "The number rounded down",
            "let thousands = to_int(floor(6500 / 1000.0));\nnudge(\"almost_there\", #{ left: thousands });",
        ),
    ),
    function(
        "round",
        &[1],
        &["round(n)"],
        told(
            "小数を四捨五入したもの",
            "The number rounded to the nearest",
            "nudge(\"almost_there\", #{ left: to_int(round(12.6)) });",
        ),
    ),
    function(
        "sqrt",
        &[1],
        &["sqrt(n)"],
        told("平方根", "The square root", "if sqrt(2.25) == 1.5 { nudge(\"well_done\"); }"),
    ),
    function(
        "sign",
        &[1],
        &["sign(n)"],
        told(
            "プラスなら 1、マイナスなら -1、0なら 0",
            "1 when the number is above zero, -1 below, 0 at zero",
            "if sign(me.points) == 1 { nudge(\"well_done\"); }",
        ),
    ),
    function(
        "is_even",
        &[1],
        &["is_even(n)"],
        told("2で割り切れるか", "Whether it can be divided by 2", "if is_even(now.day) { nudge(\"short_loop\"); }"),
    ),
    function(
        "is_odd",
        &[1],
        &["is_odd(n)"],
        told(
            "2で割り切れないか",
            "Whether it cannot be divided by 2",
            "if is_odd(now.day) { nudge(\"walk_with_friend\"); }",
        ),
    ),
    function(
        "is_zero",
        &[1],
        &["is_zero(n)"],
        told("0か", "Whether it is 0", "if is_zero(me.points) { nudge(\"short_loop\"); }"),
    ),
    function(
        "max",
        &[2],
        &["max(a, b)"],
        told(
            "ふたつの大きいほう",
            "The larger of two",
            "if me.steps != () {\n    nudge(\"almost_there\", #{ left: max(10000 - me.steps, 100) });\n}",
        ),
    ),
    function(
        "min",
        &[2],
        &["min(a, b)"],
        told("ふたつの小さいほう", "The smaller of two", "nudge(\"almost_there\", #{ left: min(1200, 3000) });"),
    ),
    function(
        "parse_int",
        &[1],
        &["parse_int(text)"],
        told(
            "文字で書かれた数を、数にしたもの",
            "The number that a text writes",
            "if parse_int(\"7\") == 7 { nudge(\"well_done\"); }",
        ),
    ),
    function(
        "to_float",
        &[1],
        &["to_float(n)"],
        told(
            "小数にしたもの",
            "The number with decimals",
            "if to_float(me.points) / 3.0 > 1.5 { nudge(\"well_done\"); }",
        ),
    ),
    function(
        "to_int",
        &[1],
        &["to_int(n)"],
        told(
            "小数点から後ろを落としたもの",
            "The number without its decimals",
            "nudge(\"almost_there\", #{ left: to_int(12.6) });",
        ),
    ),
    function(
        "to_string",
        &[1],
        &["to_string(value)"],
        told("文字にしたもの", "The value as a text", "nudge(\"almost_there\", #{ left: to_string(1200) });"),
    ),
    function(
        "range",
        &[2, 3],
        &["range(from, until)", "range(from, until, step)"],
        told(
            "`from` から `until` の手前までの数。`for` で使います",
            "Numbers from the first to before the last, for `for`",
            "let walked = 0;\nfor n in range(1, 8) {\n    if me.steps_ago(n) != () { walked += 1; }\n}\nif walked == 7 { nudge(\"well_done\"); }",
        ),
    ),
    function(
        "len",
        &[1],
        &["len(text)", "len(list)"],
        told(
            "文字、リスト、マップの長さ",
            "How long a text, a list or a map is",
            "if len(me.district) > 0 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "is_empty",
        &[1],
        &["is_empty(text)", "is_empty(list)"],
        told("空か", "Whether a text, a list or a map is empty", "if is_empty(me.arm) { nudge(\"short_loop\"); }"),
    ),
    function(
        "contains",
        &[2],
        &["text.contains(part)", "list.contains(item)"],
        told(
            "中に、それがあるか",
            "Whether it is in there",
            "if [\"sat\", \"sun\"].contains(now.weekday) { nudge(\"walk_with_friend\"); }",
        ),
    ),
    function(
        "starts_with",
        &[2],
        &["text.starts_with(part)"],
        told(
            "文字が、それで始まるか",
            "Whether the text begins with it",
            "if me.district.starts_with(\"荒尾\") { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "ends_with",
        &[2],
        &["text.ends_with(part)"],
        told(
            "文字が、それで終わるか",
            "Whether the text ends with it",
            "if me.district.ends_with(\"第一\") { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "index_of",
        &[2],
        &["text.index_of(part)", "list.index_of(item)"],
        told(
            "何番目にあるか。0から数え、なければ -1",
            "Where it is, counted from 0; -1 when it is not there",
            "if me.district.index_of(\"第一\") >= 0 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "replace",
        &[3],
        &["text.replace(part, by)"],
        told(
            "文字の中を置きかえる",
            "Puts another text in place of a part",
            "let name = me.district;\nname.replace(\"荒尾\", \"\");\nif name == \"第一\" { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "split",
        &[2],
        &["text.split(at)"],
        told(
            "文字を区切って、リストにしたもの",
            "The text in pieces, as a list",
            "if me.district.split(\"第\").len() == 2 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "sub_string",
        &[2, 3],
        &["text.sub_string(from)", "text.sub_string(from, count)"],
        told(
            "文字の一部。0から数えます",
            "A part of the text, counted from 0",
            "if me.district.sub_string(0, 2) == \"荒尾\" { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "to_lower",
        &[1],
        &["to_lower(text)"],
        told(
            "小文字にしたもの",
            "The text in small letters",
            "if to_lower(me.language) == \"ja\" { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "to_upper",
        &[1],
        &["to_upper(text)"],
        told(
            "大文字にしたもの",
            "The text in capital letters",
            "if to_upper(me.language) == \"JA\" { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "trim",
        &[1],
        &["text.trim()"],
        told(
            "文字の前後の空白を取る",
            "Takes away the blanks around a text",
            "let name = me.district;\nname.trim();\nif name != \"\" { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "push",
        &[2],
        &["list.push(item)"],
        told(
            "リストの終わりに加える",
            "Adds to the end of a list",
            "let walks = [\"short_loop\"];\nif now.is_weekend { walks.push(\"walk_with_friend\"); }\nif walks.len() == 1 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "pop",
        &[1],
        &["list.pop()"],
        told(
            "リストの終わりを取り出す",
            "Takes the last of a list",
            "let walks = [\"short_loop\", \"walk_with_friend\"];\nnudge(walks.pop());",
        ),
    ),
    function(
        "reverse",
        &[1],
        &["list.reverse()"],
        told(
            "リストの順を逆にする",
            "Turns a list around",
            "let days = [1, 2, 3];\ndays.reverse();\nif days[0] == 3 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "sort",
        &[1],
        &["list.sort()"],
        told(
            "リストを小さい順にする",
            "Sorts a list, the smallest first",
            "let days = [3, 1, 2];\ndays.sort();\nif days[0] == 1 { nudge(\"short_loop\"); }",
        ),
    ),
    function(
        "keys",
        &[1],
        &["map.keys()"],
        told(
            "マップの名前のリスト",
            "The names in a map, as a list",
            "let days = #{ mon: 1, fri: 2 };\nif days.keys().contains(now.weekday) { nudge(\"short_loop\"); }",
        ),
    ),
];

const fn function(
    name: &'static str,
    takes: &'static [usize],
    written: &'static [&'static str],
    told: Told,
) -> Function {
    Function { name, takes, written, told }
}
