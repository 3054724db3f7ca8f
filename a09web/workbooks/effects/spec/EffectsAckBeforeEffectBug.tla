----------------------- MODULE EffectsAckBeforeEffectBug -----------------------
(******************************************************************************)
(* Ack before effect: the job says done, and the card was never charged.      *)
(*                                                                            *)
(* A worker records the completion first and sends the request afterwards, or *)
(* has sent it and does not wait: marking it first is thought to be the safe  *)
(* side, since nothing is then done twice. The worker crashes in between, and *)
(* nobody looks at a completed run again.                                     *)
(*                                                                            *)
(* Gone: Complete's guard 4, that the receiver has answered the attempt.      *)
(*                                                                            *)
(* TLC reports CompletedIsApplied after two steps:                            *)
(*                                                                            *)
(*   1  Claim(w1, r1)        attempt 1                                        *)
(*   2  Complete(w1, r1, 1)  completed, and nothing was sent                  *)
(*                                                                            *)
(* There the system is stuck for ever: no fair step is left, and the effect   *)
(* never happens. So EventuallyDone fails as well. It is never applied twice. *)
(*                                                                            *)
(* Lesson: a completion reports the past. Record it when the answer has come; *)
(* a crash then leaves the run open, and the next attempt asks again.         *)
(*                                                                            *)
(* Run it, in this folder (Effects says why -deadlock is there):              *)
(*                                                                            *)
(*   java -cp tla2tools.jar tlc2.TLC -deadlock EffectsAckBeforeEffectBug      *)
(******************************************************************************)
EXTENDS Effects

(* What the .cfg file puts in for Bugs. *)
BugsOn == {"AckBeforeEffect"}

================================================================================
