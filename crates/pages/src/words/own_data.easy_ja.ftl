# 記録（きろく）と 同意（どうい）、届（とど）いた お知（し）らせ。
data = わたしの 記録（きろく）と 同意（どうい）
consent = 同意（どうい）
consent-text = いつでも かえる ことが できます。
purpose-engagement = 健康（けんこう）づくりの お手伝（てつだ）い
purpose-research = 研究（けんきゅう）で 使（つか）う こと
purpose-outcomes-sharing = 事業（じぎょう）の 結果（けっか）を 伝（つた）える こと
consent-never = まだ 答（こた）えて いません。
consent-give = 内容（ないよう）を 見（み）て 同意（どうい）する
consent-give-ask = つぎの ことを 読（よ）んで ください。
consent-give-yes = 同意（どうい）します
consent-withdraw = 同意（どうい）を やめる
consent-withdraw-ask = この 同意（どうい）を やめます。いいですか。
consent-withdraw-engagement = やめると、お知（し）らせと ポイントが 止（と）まります。
consent-withdraw-then = やめても、困（こま）る ことは ありません。いつでも また 同意（どうい）できます。
consent-withdraw-yes = やめます
said-consent-given = 同意（どうい）を 受（う）け付（つ）けました。
said-consent-withdrawn = 同意（どうい）を やめました。
consent-history = 今（いま）までの 同意（どうい）の 記録（きろく）
consent-history-none = まだ 記録（きろく）は ありません。

# ---- 持ち出す ----
download = 記録（きろく）を もらう
download-text = 歩数（ほすう）、ノート、目標（もくひょう）、同意（どうい）などの 記録（きろく）を、ファイルで もらう ことが できます。
download-csv = 表（ひょう）の ファイル（CSV）
download-json = ほかの サービスに わたす ファイル（FHIR）
download-most = 新（あたら）しい 順（じゅん）に { $events }件（けん）までです。
download-whole = 健診（けんしん）や 健康（けんこう）予測（よそく）の 記録（きろく）も もらう
download-whole-text = 健診（けんしん）、健康（けんこう）予測（よそく）、保健（ほけん）指導（しどう）、お知（し）らせへの 返事（へんじ）も 入（はい）ります。生（う）まれた 年（とし）を もう一度（いちど） 選（えら）んで ください。
download-whole-csv = 全部（ぜんぶ） もらう（CSV）
download-whole-json = 全部（ぜんぶ） もらう（FHIR）
csv-when = 日時（にちじ）
csv-kind = 種類（しゅるい）
csv-what = 内容（ないよう）
csv-from = 届（とど）けた ところ
csv-data = データ
event-resident-enrolled = 登録（とうろく）
event-consent-given = 同意（どうい）
event-consent-withdrawn = 同意（どうい）を やめた こと
event-channel-linked = 連絡先（れんらくさき）の 登録（とうろく）
event-channel-unlinked = 連絡先（れんらくさき）を はずした こと
event-steps-recorded = 歩数（ほすう）
event-goal-set = 目標（もくひょう）
event-notebook-entry = ノート
event-forecast-issued = 健康（けんこう）予測（よそく）
event-checkup-recorded = 健診（けんしん）
event-guidance-held = 保健（ほけん）指導（しどう）
event-visit-recorded = 行（い）った ところ
event-stamp-collected = スタンプ
event-record-withdrawn = 記録（きろく）を とりけした こと
event-reply-received = 返事（へんじ）
event-delivery-updated = お知（し）らせが 届（とど）いた こと
event-challenge-joined = みんなで 歩（ある）く：参加（さんか）
event-challenge-left = みんなで 歩（ある）く：やめた こと
event-challenge-paused = みんなで 歩（ある）く：休（やす）み
event-choices-made = お知（し）らせの せってい

# ---- 消す ----
delete = 記録（きろく）を 消（け）して もらう
delete-text = あなたの 記録（きろく）を 消（け）して ほしい とき、ここから 言（い）って ください。
delete-go = 消（け）して ほしい
delete-ask = 記録（きろく）を 消（け）して ほしいと 市（し）に 言（い）います。いいですか。
delete-then = お知（し）らせは すぐに 止（と）まります。30日（にち） 以内（いない）に 市（し）から 連絡（れんらく）します。
delete-kept = 法律（ほうりつ）で 残（のこ）す 記録（きろく）は、すぐに 消（け）す ことが できません。その ときは、理由（りゆう）を 言（い）います。
delete-download = 先（さき）に 記録（きろく）を もらう ことも できます。
delete-yes = はい、お願（ねが）いします
delete-asked = { $day }に 受（う）け付（つ）けました。30日（にち） 以内（いない）に 市（し）から 連絡（れんらく）します。
said-deletion-asked = 受（う）け付（つ）けました。お知（し）らせは 止（と）めました。30日（にち） 以内（いない）に 市（し）から 連絡（れんらく）します。

# ---- お知らせ ----
messages = 届（とど）いた お知（し）らせ
messages-none = まだ お知（し）らせは ありません。
messages-most = 新（あたら）しい 順（じゅん）に { $messages }件（けん）まで 出（で）ます。
