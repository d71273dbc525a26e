# 歩くチャレンジを進める画面の文面。

# ---- 一覧 ----
challenges-text = 公開中の歩くチャレンジです。順位は、歩数が届くたびに数え直されます。
challenges-none = 公開中の歩くチャレンジは、まだありません。ひな形から作れます。
challenges-new = 新しく作る
challenges-how = 新しいチャレンジは、「取り組み」の「新しく作る」で、ひな形「チームで歩くチャレンジ」か「地区で歩くチャレンジ」を選びます。日付や人数を直し、承認を受けて公開すると、ここに並びます。
challenges-joining = 参加受付中
challenges-walking = 開催中
challenges-settling = 集計中
challenges-final = 確定
challenges-days = { $from }から{ $until }まで。参加は{ $join }まで。順位は{ $end }に決まります。
challenges-people = 参加されている方は{ $members }人です。
challenges-teams = 参加されている方は{ $members }人、{ $groups }チームです。
challenges-districts = 参加されている方は{ $members }人、{ $groups }地区です。
challenges-workplaces = 参加されている方は{ $members }人、職場は{ $groups }か所です。
challenges-standings = 順位
challenges-race = みなさんに見えるページ
challenges-posters = ポスターをまとめて印刷する

# ---- ひとつのチャレンジ ----
challenges-campaign = 取り組みの設定と様子
challenges-csv = 順位を表計算用に書き出す（CSV）
challenges-rule = 順位の決まり
challenges-provisional = 途中の順位です。遅れて届いた歩数で、変わることがあります。
challenges-nobody = まだ、だれも参加していません。
challenges-aside = ほかに、確認を待つ方と集計から外した方が、合わせて{ $people }人います。
challenges-more = このほかに{ $rows }行あります。書き出したファイルには、すべて入っています。
challenges-ids = 住民番号で見る
challenges-ids-logged = 見たことは、記録に残ります。
standings-league = リーグ
standings-place = 順位
standings-name = 名前
standings-members = 人数
standings-participation = 歩いた日の割合
standings-per-thousand = 歩いた日の割合（千分率）
standings-steps = 歩数の合計
standings-days = のべ日数

# ---- チーム ----
groups-title = チームと参加の番号
groups-none = 参加の番号のあるチームは、まだありません。
groups-code = 参加の番号
groups-pages = ページ
groups-page = チームのページ
groups-poster = ポスター
groups-joining = 参加の受付
groups-open = 受付中
groups-closed = 締め切り
groups-open-it = 受付を再開する
groups-close-it = 締め切る
groups-unnamed = 名前は出していません
groups-unname-it = 名前を出さない
groups-name-it = 名前を出す
groups-by-resident = 参加された方が作ったチームです
groups-names = 新しく作るチームの名前
groups-hint = 1行にひとつずつ、20文字まで、一度に{ $most }チームまで書けます。参加の番号は自動でつきます。もうある名前は、そのまま残ります。
groups-hint-districts = 1行にひとつずつ、参加の登録にある地区の名前と同じに書きます。一度に{ $most }地区までです。参加の番号は自動でつきます。
groups-make = チームを作る
groups-nothing = チームの名前を、1行にひとつずつ書いてください。
groups-many = 一度に作れるのは{ $most }チームまでです。分けて作ってください。
groups-wrong = 「{ $name }」は、名前にできません。20文字までにしてください。
said-groups-made = チームを作りました。ポスターを印刷できます。
said-groups-there = どの名前のチームも、もうあります。新しく作ったものはありません。
said-groups-closed = 参加の受付を締め切りました。
said-groups-open = 参加の受付を再開しました。
said-groups-unnamed = 名前を、みなさんに見える順位から外しました。
said-groups-named = 名前を、みなさんに見える順位にまた出します。

