# Reports of what campaigns changed. The sentences of a report itself are in it, in Japanese and English.

# ---- the list ----
reports-title = Reports
reports-text = What campaigns changed, of those that measure an outcome. Sending and not sending are compared as a draw decided.
reports-none = Of no campaign is anything measured yet. Say in its settings, under [outcome], what is, and it is listed here.
reports-not-yet = There is no report yet.
reports-being-made = A newer one is being made.
nav-reports = Reports
campaign-report = Report

# ---- how numbers are written ----
report-points = { $number } points
report-interval = { $percent }% interval { $interval }
report-with-interval = { $value } ({ $interval })
report-between = { $low } to { $high }
report-under = less than { $number }
report-over = more than { $number }
report-from = { $level } and more
report-to = { $level } and less
report-below = below { $level }
report-above = above { $level }
report-share = { $percent } ({ $part } / { $of })
report-few = hidden (<10)
report-yen = { $number } yen
report-yen-open = open
report-many-people = { $number } people
report-many-points = { $number } times
report-many-weeks = { $number } weeks
report-many-of = { $many } ({ $percent })
report-times = { $number }
report-sd = SD { $sd }
report-none = none
report-as-table = { $title } (table)
report-in-unit = (in: { $unit })

# ---- the head ----
report-title = Report: { $campaign }
report-interim = Interim
report-final = Final
report-planned = in the plan
report-exploratory = exploratory (not in the plan)
report-read-until = It rests on data that had arrived by { $at }.
report-made-at = Made { $at }.
report-being-made = A newer report is being made. Until then this is the newest.
report-all-exploratory = All of this report is exploratory. It does not answer a question that was fixed before the start; use it to find what to ask next.
report-summary = Summary
report-contents = Contents
report-as-file = Save as one file
report-as-csv = Table (CSV)
report-as-json = Data (JSON)
report-as-plan = Sealed plan (JSON)
report-printing = Your browser prints it on A4, or as PDF. Where it says “hidden (<10)” a count is of fewer than ten people, or such a count could be found from it by subtracting.
report-tile-rows = { $number } rows count
report-tile-ends = at the ends of the interval { $ends }

# ---- 1 ----
report-plan = 1. Question and plan
report-question = Question
report-estimand = What is estimated
report-design = How it was drawn
report-outcome = What is measured
report-window = Within
report-period = Days of the campaign
report-cap = At most { $cap } are counted of one row.
report-log = Analysed as a logarithm.
report-sealed = Plan
report-sealed-on = Sealed { $day } (the start is { $start }). Its hash:
report-final-on = The final analysis can be made on
report-no-plan = No plan was sealed before the start, so all in this report is exploratory.
report-changes = What differs from the plan
report-arms = What is held against what
report-arm = Arm
report-arm-name = Name in tables
report-probability = Probability

# ---- 2 ----
report-flow = 2. From who is eligible to what is known
report-flow-people = People
report-flow-points = Decision points
report-flow-weeks = Weeks of people
report-left = not available: { $why } { $many }
report-left-more = more reasons in the table
report-step = Step
report-all = All
report-unavailable = Why people could not be written to
report-why = Why
report-points-head = Decision points
report-weeks-head = Weeks
report-people = People

# ---- 3 ----
report-integrity = 3. Whether chance did what it should
report-alarm = Draws differ from their probabilities by far. Something may be broken. Do not use the difference in this report before it is found.
report-check-points = Draws at decision points, and the logged probabilities
report-check-people = People in arms, and the arms’ shares
report-check-clusters = Districts or teams in arms, and the arms’ shares
report-nothing-drawn = Nothing was drawn, so there is nothing to check.
report-expected = Expected by the probabilities
report-observed = Observed
report-z = z = { $statistic }, p = { $p }
report-chi = χ² = { $statistic } (df { $df }), p = { $p }
report-any-look = (however often one looks: p = { $p })
report-check-alarm = below 0.001: they do not agree
report-check-fine = nothing speaks against it
report-no-deviations = Nothing is on record that happened otherwise than drawn.
report-deviations = What happened otherwise than drawn
report-known-before = Known before the draw
report-standardised = Standardised difference
report-balance = Balance before the draw
report-balance-text = In brackets is the standard deviation. A standardised difference is one in standard deviations; above 0.1 it is worth a look.

