-------------------------------- MODULE Desk --------------------------------
(* A desk at which one guest after the other gets marks. Guests may come     *)
(* back, so that a step can lead to where one has been.                      *)
EXTENDS Naturals, FiniteSets

CONSTANTS Guests, Asked, MaxMark, Bugs

VARIABLES inside, left, mark
vars == <<inside, left, mark>>

Init ==
    /\ inside = {}
    /\ left = {}
    /\ mark = [g \in Guests |-> 0]

Enter(g) ==
    /\ g \notin inside
    /\ "Crowding" \notin Bugs => inside = {}
    /\ inside' = inside \cup {g}
    /\ left' = left \ {g}
    /\ UNCHANGED mark

Stamp(g, n) ==
    /\ g \in inside
    /\ mark[g] + 1 = n
    /\ mark' = [mark EXCEPT ![g] = n]
    /\ UNCHANGED <<inside, left>>

Leave(g) ==
    /\ g \in inside
    /\ "EarlyLeave" \notin Bugs => Asked[g] <= mark[g]
    /\ inside' = IF "Lingering" \in Bugs THEN inside ELSE inside \ {g}
    /\ left' = left \cup {g}
    /\ UNCHANGED mark

Next ==
    \/ \E g \in Guests : Enter(g)
    \/ \E g \in Guests, n \in 1..MaxMark : Stamp(g, n)
    \/ \E g \in Guests : Leave(g)

FairActions == {"Enter", "Stamp", "Leave"}

Fairness ==
    /\ "Enter" \in FairActions => WF_vars(\E g \in Guests : Enter(g))
    /\ \A g \in Guests :
        /\ "Stamp" \in FairActions => WF_vars(\E n \in 1..MaxMark : Stamp(g, n) /\ mark[g] = 0)
        /\ "Leave" \in FairActions => WF_vars(Leave(g))

Spec == Init /\ [][Next]_vars /\ Fairness

TypeOK ==
    /\ inside \subseteq Guests
    /\ left \subseteq Guests
    /\ mark \in [Guests -> 0..MaxMark]

AtMostOneInside == \A g \in inside : Cardinality(inside) <= 1
LeftHaveTheirMarks == \A g \in left : Asked[g] <= mark[g]
LeftAreOut == \A g \in Guests : g \in left => g \notin inside

SomebodyIsMarked == <>(\E g \in Guests : mark[g] > 0)
EachIsMarked == \A g \in Guests : <>(mark[g] > 0)
EachLeavesAgain == \A g \in Guests : (g \in inside) ~> (g \notin inside)
AllMeet == <>(\A g \in Guests : g \in inside)
MarksEnd == \A g \in Guests : <>[](mark[g] <= 1)
=============================================================================
