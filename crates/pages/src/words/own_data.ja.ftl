# 記録と同意、届いたお知らせ。
data = わたしの記録と同意
consent = 同意
consent-text = それぞれ、いつでも変えられます。
purpose-engagement = 健康づくりのお手伝い
purpose-research = 研究での利用
purpose-outcomes-sharing = 事業の成果の提供
consent-never = まだお答えいただいていません。
consent-give = 内容を見て同意する
consent-give-ask = 次の内容をお読みください。
consent-give-yes = 同意します
consent-withdraw = 同意を取り消す
consent-withdraw-ask = この同意を取り消します。よろしいですか。
consent-withdraw-engagement = 取り消すと、お知らせもポイントも止まります。
consent-withdraw-then = 取り消しても、不利になることはありません。いつでも、もう一度同意できます。
consent-withdraw-yes = 取り消します
said-consent-given = 同意を受け付けました。
said-consent-withdrawn = 同意を取り消しました。
consent-history = これまでの同意の記録
consent-history-none = まだ記録はありません。

# ---- 持ち出す ----
download = 記録を受け取る
download-text = 歩数、手帳、目標、同意などの記録を、ファイルで受け取れます。
download-csv = 表計算ソフトで開くファイル（CSV）
download-json = ほかの健康サービスへ渡すファイル（FHIR）
download-most = 新しいものから{ $events }件までです。
download-whole = 健診や健康予測の記録も受け取る
download-whole-text = 健診、健康予測、保健指導、お知らせへのお返事も入ります。ご本人の確認のため、生まれた年をもう一度選んでください。
download-whole-csv = すべてを受け取る（CSV）
download-whole-json = すべてを受け取る（FHIR）
csv-when = 日時
csv-kind = 種類
csv-what = 内容
csv-from = 届け元
csv-data = データ
event-resident-enrolled = 登録
event-consent-given = 同意
event-consent-withdrawn = 同意の取り消し
event-channel-linked = 連絡先の登録
event-channel-unlinked = 連絡先の取り消し
event-steps-recorded = 歩数
event-goal-set = 目標
event-notebook-entry = 健康手帳
event-forecast-issued = 健康予測
event-checkup-recorded = 健診
event-guidance-held = 保健指導
event-visit-recorded = 受診・参加
event-stamp-collected = スタンプ
event-record-withdrawn = 記録の取り消し
event-reply-received = お返事
event-delivery-updated = お知らせの配達
event-challenge-joined = チャレンジへの参加
event-challenge-left = チャレンジからの退出
event-challenge-paused = チャレンジのお休み
event-choices-made = お知らせの設定

# ---- 消す ----
delete = 記録を消してもらう
delete-text = この取り組みで集めた、あなたの記録の削除をお申し出いただけます。
delete-go = 削除を申し出る
delete-ask = 記録の削除を申し出ます。よろしいですか。
delete-then = お申し出と同時に、お知らせはすべて止まります。30日以内に担当からご連絡します。
delete-kept = 法律で残すと決められている記録は、すぐには消せないことがあります。そのときは、理由と期限をお伝えします。
delete-download = 先に記録を受け取っておくこともできます。
delete-yes = はい、申し出ます
delete-asked = { $day }に、削除のお申し出を受け付けました。30日以内に担当からご連絡します。
said-deletion-asked = お申し出を受け付けました。お知らせは止めました。30日以内に担当からご連絡します。

# ---- お知らせ ----
messages = 届いたお知らせ
messages-none = まだお知らせはありません。
messages-most = 新しいものから{ $messages }件までを表示しています。
