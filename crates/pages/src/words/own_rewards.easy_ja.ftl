# ポイントを 使う ページ、店の ページ、抽選の ページ。やさしい日本語。

# ---- ポイントを 使う ----
rewards = ポイントを 使（つか）う
rewards-none = いま もらえる ものは ありません。始（はじ）まる とき、お知（し）らせ します。
rewards-mine = いままでに もらった もの
reward-price = いる ポイント
reward-left = 残（のこ）りの 数（かず）
reward-together = 集（あつ）まった ポイント
reward-until = { $day }まで もらう ことが できます。
reward-days = もらった 日（ひ）から { $days }日（にち） 使（つか）えます。
reward-drawn-on = { $day }に くじを 引（ひ）きます。当（あ）たりは { $winners }本（ほん）です。
reward-how-drawn = くじの 引（ひ）き方（かた）と 結果（けっか）
reward-units = { $units }を もらいます（この まちの お金（かね））。
reward-take-coupon = もらう
reward-take-lottery = くじに 申（もう）し込（こ）む
reward-take-cause = ポイントを 寄付（きふ）する
reward-take-currency = まちの お金（かね）に かえる
reward-costs = { $points }ポイントを 使（つか）います。残（のこ）りは { $after }ポイントです。
reward-good-until = { $day }まで 使（つか）えます
reward-no-way-back = 寄付（きふ）した ポイントは、戻（もど）りません。
reward-yes = はい、使（つか）います
reward-back = ポイントを 使（つか）う ページへ
said-reward-had = できました。ありがとうございます。
said-reward-cancelled = やめました。ポイントは 戻（もど）りました。

# ---- もらえない とき ----
reward-not-yet = { $day }から もらう ことが できます。
reward-over = { $day }に 終（お）わりました。
reward-owes = なおした 記録（きろく）の { $points }ポイントを 先（さき）に 引（ひ）きます。これから たまる ポイントで、もとに 戻（もど）ります。
reward-short = あと { $points }ポイントです。
reward-enough = 1人（ひとり） { $most }こ までです。
reward-gone = もう ありません。つぎを 待（ま）って ください。

# ---- もらった もの ----
reward-taken-coupon = まだ 使（つか）って いません
reward-taken-lottery = くじを 待（ま）って います
reward-taken-cause = 寄付（きふ）しました
reward-taken-currency = お金（かね）を 待（ま）って います
reward-used-coupon = 使（つか）いました
reward-used-lottery = 賞品（しょうひん）を わたしました
reward-used-cause = 寄付（きふ）しました
reward-used-currency = お金（かね）を はらいました
reward-cancelled = やめました
reward-expired = 使（つか）える 日（ひ）が 終（お）わりました
reward-won = 当（あ）たりました
reward-lost = 今回（こんかい）は はずれました
reward-won-how = おめでとうございます。賞品（しょうひん）の もらい方（かた）は、市（し）が お知（し）らせ します。
reward-changed = { $at }
reward-shop = { $shop }で 使（つか）いました。
reward-paid-with = { $day }に { $points }ポイントで もらいました。
reward-show = 店（みせ）の 人（ひと）に この 画面（がめん）を 見（み）せて ください
reward-ticket = くじの 番号（ばんごう）
reward-cancel = やめる
reward-cancel-text = やめると、{ $points }ポイント 戻（もど）ります。
reward-cancel-now = やめて ポイントを 戻（もど）す
reward-settled = もう 使（つか）ったか、使（つか）える 日（ひ）が 終（お）わりました。やめる ことは できません。
reward-too-late = やめる ことが できる 日（ひ）が 終（お）わりました。
reward-on-list = お金（かね）を はらう 準備（じゅんび）を して います。やめる ことは できません。わからない ときは、市（し）の 窓口（まどぐち）に 聞（き）いて ください。

# ---- 店 ----
shop = 店（みせ）の ページ
no-shop-text = この ページは、店（みせ）の 人（ひと）が 使（つか）います。店（みせ）の 人（ひと）は、市（し）から もらった リンクを もう一度（いちど） 開（ひら）いて ください。お客（きゃく）さんは、番号（ばんごう）の 画面（がめん）を 店（みせ）の 人（ひと）に 見（み）せて ください。
shop-open-text = この 電話（でんわ）や パソコンを「{ $shop }」で 使（つか）います。
shop-open-now = 使（つか）う
shop-open-hint = リンクを ほかの 人（ひと）に わたさないで ください。
shop-code = お客（きゃく）さんの 番号（ばんごう）
shop-code-hint = 画面（がめん）の 9つの 数字（すうじ）です。
shop-confirm = 使（つか）った ことに する
shop-done = 「{ $title }」を たしかめました。お客（きゃく）さんに わたして ください。
shop-done-by = 「{ $title }」は、{ $at }に { $shop }で 使（つか）いました。
shop-done-before = 「{ $title }」は、{ $at }に 使（つか）いました。
shop-cancelled = この 番号（ばんごう）は、{ $at }に やめました。わたさないで ください。
shop-expired = この 番号（ばんごう）は、使（つか）える 日（ひ）が 終（お）わりました。わたさないで ください。
shop-over = この 番号（ばんごう）は、{ $day }まででした。わたさないで ください。
shop-slip = 番号（ばんごう）が ちがう ようです。9つの 数字（すうじ）を もう一度（いちど） 見（み）て ください。
shop-wrong = この 番号（ばんごう）は ありません。お客（きゃく）さんの 画面（がめん）を もう一度（いちど） 見（み）て ください。
shop-leave = 使（つか）うのを やめる
shop-leave-text = また 使（つか）う ときは、市（し）から もらった リンクが いります。
shop-leave-now = やめる
shop-left = やめました。

# ---- 抽選 ----
lottery-bound = くじの 引（ひ）き方（かた）
lottery-commitment = くじに 使（つか）う ひみつの 文字（もじ）は、はじめに 決（き）めて います。あとで かえられない ように、しるし（SHA-256）を 先（さき）に 見（み）せます。
lottery-since = { $at }から 見（み）せて います。
lottery-soon = しるしは、もうすぐ ここに 出（で）ます。
lottery-how = くじを 引（ひ）いた あと、ひみつの 文字（もじ）と、番号（ばんごう）の リストを 見（み）せます。だれでも、同（おな）じ くじを もう一度（いちど） 引（ひ）いて、たしかめられます。
lottery-not-drawn = くじは これから 引（ひ）きます。
lottery-result = くじの 結果（けっか）
lottery-drawn = { $at }に 引（ひ）きました。
lottery-counts = { $tickets }本（ほん）の 中（なか）で、{ $winners }本（ほん）が 当（あ）たりました。
lottery-seed = ひみつだった 文字（もじ）
lottery-winners = 当（あ）たった 番号（ばんごう）
lottery-tickets-file = ぜんぶの 番号（ばんごう）（tickets.txt）
lottery-winners-file = 当（あ）たった 番号（ばんごう）（winners.txt）
lottery-again = 自分（じぶん）で たしかめる
lottery-again-text = 2つの リストを 同（おな）じ 場所（ばしょ）に 入（い）れて、この Pythonを 動（うご）かして ください。何（なに）も 出（で）ないで 終（お）われば、正（ただ）しい くじです。
