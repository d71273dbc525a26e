# 効果の報告。報告そのものの文は、報告の中に日本語と英語で入っています。

# ---- 一覧 ----
reports-title = 効果の報告
reports-text = 結果をはかっている取り組みについて、送ったことで何が変わったかの報告です。くじで決めた「送る」「送らない」をくらべています。
reports-none = 結果をはかっている取り組みは、まだありません。取り組みの設定の [outcome] に、何をはかるかを書くと、ここに並びます。
reports-not-yet = 報告は、まだありません。
reports-being-made = 新しい報告を作っています。
nav-reports = 効果の報告
campaign-report = 効果の報告

# ---- 数の書き方 ----
report-points = { $number }ポイント
report-interval = { $percent }%区間 { $interval }
report-with-interval = { $value }（{ $interval }）
report-between = { $low }〜{ $high }
report-under = { $number }未満
report-over = { $number }超
report-from = { $level }以上
report-to = { $level }以下
report-below = { $level }未満
report-above = { $level }超
report-share = { $percent }（{ $part } / { $of }）
report-few = 10人未満など
report-yen = { $number }円
report-yen-open = まだ決まりません
report-many-people = { $number }人
report-many-points = { $number }回
report-many-weeks = { $number }週
report-many-of = { $many }（{ $percent }）
report-times = { $number }回
report-sd = 標準偏差 { $sd }
report-none = ありません
report-as-table = { $title }（表）
report-in-unit = （単位：{ $unit }）

# ---- 頭 ----
report-title = 効果の報告：{ $campaign }
report-interim = 中間
report-final = 最終
report-planned = 計画にあったもの
report-exploratory = 探索的（計画になかったもの）
report-read-until = { $at }までに届いたデータによります。
report-made-at = { $at }に作りました。
report-being-made = 新しい報告を作っています。できあがるまで、この報告をごらんください。
report-all-exploratory = この報告は、すべて探索的なものです。始める前に決めた問いへの答えとしてではなく、次に確かめることを探すためにお使いください。
report-summary = まとめ
report-contents = 目次
report-as-file = 1つのファイルとして保存する
report-as-csv = 表（CSV）
report-as-json = データ（JSON）
report-as-plan = 封をした計画（JSON）
report-printing = ブラウザーの「印刷」から、A4の紙やPDFにできます。「10人未満など」とあるところは、10人未満の数か、引き算で10人未満の数が分かってしまう数です。
report-tile-rows = 数えたもの { $number }件
report-tile-ends = 区間の両端では { $ends }

# ---- 1 ----
report-plan = 1. 問いと計画
report-question = 問い
report-estimand = 推定するもの
report-design = くじの引き方
report-outcome = 結果としてはかるもの
report-window = はかる期間
report-period = 取り組みの期間
report-cap = 1件につき{ $cap }までを数えます。
report-log = 対数にして分析しています。
report-sealed = 計画
report-sealed-on = { $day }に封をしました（開始は{ $start }）。照合値（ハッシュ）は次のとおりです。
report-final-on = 最終の分析ができる日
report-no-plan = 始める前に封をした計画がないため、この報告のものはすべて「探索的」です。
report-changes = 計画と違うところ
report-arms = くらべるもの
report-arm = 群
report-arm-name = 表での名前
report-probability = 確率

# ---- 2 ----
report-flow = 2. 対象から結果まで
report-flow-people = 人の流れ
report-flow-points = 判断時点の流れ
report-flow-weeks = 一人ずつの週の流れ
report-left = 送れない状態：{ $why } { $many }
report-left-more = ほかの理由は表にあります
report-step = 段階
report-all = 全体
report-unavailable = 送れる状態でなかった理由
report-why = 理由
report-points-head = 判断時点
report-weeks-head = 週
report-people = 人数

