-------------------------- MODULE A09EarlyReleaseBug ---------------------------
(******************************************************************************)
(* Early release: work that runs before its time.                             *)
(*                                                                            *)
(* An invoice is to go out on the first of the month. Somebody refactors the  *)
(* scanner, and the test "is it due yet?" gets lost. The scanner now releases *)
(* whatever it finds in the schedule, and the customer is billed weeks ahead. *)
(*                                                                            *)
(* Gone: Materialize's guard 5, DueAt[r] <= now.                              *)
(*                                                                            *)
(* TLC reports NoEarlyRunnable after one step, the shortest trace there is:   *)
(*                                                                            *)
(*   1  Materialize(r1)      now is 0, and r1 is due at 1                     *)
(*                                                                            *)
(* Nothing else breaks. And NoEarlyRunnable heals: once time has caught up    *)
(* with the run, no state shows any more that it was released too early. A    *)
(* check that looks only at the end of the day will never find this bug; an   *)
(* invariant is looked at in every state.                                     *)
(*                                                                            *)
(* Lesson: a constraint on the future has to be a guard of the step that      *)
(* creates the runnable work. Tested later, at the claim for instance, it     *)
(* leaves a window in which the work is already there for the taking.         *)
(*                                                                            *)
(* Run it, in this folder (A09 says why -deadlock is there):                  *)
(*                                                                            *)
(*   java -cp tla2tools.jar tlc2.TLC -deadlock A09EarlyReleaseBug             *)
(******************************************************************************)
EXTENDS A09

(* What the .cfg file puts in for Bugs. *)
BugsOn == {"EarlyRelease"}

================================================================================
