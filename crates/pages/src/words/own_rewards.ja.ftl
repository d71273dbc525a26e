# ポイントを使うページ、お店のページ、抽選のページ。

# ---- ポイントを使う ----
rewards = ポイントを使う
rewards-none = いま交換できるものはありません。始まるときに、お知らせします。
rewards-mine = これまでに交換したもの
reward-price = 必要なポイント
reward-left = 残りの数
reward-together = これまでに集まったポイント
reward-until = { $day }まで受け付けます。
reward-days = 交換した日から{ $days }日間使えます。
reward-drawn-on = 抽選は{ $day }です。当たりは{ $winners }本です。
reward-how-drawn = 抽選のしくみと結果
reward-units = 受け取る額は{ $units }です（地域通貨の単位）。
reward-take-coupon = 交換する
reward-take-lottery = 応募する
reward-take-cause = ポイントを寄付する
reward-take-currency = 地域通貨に換える
reward-costs = { $points }ポイントを使います。残りは{ $after }ポイントになります。
reward-good-until = { $day }まで使えます
reward-no-way-back = 寄付したポイントは、あとから戻すことができません。
reward-yes = はい、使います
reward-back = ポイントを使うページへ
said-reward-had = 受け付けました。ありがとうございます。
said-reward-cancelled = 取り消しました。ポイントは戻りました。

# ---- 交換できないとき ----
reward-not-yet = { $day }から交換できます。
reward-over = 交換できるのは{ $day }まででした。
reward-owes = 直された記録の{ $points }ポイントが先に差し引かれます。これからたまるポイントで、元に戻ります。
reward-short = あと{ $points }ポイントで交換できます。
reward-enough = お一人{ $most }つまでです。
reward-gone = なくなりました。またの機会をお待ちください。

# ---- 交換したもの ----
reward-taken-coupon = まだ使っていません
reward-taken-lottery = 抽選を待っています
reward-taken-cause = 寄付しました
reward-taken-currency = 支払いを待っています
reward-used-coupon = 使いました
reward-used-lottery = 賞品をお渡ししました
reward-used-cause = 寄付しました
reward-used-currency = 支払いが済みました
reward-cancelled = 取り消しました
reward-expired = 期限が過ぎました
reward-won = 当たりました
reward-lost = 今回は外れました
reward-won-how = おめでとうございます。賞品の受け取り方は、市からご連絡します。
reward-changed = { $at }
reward-shop = { $shop }で使いました。
reward-paid-with = { $day }に、{ $points }ポイントで受け付けました。
reward-show = お店の方に、この画面をお見せください
reward-ticket = 応募の番号
reward-cancel = 取り消す
reward-cancel-text = 取り消すと、{ $points }ポイントが戻ります。
reward-cancel-now = 取り消してポイントを戻す
reward-settled = もう使われたか、期限が過ぎたため、取り消せません。
reward-too-late = 取り消せる期間が終わりました。
reward-on-list = 支払いの手続きに入ったため、取り消せません。ご不明の点は、市の窓口へおたずねください。

# ---- お店 ----
shop = お店の確認ページ
no-shop-text = このページは、協力店の方が券の番号を確かめるためのものです。お店の方は、市からお渡ししたリンクを、お使いの端末でもう一度お開きください。お客さまは、この番号の画面をお店の方にお見せください。
shop-open-text = この端末を「{ $shop }」の端末として使います。
shop-open-now = この端末で使う
shop-open-hint = リンクは、お店の外の方に渡さないでください。
shop-code = お客さまの番号
shop-code-hint = 画面に出ている9けたの数字です。
shop-confirm = 使ったことにする
shop-done = 「{ $title }」を確認しました。お客さまにお渡しください。
shop-done-by = 「{ $title }」は、{ $at }に{ $shop }で確認済みです。
shop-done-before = 「{ $title }」は、{ $at }に使われています。
shop-cancelled = この番号は、{ $at }に取り消されています。お渡ししないでください。
shop-expired = この番号は期限が過ぎています。お渡ししないでください。
shop-over = この番号が使えるのは、{ $day }まででした。お渡ししないでください。
shop-slip = 番号が違うようです。9けたの数字をもう一度お確かめください。
shop-wrong = この番号は見つかりません。お客さまの画面をもう一度お確かめください。
shop-leave = この端末での利用をやめる
shop-leave-text = もう一度使うには、市からお渡ししたリンクが必要です。
shop-leave-now = 利用をやめる
shop-left = この端末での利用をやめました。

# ---- 抽選 ----
lottery-bound = 抽選のしくみ
lottery-commitment = 抽選に使う秘密の値は、応募が始まる前に決めてあります。あとから変えられないよう、次の指紋（SHA-256）を先に公開しています。
lottery-since = { $at }から公開しています。
lottery-soon = 指紋は、まもなくここに公開します。
lottery-how = 抽選のあとに、秘密の値と、応募の番号の一覧を公開します。どなたでも、同じ抽選をやり直して確かめられます。
lottery-not-drawn = 抽選はこれからです。
lottery-result = 抽選の結果
lottery-drawn = { $at }に抽選しました。
lottery-counts = 応募{ $tickets }本のうち、{ $winners }本が当たりました。
lottery-seed = 秘密だった値
lottery-winners = 当たった応募の番号
lottery-tickets-file = 応募の番号の一覧（tickets.txt）
lottery-winners-file = 当たった番号の一覧（winners.txt）
lottery-again = 自分で確かめる
lottery-again-text = 2つの一覧を同じ場所に保存し、次のPythonを動かしてください。何も表示されずに終われば、抽選のとおりです。