# ---- 3 ----
report-integrity = 3. くじの確かめ
report-alarm = くじの結果が、決めた確率と大きく違います。どこかが壊れているおそれがあります。原因が分かるまで、この報告の差を使わないでください。
report-check-points = 判断時点のくじと、記録された確率
report-check-people = 群の人数と、決めた割合
report-check-clusters = 群の地区・チームの数と、決めた割合
report-nothing-drawn = くじを使っていないため、確かめるものがありません。
report-expected = 確率から見込まれる数
report-observed = 実際の数
report-z = z = { $statistic }、p = { $p }
report-chi = χ² = { $statistic }（自由度 { $df }）、p = { $p }
report-any-look = （何度見てもよい確認では p = { $p }）
report-check-alarm = 0.001未満：合っていません
report-check-fine = くい違いは見つかりません
report-no-deviations = くじの結果と違うことは、記録されていません。
report-deviations = くじの結果と違ったもの
report-known-before = くじの前に分かっていたこと
report-standardised = 標準化した差
report-balance = くじの前の状態のつりあい
report-balance-text = かっこの中は標準偏差です。標準化した差は、標準偏差を1とした差です。0.1を超えるものは、気をつけて見ます。

# ---- 4 ----
report-effect = 4. くらべて分かったこと
report-effect-plot = 差と区間
report-primary = 主な分析
report-analysis = 分析
report-difference = 差
report-interval-head = 区間
report-se = 標準誤差
report-df = 自由度
report-rows = 件数
report-correction = 誤差の求め方
report-mancl-de-rouen = 人ごとのまとまりで、少人数を補正（Mancl–DeRouen）
report-cluster-robust = 人ごとのまとまりで（n/(n−1)）
report-welch = 群ごとに分散を求めたもの（Welch）
report-bell-mccaffrey = まとまりごとに補正（Bell–McCaffrey）
report-plain = 平均の標準誤差（お一人を1回）
report-anytime-correction = 何度見ても成り立つもの（信頼列）
report-controls = 調整に使ったもの：{ $names }。
report-and = 、
report-control-before = 直前7日の歩数
report-control-before-unknown = その歩数が分かるかどうか
report-control-four-weeks-in-trial = 参加からの週数
report-control-weekend = 土日かどうか
report-control-age-above-60 = 年齢
report-control-age-unknown = 年齢が分かるかどうか
report-control-female = 性別
report-control-sex-other = 性別の記録があるかどうか
report-log-scale = 差は、対数の差を百分率に直したものです。標準誤差は対数のままです。
report-method-wcls = 重みつきの中心化最小二乗法（WCLS; Boruvka ほか 2018）によります。
report-method-emee = 差はWCLS（Boruvka ほか 2018）、割合は比を推定する方法（EMEE; Qian ほか 2021）によります。
report-method-arms = 割り付けたとおりの群の平均の差によります。くじの前に分かっていたことで、ばらつきを小さくしています（CUPED）。
report-method-arms-plain = 割り付けたとおりの群の平均の差によります。
report-method-clusters = 地区などのまとまりごとに割り付けた、平均の差によります。
report-method-stepped = 始める順番をくじで決めたものによります。時期ごとの変化は取り除いています（Hussey・Hughes 2007）。
report-method-none = くじを使っていないため、差は推定していません。
report-permuted = くじを引き直す検定：p = { $p }（{ $draws }回）。
report-permuted-exact = くじを引き直す検定：p = { $p }（全{ $draws }通り）。
report-permuted-head = くじを引き直す検定：
report-permuted-under = くじのほかに何も仮定しない検定です。まとまりの数が少なく、区間と結論が違うときは、このp値で判断します。
report-relative = 送らない場合の平均とくらべた割合では、{ $value }です（{ $percent }%区間 { $interval }）。
report-relative-head = 割合でみた差
report-colon = ：
report-mean = 平均
report-measured = はかった値：{ $outcome }
report-segments = グループごとの差
report-no-segments = グループには分けていません。
report-segments-text = 区間は、グループの数による調整をしていません。調整したpは表にあります。
report-segments-by = { $title }
report-everyone = 全体（主な分析）
report-segment = グループ
report-holm = p（Holm）
report-benjamini-hochberg = p（Benjamini–Hochberg）
report-distribution = 結果の分布
report-distribution-of = { $outcome }の分布
report-distribution-says = { $arm }は、{ $bin }がいちばん多く{ $percent }です。
report-distribution-under = 横：{ $unit }（区切りの下の端）　縦：それぞれの群の中での割合
report-no-distribution = 示せる分布がありません。
report-bin = 区切り
report-bin-between = { $from }〜{ $to }未満
report-bin-last = { $from }以上

