# 見本の流れと、記録からの見本づくりの文面。

# ---- 見本の流れ ----
cases-title = 見本の流れ
cases-later = 直すところがなくなると、ここに表示されます。
cases-none = 見本はまだありません。「見本」の欄に書くか、住民の経緯の画面から作れます。
cases-more = ほかの{ $count }件は、見本どおりでした。
cases-good = 見本どおり
cases-bad = 見本と違う
cases-line = { $line }行目へ
cases-first = 参加の登録は、この前日です
cases-same-day = 同じ日
cases-next-day = 次の日
cases-days-later = { $days }日後
cases-expected = 見本
cases-expected-left = 見本（送るもの）
cases-expected-none = なし
cases-nothing = 何も起きていません
cases-silent = 決まった時刻（{ $points }）に{ $count }回判断し、提案はありませんでした
cases-more-came = ほかに{ $count }件あります

# ---- 保存したあと ----
check-see = 見る
check-cases-differ = ただし、次の見本{ $count }件が、書いてあるとおりの結果になりませんでした。
check-see-cases = ほかの見本も見る
check-cases-settings = 時刻、曜日、期間、上限などを変えると、見本の結果も変わります。変えた設定が正しければ、見本の日時や期待する結果を、それに合わせて直してください。直すまで、公開を申請できません。
check-cases-next = 見本と、設定・ルールのどちらが正しいかを確かめて、違うほうを直してください。直すまで、公開を申請できません。

# ---- 起きたこと ----
came-enrolled = 参加の登録があった
came-consent = 同意があった
came-consent-gone = 同意が取り消された
came-linked = { $channel }が連携された
came-unlinked = { $channel }の連携が解除された
came-steps = { $steps }歩が届いた
came-steps-of = { $day }の歩数が届いた（{ $steps }歩）
came-goal-steps = 目標が1日{ $target }歩になった
came-goal-notebook = 目標が週{ $target }日の記録になった
came-notebook = 健康手帳に記入があった（{ $kind }）
came-forecast = 健康予測が届いた（{ $what }）
came-forecast-one = { $condition } { $ratio }倍
came-checkup = 健診の結果が届いた（{ $what }）
came-guidance = 保健指導があった（{ $program }、{ $session }回目）
came-visit-checkup = 健診を受けた
came-visit-screening = 検診を受けた
came-visit-event = 催しに来た
came-visit-class = 教室に来た
came-stamp = 「{ $place }」のスタンプを押した
came-of-day = { $what }（{ $day }のこと）
came-at-place = { $what }（{ $place }）
came-joined = チャレンジに参加した
came-joined-team = チャレンジに参加した（{ $team }）
came-left = チャレンジをやめた
came-paused = チャレンジを{ $from }から{ $days }日間お休みする
came-choices = ご自分のページで、お知らせの受け取り方を選んだ
came-withdrawn = 記録が取り消された（{ $kind }）
came-reply = 返信「{ $reply }」
came-delivery = 配信の結果が届いた
came-alert-heat = 熱中症の警戒の情報が出た
came-alert-disaster = 災害の情報が出た
came-point = 決まった時刻「{ $point }」に判断した
came-scheduled = 予定した時刻「{ $point }」に判断した
came-kind-steps = 歩数
came-kind-notebook = 健康手帳
came-kind-forecast = 健康予測
came-kind-checkup = 健診の結果
came-kind-visit = 受診・参加の記録
came-kind-stamp = スタンプ
came-kind-other = その他
came-notebook-weight = 体重
came-notebook-blood-pressure = 血圧
came-notebook-meal = 食事
came-notebook-sleep = 睡眠
came-notebook-mood = 気分
came-notebook-symptom = 体の様子
came-notebook-note = メモ
came-condition-mi-stroke = 心筋梗塞・脳卒中
came-condition-dementia = 認知症
came-condition-lung-cancer = 肺がん
came-condition-renal-failure = 腎不全
came-channel-line = LINE
came-channel-sms = SMS
came-channel-paper = 郵便

# ---- 決めたこと ----
decided-send = 「{ $name }」を送ると決めた
decided-send-later = 「{ $name }」を送ると決めた（{ $at }に送る）
decided-points = { $points }ポイントをつけた（{ $name }）
decided-points-back = { $points }ポイントを取り消した（{ $name }）
decided-goal-steps = 目標を1日{ $target }歩にした
decided-goal-notebook = 目標を週{ $target }日の記録にした
decided-enrol = 取り組み「{ $name }」に加えた
decided-schedule = 「{ $name }」を予定した
decided-flag = 対応の一覧に加えた：{ $name }
decided-withheld = 「{ $name }」は見合わせた：{ $reason }
decided-nothing-said = 提案はありませんでした：{ $reason }
decided-failed = ルール「{ $name }」が途中で止まった：{ $reason }
decided-left = { $channel }で送った「{ $name }」
decided-left-after = LINEに続けて、SMSでも送った「{ $name }」
decided-held-back = 送る直前に取りやめた「{ $name }」：{ $reason }
decided-waits = 送れる時間まで待つことにした

# ---- 記録からの見本づくり ----
cases-make = この方の記録から見本を作る
cases-make-text = この方に起きたことを、どなたか分からないように変えて、取り組みの下書きの「見本」の終わりに書き足します。日付は週の単位でずらし、名前、番号、書かれた文章は入れません。作ったことは記録に残ります。
cases-make-campaign = どの取り組みの見本にしますか
cases-make-days = さかのぼる日数
said-case-made = 見本を書き足しました。「見本」の終わりにあります。望む結果と違うところを直してください。
deed-case-made = 住民の記録から見本を作った
refusal-draft-faulty = 下書きに直すところがあるので、見本を作れません。下書きを直してから、もう一度お試しください。
refusal-not-enrolled = この期間には、この方の参加の登録がないので、見本を作れません。日数を長くしてお試しください。
refusal-nothing-happened = この期間に、見本にできる記録がありません。日数を長くしてお試しください。