# ---- 4 ----
report-effect = 4. What the comparison shows
report-effect-plot = Difference and interval
report-primary = Primary analysis
report-analysis = Analysis
report-difference = Difference
report-interval-head = Interval
report-se = SE
report-df = df
report-rows = Rows
report-correction = How the error is found
report-mancl-de-rouen = by person, corrected for few people (Mancl–DeRouen)
report-cluster-robust = by person, n/(n−1)
report-welch = a variance for each arm (Welch)
report-bell-mccaffrey = by cluster, corrected (Bell–McCaffrey)
report-plain = of a mean, people once each
report-anytime-correction = holds however often one looks (confidence sequence)
report-controls = Adjusted for: { $names }.
report-and = { ", " }
report-control-before = steps in the week before
report-control-before-unknown = whether these are known
report-control-four-weeks-in-trial = weeks since the first day
report-control-weekend = weekend
report-control-age-above-60 = age
report-control-age-unknown = whether the age is known
report-control-female = sex
report-control-sex-other = whether the sex is recorded
report-log-scale = Differences are logarithms told in percent. Standard errors are of the logarithm.
report-method-wcls = By weighted and centred least squares (WCLS; Boruvka et al. 2018).
report-method-emee = The difference by WCLS (Boruvka et al. 2018), the ratio by the estimator for marginal excursion effects (EMEE; Qian et al. 2021).
report-method-arms = By the difference of the arms’ means as assigned, sharpened by what was known before the draw (CUPED).
report-method-arms-plain = By the difference of the arms’ means as assigned.
report-method-clusters = By the difference of means, as whole clusters were assigned.
report-method-stepped = By the order in which clusters began, which was drawn; what each period brought is taken out (Hussey and Hughes 2007).
report-method-none = Nothing was drawn, so no difference is estimated.
report-permuted = By drawing again: p = { $p } ({ $draws } draws).
report-permuted-exact = By drawing again: p = { $p } (all { $draws } ways).
report-permuted-head = By drawing again:
report-permuted-under = It takes nothing for granted but the draw. With few clusters, go by it where the interval says otherwise.
report-relative = Relative to the mean without, that is { $value } ({ $percent }% interval { $interval }).
report-relative-head = Relative to the mean without
report-colon = { ": " }
report-mean = Mean
report-measured = What was measured: { $outcome }
report-segments = The difference in groups
report-no-segments = There are no groups.
report-segments-text = Intervals are not adjusted for the number of groups. Adjusted p-values are in the table.
report-segments-by = By { $title }
report-everyone = All (primary analysis)
report-segment = Group
report-holm = p (Holm)
report-benjamini-hochberg = p (Benjamini–Hochberg)
report-distribution = How the outcome is distributed
report-distribution-of = Distribution of { $outcome }
report-distribution-says = Of { $arm }, { $bin } is most frequent with { $percent }.
report-distribution-under = Across: { $unit } (where a bin begins). Up: share within each arm
report-no-distribution = There is no distribution to show.
report-bin = Bin
report-bin-between = { $from } to under { $to }
report-bin-last = { $from } and more

# ---- 5 ----
report-looks = 5. Looks, and how many questions were asked
report-looks-made = Reports so far with numbers of the difference
report-questions = Questions asked (outcomes and groups)
report-n-star = People with whom the plan expects to decide (N*)
report-looks-planned = Days on which the plan looks at the difference
report-look-day = Day
report-look-kind = Kind
report-look-state = State
report-look-last = last (it decides)
report-look-interim = interim
report-look-reached = past
report-look-coming = to come
report-no-looks = The plan names no day on which to look.
report-fixed = Interval for one look
report-anytime = Interval for any number of looks
report-anytime-plot = Looks and intervals
report-holm-text = The more questions, the more differences by chance. P-values of groups are adjusted by Holm’s method, intervals are not.

# ---- 6 ----
report-contrast = 6. What would have changed anyway, and before and after
report-contrast-plot = Three comparisons
report-randomised = As drawn (this report’s answer)
report-own-change = Change without sending
report-naive = Before and after with sending (no effect)
report-when = When
report-mean-before = Before the start
report-mean-with = With a message
report-mean-without = Without one
report-contrast-means = Means before and after
report-contrast-text = In before and after there is all that changed anyway: season, weather, and how eager people were who joined.

# ---- 7 ----
report-missing = 7. What is not known, and what came late
report-watermark = What had arrived by
report-open = Decision points whose window is not over
report-share-head = Share
report-missing-table = Outcomes not known, and changed later
report-missing-share = not known
report-revised-share = changed by data that came after closing
report-missing-why = Why outcomes are not known
report-kind = Kind
report-sensitivity = Differences under assumptions about what is not known
report-no-sensitivity = There are no other assumptions.