# ---- 5 ----
report-looks = 5. 途中で見たことと、問いの数
report-looks-made = これまでに差の数値を載せた報告
report-questions = 調べた問いの数（結果とグループ）
report-n-star = 判断に要ると見込んだ人数（N*）
report-looks-planned = 計画にある、差を見る日
report-look-day = 日
report-look-kind = 種類
report-look-state = 状態
report-look-last = 最後（判断に使う）
report-look-interim = 途中
report-look-reached = 過ぎました
report-look-coming = これから
report-no-looks = 差を見る日は、計画にありません。
report-fixed = 一度だけ見るときの区間
report-anytime = 何度見てもよい区間
report-anytime-plot = 見る回数と区間
report-holm-text = 問いが多いほど、偶然に差が出るものが混じります。グループのpはHolmの方法で調整し、区間は調整していません。

# ---- 6 ----
report-contrast = 6. 送らなくても起きた変化と、前後の比較
report-contrast-plot = 3つのくらべ方
report-randomised = くじでくらべた差（この報告の答え）
report-own-change = 送らなかったときの変化
report-naive = 送ったときの前後の差（効果ではない）
report-when = いつ
report-mean-before = 始まる前
report-mean-with = 送ったとき
report-mean-without = 送らなかったとき
report-contrast-means = 前と後の平均
report-contrast-text = 前後の差には、季節や天気、参加された方の意気込みなど、送らなくても起きた変化が入ります。

# ---- 7 ----
report-missing = 7. 分からない結果と、遅れて届いたデータ
report-watermark = この時刻までに届いたもの
report-open = はかる期間が終わっていない判断時点
report-share-head = 割合
report-missing-table = 分からない結果と、あとから変わった結果
report-missing-share = 結果が分からない
report-revised-share = 締めたあとに、届いたデータで変わった
report-missing-why = 結果が分からない理由
report-kind = 種類
report-sensitivity = 分からない結果についての仮定と差
report-no-sensitivity = ほかの仮定での計算はありません。

# ---- 8 ----
report-adherence = 8. 届き方とお返事
report-adherence-table = 届いた割合、答えた割合
report-adherence-text = 送らなかったときにも同じ期間の返事を数えています。送ったあとの返事の割合だけでは、効果とはいえません。
report-no-weeks = 週ごとの数は、まだありません。
report-decay = 続き具合
report-decay-plot = 週ごとの続き具合
report-decay-says = { $name }は、はじめの週が{ $first }、最後の週が{ $last }です。
report-active = 記録か返事があった方
report-delivered = 届いたメッセージ
report-responded-arm = 返事（{ $arm }）
report-week-head = 週
report-week = 第{ $week }週
report-week-open = 第{ $week }週以降
report-weeks-under = 横：はじめの日から数えた週
report-lasting = 続けている方の割合
report-lasting-text = 2週間以上、記録も返事もなくなるまでを数えています（Kaplan–Meier法）。人数が少ない週は示していません。
report-lasting-share = 続けている割合
report-lasting-says = 第{ $week }週の終わりに{ $percent }です。
report-effect-by-week = 週ごとの差
report-week-says = { $week }は{ $value }です。
report-slope = 4週間ごとの差の変わり方
report-slope-table = 差の変わり方

# ---- 9 ----
report-quality = 9. データの質
report-sources = 何で数えたか
report-doubtful = 上限を超えた値と、確認中の印
report-capped = 上限を超えた結果
report-flagged = 確認中の印がある方
report-doubtful-text = 印は、どちらの群かを見ずにつけています。印がある方も、分析に入っています。
report-uncapped = 上限をつけないとき
report-without-flagged = 印がある方を除いたとき
report-quality-plot = 数え方を変えたときの差