# ---- 印刷 ----
print-now = 印刷する
posters-text = 受付中のチームのポスターが、1枚にひとつずつ並んでいます。ブラウザの「印刷」でも印刷できます。
posters-more = 続きのポスター
certificates-title = 表彰状
certificates-wait = 順位は、{ $day }に決まります。表彰状は、そのあとで印刷できます。
certificates-text = 確定した順位から作った表彰状が、1枚にひとつずつ並んでいます。順位を公開していないチームには、最後まで歩かれたことを記します。
certificates-more = 続きの表彰状
certificate = 表彰状
certificate-to = 様
certificate-days = { $from }から{ $until }まで
certificate-place = 第{ $place }位
certificate-league = リーグ{ $league }
certificate-walked = 最後まで、ともに歩かれました
certificate-steps = { $days }日間に合わせて{ $steps }歩
certificate-thanks = 楽しく歩かれたみなさんに、心からの拍手をお送りします。

# ---- 歩数の確認 ----
doubts-title = 歩数の確認
doubts-text = 機械の不具合や、記録の重なりかもしれない歩数です。ご本人を疑うものではありません。確認が済むまで、その方の歩数は順位に入りません。歩くことも、ポイントも、そのまま続いています。
doubts-none = いま、ここに並ぶものはありません。
doubts-open = 確認を待っています
doubts-fair = 問題なし
doubts-set-aside = 集計から外しました
doubts-until = 順位が決まる{ $day }までに、お願いします
doubts-note = 覚え書き
doubts-note-hint = 集計から外すときは、理由を書いてください。ご本人の画面には出ません。
doubts-note-needed = 集計から外すときは、覚え書きに理由を書いてください。何も変わっていません。
doubts-clear = 問題なし
doubts-leave-out = 集計から外す
said-doubt-cleared = 問題なしとしました。順位に入ります。
said-doubt-set-aside = 集計から外しました。順位が決まるまでは、「問題なし」に変えることもできます。
refusal-unknown-doubt = その確認は、ここにはありません。
refusal-doubt-decided = ほかの方が先に決めました。もう一度ご覧ください。
refusal-result-stays = このチャレンジの順位は、もう決まって公開されています。あとから変えることはできません。

# ---- 紙の記録 ----
paper-title = 紙の記録を入れる
paper-text = 紙に書いて届けられた歩数を入れます。同じ日をもう一度入れると、あとから入れたほうになります。
paper-resident = 住民番号
paper-resident-hint = 参加の登録のときの番号です。マイナンバーは入れないでください。
paper-days = 日ごとの歩数
paper-days-hint = 書かれていない日は、空けておきます。歩かなかった日は 0 と入れます。
paper-enter = 記録する
paper-unknown = 「{ $resident }」という番号の方は、登録されていません。番号をお確かめください。
paper-my-number = マイナンバーのような番号です。ここでは使えません。参加の登録のときの番号を入れてください。
paper-no-id = 住民番号は、半角の英数字と「-」「_」「.」「:」で、64文字までです。
paper-no-steps = { $day }の歩数は、0から200,000までの数で入れてください。
paper-nothing = 歩数が、ひとつも入っていません。
paper-last = 最近の記録
said-sheet-entered = 記録しました。
said-sheet-known = この紙は、もう記録してあります。

# ---- 操作の記録 ----
deed-groups-made = チャレンジのチームを作った
deed-group-closed = チームの受付を締め切った
deed-group-opened = チームの受付を再開した
deed-group-unnamed = チームの名前を順位に出さないことにした
deed-group-named = チームの名前をまた順位に出すことにした
deed-standings-seen = 順位を住民番号で見た
deed-doubts-seen = 歩数の確認の一覧を見た
deed-doubt-cleared = 歩数を「問題なし」とした
deed-doubt-set-aside = 歩数を集計から外した
deed-sheet-entered = 紙の記録を入れた
deed-sheets-seen = 紙の記録の一覧を見た

# ---- スタンプラリー ----
stamps-title = スタンプラリー
stamps-of = { $places }か所。{ $complete }か所でそろいます。
stamps-posters = 場所のポスターを印刷する
stamps-text = 場所ごとのポスターが、1枚にひとつずつ並んでいます。写真に撮られると、行かなくても押せてしまいます。SNSなどには載せないでください。
