// Package signal says what a series of readings shows, and how sure that is. Everything in it is a pure function of its
// arguments: no clock, no file, no randomness.
//
// Two things are kept apart. A process-behaviour chart ([XmR], [NHS], [LaneyP], [LaneyU]) is for eyes: its limits and rules are the ones that
// practitioners know, and they flag a series without any change more often than a weekly reader can stand. The verdict
// ([Verdict]) is for decisions: a calibrated moving average whose rate of false alarms is stated, and holds.
//
// What is judged together in one note shares one rate of false alarms ([Options].Together). The baseline ends where the mechanism
// starts. A gate ([JudgeGate]) is looked at once, a guardrail ([WatchGuardrail]) every time, and what a change at the start
// amounts to ([EffectAt]) licenses the words that may be used for it ([Evidence]).
//
// A series that is judged is a series of complete periods. What is wrong with the data is said before anything else
// ([Check]), and what blocks leaves no verdict.
package signal