# ---- 10 ----
report-money = 10. 支払い、困ったこと、分からないこと
report-payment = 支払い
report-no-contract = 成果連動の契約は、書かれていません。
report-statement = 支払いの内訳
report-line = 項目
report-line-value = 値
report-line-yen = 金額
report-line-because = 理由
report-line-ends = 区間の両端での金額
report-line-before-after = 前後の比較なら
report-line-fixed = 固定の分
report-line-cut = 上限を超えた分
report-line-year = { $title }（{ $year }）
report-line-sum = 合計
report-ends-text = 金額は推定値によります。「区間の両端」は、{ $percent }%区間の端の値だったときの金額です。
report-standing = 「{ $title }」の位置
report-standing-says = 推定値は{ $value }（{ $percent }%区間 { $interval }）で、{ $yen }です。
report-legend-estimate = 推定値と区間
report-legend-before-after = 前後の比較なら
report-tier = 段階
report-tier-chance = 推定の不確かさだけから見た確率
report-mean-yen = 推定の不確かさをならした金額の平均は{ $yen }です。
report-contract = 契約：{ $title }
report-harms = 停止のご希望や、届かなかったもの
report-harms-table = 困ったこと（人数）
report-limits = この方法では分からないこと

# ---- 計算し直すには ----
report-recompute = 計算し直すには
report-hash = この報告の照合値（ハッシュ）
report-plan-hash = 計画の照合値（ハッシュ）
report-record-hash = 記録の照合値（SHA-256）
report-record-rows = 記録の行数
report-as-of = 記録を読んだ時刻
report-code = プログラムの版
report-format = 報告の形の版

# ---- まだ報告がないとき ----
report-cannot-be = このままでは、報告は作られません。足りないものを、下でお確かめください。
report-not-begun = この取り組みは{ $from }に始まります。報告は、はかる期間が1つ終わった次の日から作られます。
report-soon = 最初の報告は、はかる期間が1つ終わり、届いたデータを締めた次の日に作られます。
report-needs = 報告に要るもの
report-needs-edit = 設定を書く
report-need-there = あります
report-need-missing = ありません
report-need-outcome = 何をはかるか（[outcome]）
report-need-outcome-text = その日の歩数など、送ったあとに何をはかるかを、取り組みの設定に書きます。
report-need-chance = くじ
report-need-chance-text = 送るかどうかをくじで決めないと、変化が送ったことによるのか、ほかのことによるのかが分かりません。判断時点に確率を書くか、群に分けます。
report-need-plan = 始める前の計画（plan.toml）
report-need-plan-text = 問い、はかるもの、差を見る日を、始める前に書いて封をします。なくても報告はできますが、すべて「探索的」になります。

# ---- the record ----
record-link = 記録を受け取る（評価を担当される方）
record-title = { $campaign }：記録
record-text = 報告書のもとになった記録です。お名前やIDの代わりに、仮の名前が入っています。名前は分かりませんが、小さな地区では、ほかの情報と合わせて推測できることがあります。市から評価を任された方だけが使い、ほかへ渡さないでください。受け取ったことは操作の記録に残ります。
record-none = 記録は、まだありません。
record-points = 判断時点の記録
record-points-text = くじで送るかを決めた一回一回に、一行ずつ。報告書はこの表から、1バイトも違わずに作り直せます。
record-weeks = 一人ずつの週の記録
record-weeks-text = 参加された方の、締めた週ごとに一行。人や地区ごとに分けた取り組みの報告書は、この表から作ります。
record-people = 一人ずつの記録
record-people-text = お一人に一行。すべての週を合わせています。
record-distal = 1年後の健診
record-distal-text = お一人に一行。参加の前と、およそ1年後の健診の結果です。結果が入るのは、研究に同意された方の行だけです。
record-mrt = MRTAnalysis の形
record-mrt-text = R の MRTAnalysis にそのまま渡せる表です。
record-take = CSVを受け取る
record-part = { $of }つのうち{ $number }つ目
record-hint = いくつかに分かれているときは、順につなげてください。見出しは最初のファイルにだけあります。列の意味は docs/record.ja.md にあります。
