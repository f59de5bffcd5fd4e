(** * Definitions *)

(** An index set: finitely many indices, at least one, none of them twice. *)
Definition index_set (l : list nat) : Prop := NoDup l /\ l <> [].

(** The sum over an index set, the empty one included. *)
Fixpoint Sum (l : list nat) (f : nat -> R) : R :=
  match l with
  | [] => 0
  | i :: rest => f i + Sum rest f
  end.

(** The first index at which a function is largest, and its largest value. *)
Fixpoint Argmax_from (i : nat) (l : list nat) (f : nat -> R) : nat :=
  match l with
  | [] => i
  | j :: rest =>
      let k := Argmax_from j rest f in if Rlt_dec (f i) (f k) then k else i
  end.

Definition Argmax (l : list nat) (f : nat -> R) : nat :=
  match l with
  | [] => O
  | i :: rest => Argmax_from i rest f
  end.

Definition Max (l : list nat) (f : nat -> R) : R := f (Argmax l f).

Definition Min (l : list nat) (f : nat -> R) : R := - Max l (fun i => - f i).

(** How many indices there are. *)
Definition size (l : list nat) : R := INR (length l).

(** The index set without one of its points. *)
Definition without (k : nat) (l : list nat) : list nat := remove Nat.eq_dec k l.

(** Kronecker's delta. *)
Definition delta (i j : nat) : R := if Nat.eq_dec i j then 1 else 0.

(** The real k-th root of |x|. *)
Definition root (k : nat) (x : R) : R := if Req_EM_T x 0 then 0 else Rpower (Rabs x) (1 / INR k).

(** log|x|, which is what the logarithm of a factor is. *)
Definition lnabs (x : R) : R := ln (Rabs x).

(** -1, 0 or 1 as x is negative, 0 or positive. *)
Definition sgn (x : R) : R := if Rlt_dec 0 x then 1 else if Rlt_dec x 0 then - 1 else 0.
