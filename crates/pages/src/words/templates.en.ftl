# Templates and names of new campaigns.

# ---- templates ----
template-steps = Steps in the evening
template-steps-text = A word in the evening to those who are close to their goal.
template-steps-teaches = You learn: to compare steps with a goal.
template-notebook = The notebook habit
template-notebook-text = Points for days with a note, and a word after a gap.
template-notebook-teaches = You learn: to count days since, and to cap points.
template-checkup = Invitation to the checkup
template-checkup-text = An invitation at the beginning of a month, and one reminder at its end.
template-checkup-teaches = You learn: to set a period and a time, and to stop once someone has come.
template-challenge = Walking challenge
template-challenge-text = A goal that suits each who joins, and praise for reaching it on 12 days of four weeks.
template-challenge-teaches = You learn: to set a goal after an answer, and to give points for a common aim.
template-walk_together = Walking in teams
template-walk_together-text = Teams of five to ten, ranked by steps of a member and day, with codes and posters to join by.
template-walk_together-teaches = You learn: to write when one may join, how large teams are, and what ranks.
template-districts = District against district
template-districts-text = Districts are ranked by the share of days with 3,000 steps or more, for the city hall's screen too.
template-districts-teaches = You learn: to compare districts of different sizes fairly.
template-return = A word after a while
template-return-text = A kind word to those whose steps have not come for some time.
template-return-teaches = You learn: to compare two texts, and a word with none, by chance.
template-forecast = Invitation after a forecast
template-forecast-text = Invites those whose new forecast asks for it to a talk with a nurse.
template-forecast-teaches = You learn: what follows from health information may only be a text that tells nothing.

# ---- title and short name ----
new-name-title = Title
new-name-title-hint = What colleagues will see, 60 characters at most. It can be changed later. Left empty, it is that of what you chose.
new-name-title-fault = A title has 60 characters at most.
new-copy-title = { $title } (copy)
new-name = Short name (you need not choose one)
new-name-hint = The name of its folder. Left empty, one is made. Your own begins with a–z and has only a–z, 0–9 and “_”, 40 at most (for example: autumn_walk). It cannot be changed later.
new-name-fault = A short name begins with a–z and has only a–z, 0–9 and “_”, 40 at most. Left empty, one is made.
