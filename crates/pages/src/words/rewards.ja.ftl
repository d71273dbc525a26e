# 特典: 在庫と交換の数、協力店、地域通貨の支払い、抽選の賞品。

nav-rewards = 特典
rewards-text = 住民の方がポイントを使う先です。内容は、市全体の設定とあわせて rewards.toml に書きます。
rewards-empty = まだ特典はありません。rewards.toml に書いて公開すると、ここに並びます。
rewards-name = 特典
rewards-kind = 種類
rewards-kind-coupon = 券
rewards-kind-lottery = 抽選
rewards-kind-cause = 寄付
rewards-kind-currency = 地域通貨
rewards-points = ポイント
rewards-stock = 残り
rewards-open = 受け取り前
rewards-used = 使用済み
rewards-cancelled = 取り消し
rewards-expired = 期限切れ
rewards-won = 当たり
rewards-lost = 外れ
rewards-spent = 使われたポイント
rewards-gone = （rewards.toml にありません）

# ---- 協力店 ----
shops = 協力店
shops-text = 協力店は、リンクを開いた端末で、お客さまの番号を確かめます。リンクは作ったときに一度だけ表示します。
shops-empty = まだ協力店はありません。
shop-name = お店の名前
shop-name-hint = 60字まで。住民の方の画面にも出ます。
shop-name-fault = お店の名前は、1字から60字で書いてください。
shop-make = 協力店を加える
shop-renew = リンクを作り直す
shop-close = 外す
shop-closed = 外しました
shop-link-made = 「{ $name }」のリンクです。いま控えて、お店に渡してください。もう一度表示することはできません。前のリンクは使えません。

# ---- 地域通貨 ----
pay-lists = 支払いの一覧
pay-lists-text = まだ一覧に載っていない申し込みを締めて、CSVにします。載ったものは、住民の方が取り消せなくなります。支払いが終わったら「支払い済みにする」を押してください。
pay-list-make = 申し込みを締めて一覧を作る
pay-list-none = まだ一覧はありません。
pay-list-number = 番号
pay-list-at = 作った日時
pay-list-lines = 件数
pay-list-units = 金額
pay-list-file = CSV
pay-list-all = すべての申し込みのCSV
pay-list-paid = 支払い
pay-list-pay = 支払い済みにする
pay-list-new = まだ一覧に載っていない申し込み: { $count }件

# ---- 抽選 ----
prizes = 当たった方
prizes-text = 賞品をお渡ししたら、記録してください。この画面を見たことは、操作の記録に残ります。
prizes-none = お渡しを待っている賞品はありません。
prize-ticket = 応募の番号
prize-resident = 住民番号
prize-hand = 渡した
lottery-page = 抽選のページ（どなたでも見られます）

refusal-unknown-shop = その協力店はありません。
refusal-nothing-to-pay = まだ一覧に載っていない申し込みはありません。
refusal-paid-already = その一覧がないか、もう支払い済みになっています。
refusal-handed-already = その番号は当たりではないか、もうお渡ししたことになっています。
deed-shop-made = 協力店を加えた
deed-shop-renewed = 協力店のリンクを作り直した
deed-shop-closed = 協力店を外した
deed-pay-list-made = 支払いの一覧を作った
deed-pay-list-paid = 一覧を支払い済みにした
deed-pay-lines-seen = 支払いのCSVを受け取った
deed-prizes-seen = 抽選に当たった方を見た
deed-prize-handed = 賞品を渡した
