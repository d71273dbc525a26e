# 新しい取り組みの、ひな形と名前の文面。

# ---- ひな形 ----
template-steps = 歩数の声かけ
template-steps-text = 夕方、目標まであと少しの方に、ひと声かけます。
template-steps-teaches = 学べること: 届いた歩数を、目標と比べる。
template-notebook = 健康手帳の習慣
template-notebook-text = 健康手帳に書いた日にポイントをつけ、間があいた方にひと声かけます。
template-notebook-teaches = 学べること: あいた日数を数える。ポイントに上限をつける。
template-checkup = 健診のご案内
template-checkup-text = 月のはじめにご案内し、月の終わりに一度だけ、もう一度お知らせします。
template-checkup-teaches = 学べること: 期間と時刻を決める。来られた方には、もう送らない。
template-challenge = 歩くチャレンジ
template-challenge-text = 参加された方に合う目標を決め、4週間のうち12日届いたらお祝いします。
template-challenge-teaches = 学べること: お返事を受けて目標を決める。共通のめあてにポイントをつける。
template-walk_together = チームで歩くチャレンジ
template-walk_together-text = 5人から10人のチームで、お一人1日あたりの歩数を競います。参加の番号とポスターがつきます。
template-walk_together-teaches = 学べること: 参加の期間、チームの人数、順位の決まりを書く。
template-districts = 地区で歩くチャレンジ
template-districts-text = 3,000歩以上になった日の割合を、地区どうしで競います。市役所の画面に映せます。
template-districts-teaches = 学べること: 人数のちがう地区どうしを、公平にくらべる。
template-return = お久しぶりのひと声
template-return-text = しばらく歩数の届かない方に、責めずにひと声かけます。
template-return-teaches = 学べること: 二つの文面と、声をかける・かけないを、くじで比べる。
template-forecast = 健康予測のあとのお誘い
template-forecast-text = 新しい健康予測が届いた方を、保健師とのお話にお誘いします。
template-forecast-teaches = 学べること: 健康情報をもとに送れるのは、何も伝わらない文面だけ。

# ---- 名前と記号 ----
new-name-title = 取り組みの名前
new-name-title-hint = 職員の画面に出る名前です。60文字までで、あとから変えられます。空けておくと、選んだものの名前を使います。
new-name-title-fault = 取り組みの名前は60文字までにしてください。
new-copy-title = { $title }（写し）
new-name = 記号（決めなくてもかまいません）
new-name-hint = フォルダーの名前です。空けておくと、自動でつきます。ご自分で決めるときは、英小文字で始め、英小文字・数字・「_」で40文字まで（例: autumn_walk）。あとから変えられません。
new-name-fault = 記号は、英小文字で始め、英小文字・数字・「_」だけで、40文字までにしてください。空けておくと、自動でつきます。
