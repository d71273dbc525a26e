# これまでの記録で試した結果の文面。

# ---- 全体の結果 ----
replay-unit-messages = 単位：通
replay-unit-times = 単位：件
replay-unit-points = 単位：ポイント
replay-concerned = 記録のある{ $all }人のうち、この取り組みの対象になる方は、今の版で{ $live }人、新しい版で{ $new }人です。違いのある方は{ $touched }人です。
replay-changes = 「変わる」の内訳は、文面が{ $text }通、届く時刻が{ $time }通、届け方が{ $channel }通です。
replay-of-these = うち、{ $what }
replay-waited = このほかに、送らない時間帯や休みの日が明けるのを待ったお知らせが、今の版で{ $live }件、新しい版で{ $new }件ありました。待ったあとに送ったものは、上の「お知らせ」に入っています。
replay-points-whom = ポイントが増える方は{ $more }人、減る方は{ $fewer }人です。
replay-no-yen = 金額は、市の設定（city.toml）の [costs] に1通の料金を書くと、ここに出ます。
replay-people-messages = 違いのあるお知らせ { $count }通

# ---- お一人の結果 ----
replay-one-title = { $id }さんで試した結果：{ $part }
replay-one-text = { $from }から{ $until }までに、この方に実際にあった出来事に、今の版と新しい版を当てはめました。だれにも何も送られません。
replay-one-pinned = この方は、この期間より前に取り組みに加わりました。加わったときの版のままなので、何も変わりません。
replay-one-summary = 合計
replay-one-withheld = 見合わせ（件）
replay-one-points = ポイント
replay-one-differing = 違いのある日
replay-one-none = この方には、今の版と新しい版とで、違いはありません。
replay-one-alike = 違いのない日（{ $count }日）も見る
replay-one-back = 全体の結果に戻る
replay-one-both = どちらの版でも
replay-one-live-only = 今の版だけ
replay-one-new-only = 新しい版だけ
replay-one-text-changed = 文面が変わる
replay-one-way-changed = 届け方が変わる
replay-one-time-changed = 時刻が変わる
replay-one-message = お知らせ「{ $name }」
replay-one-not-there = 送りません
replay-one-sent = 「{ $name }」を{ $channel }で送る
replay-one-given = { $points }ポイントをつける（{ $name }）
replay-one-taken-back = { $points }ポイントを取り消す（{ $name }）
replay-one-not-sent = 「{ $name }」を見合わせる：{ $reason }
replay-one-not-given = ポイントをつけない（{ $name }）：{ $reason }
replay-one-stopped = ルールが途中で止まる（{ $name }）：{ $reason }
replay-one-not-done = 「{ $name }」を行わない：{ $reason }
replay-one-by-cap = { $told }（{ $cap }）