# ---- 8 ----
report-adherence = 8. What arrived and what was answered
report-adherence-table = Shares that arrived and were answered
report-adherence-text = Answers are counted over the same time where nothing was sent. The share that answers after a message is no effect by itself.
report-no-weeks = There are no numbers by week yet.
report-decay = How it lasts
report-decay-plot = How it lasts, by week
report-decay-says = { $name }: { $first } in the first week, { $last } in the last.
report-active = People with data or an answer
report-delivered = Messages that arrived
report-responded-arm = Answers ({ $arm })
report-week-head = Week
report-week = Week { $week }
report-week-open = Week { $week } and later
report-weeks-under = Across: weeks since each person’s first day
report-lasting = How long people go on
report-lasting-text = Until somebody gives no data and no answer for two weeks (Kaplan–Meier). Weeks with few people are left out.
report-lasting-share = Share that goes on
report-lasting-says = At the end of week { $week } it is { $percent }.
report-effect-by-week = The difference by week
report-week-says = { $week }: { $value }.
report-slope = Change of the difference in four weeks
report-slope-table = How the difference changes

# ---- 9 ----
report-quality = 9. Where the numbers come from
report-sources = What counted them
report-doubtful = Values above the cap, and flags
report-capped = Outcomes above the cap
report-flagged = People whose data is flagged
report-doubtful-text = Flags are set without looking at the arm. Who is flagged stays in the analysis.
report-uncapped = Without the cap
report-without-flagged = Without those flagged
report-quality-plot = The difference, counted otherwise

# ---- 10 ----
report-money = 10. Payment, harms, and what it cannot tell
report-payment = Payment
report-no-contract = There is no contract by results.
report-statement = What is paid
report-line = Line
report-line-value = Value
report-line-yen = Amount
report-line-because = Why
report-line-ends = Amount at the ends of the interval
report-line-before-after = By before and after
report-line-fixed = fixed part
report-line-cut = cut off by a cap
report-line-year = { $title } ({ $year })
report-line-sum = Sum
report-ends-text = Amounts are those of the estimate. “The ends” are the amounts if the value were at an end of the { $percent }% interval.
report-standing = Where “{ $title }” stands
report-standing-says = The estimate is { $value } ({ $percent }% interval { $interval }), which pays { $yen }.
report-legend-estimate = estimate and interval
report-legend-before-after = by before and after
report-tier = Part
report-tier-chance = Probability, by the uncertainty of the estimate alone
report-mean-yen = Averaged over the uncertainty of the estimate it pays { $yen }.
report-contract = Contract: { $title }
report-harms = Stops, and what did not arrive
report-harms-table = What should not have happened (people)
report-limits = What this design cannot tell

# ---- to make it again ----
report-recompute = To compute it again
report-hash = Hash of this report
report-plan-hash = Hash of the plan
report-record-hash = Hash of the record (SHA-256)
report-record-rows = Rows of the record
report-as-of = When the record was read
report-code = Version of the program
report-format = Version of the form

# ---- where there is none yet ----
report-cannot-be = As it is, no report will be made. See below what is missing.
report-not-begun = This campaign begins { $from }. Reports are made from the day after the first window of its outcome is over.
report-soon = The first report is made on the day after the first window of the outcome is over and its data is closed.
report-needs = What a report needs
report-needs-edit = Write the settings
report-need-there = there
report-need-missing = missing
report-need-outcome = What is measured ([outcome])
report-need-outcome-text = The settings say what is measured after a message, such as the steps of the same day.
report-need-chance = A draw
report-need-chance-text = Unless a draw decides who is written to, nobody can tell what the messages changed and what changed anyway. Give a decision point a probability, or the campaign arms.
report-need-plan = A plan before the start (plan.toml)
report-need-plan-text = Question, outcome and the days of looking, written and sealed before the start. There is a report without it, but all of it is exploratory.

# ---- the record ----
record-link = Take the record (for who evaluates)
record-title = { $campaign }: the record
record-text = What the report was made of. In place of names and ids it has pseudonyms; names are not in it, but in a small district something else known may point at somebody. It is for whom the city has asked to evaluate, and for nobody else. That you took it is entered in the log.
record-none = There is no record yet.
record-points = Decision points
record-points-text = A row for each time that a draw decided. The report can be made again from it, byte by byte.
record-weeks = Weeks of people
record-weeks-text = A row for each closed week of who takes part. Reports of campaigns in which people or districts are drawn are made of it.
record-people = People
record-people-text = A row for each person, all weeks together.
record-distal = Checkups a year later
record-distal-text = A row for each person: what checkups said before and about a year after; results stand only in the rows of who agreed to research.
record-mrt = For MRTAnalysis
record-mrt-text = What the R package MRTAnalysis takes.
record-take = Take it as CSV
record-part = Part { $number } of { $of }
record-hint = Where there are several parts, put them one after the other; only the first has a head. docs/record.md tells what the columns mean.
