From Coq Require Import Reals Lra Lia List PeanoNat.
Import ListNotations.
Open Scope R_scope.

(** * The words of the statement *)

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
Definition root (k : nat) (x : R) : R := if Req_EM_T x 0 then 0 else Rpower (Rabs x) (/ INR k).

(** log|x|, which is what the logarithm of a factor is. *)
Definition lnabs (x : R) : R := ln (Rabs x).

(** * Sums *)

Lemma Sum_ext : forall l f g, (forall i, In i l -> f i = g i) -> Sum l f = Sum l g.
Proof.
  induction l as [|i l IH]; intros f g same; simpl; [reflexivity|].
  rewrite (same i (or_introl eq_refl)), (IH f g); [reflexivity|].
  intros j inside; apply same; right; exact inside.
Qed.

Lemma Sum_plus : forall l f g, Sum l (fun i => f i + g i) = Sum l f + Sum l g.
Proof. induction l as [|i l IH]; intros f g; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_scaled : forall l c f, Sum l (fun i => c * f i) = c * Sum l f.
Proof. induction l as [|i l IH]; intros c f; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_zero : forall l, Sum l (fun _ => 0) = 0.
Proof. induction l as [|i l IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

Lemma Sum_one : forall l, Sum l (fun _ => 1) = size l.
Proof.
  unfold size; induction l as [|i l IH]; [reflexivity|].
  change (1 + Sum l (fun _ => 1) = INR (S (length l))); rewrite IH, S_INR; ring.
Qed.

Lemma Sum_delta_out : forall l k f, ~ In k l -> Sum l (fun i => delta i k * f i) = 0.
Proof.
  induction l as [|i l IH]; intros k f out; simpl; [reflexivity|].
  unfold delta at 1; destruct (Nat.eq_dec i k) as [e|ne].
  - exfalso; apply out; left; exact e.
  - rewrite IH; [ring|]. intro inside; apply out; right; exact inside.
Qed.

Lemma Sum_delta : forall l k f, NoDup l -> In k l -> Sum l (fun i => delta i k * f i) = f k.
Proof.
  induction l as [|i l IH]; intros k f once inside; [destruct inside|].
  inversion once as [|a b out rest]; subst; simpl.
  unfold delta at 1; destruct (Nat.eq_dec i k) as [e|ne].
  - subst; rewrite Sum_delta_out; [ring|exact out].
  - destruct inside as [e|inside]; [contradiction|]. rewrite IH; [ring|exact rest|exact inside].
Qed.

Lemma delta_same : forall i, delta i i = 1.
Proof. intro i; unfold delta; destruct (Nat.eq_dec i i); [reflexivity|contradiction]. Qed.

Lemma delta_sym : forall i j, delta i j = delta j i.
Proof.
  intros i j; unfold delta; destruct (Nat.eq_dec i j), (Nat.eq_dec j i); congruence || reflexivity.
Qed.

Lemma delta_square : forall i j, delta i j * delta i j = delta i j.
Proof. intros i j; unfold delta; destruct (Nat.eq_dec i j); ring. Qed.

Lemma delta_nonneg : forall i j, 0 <= delta i j.
Proof. intros i j; unfold delta; destruct (Nat.eq_dec i j); lra. Qed.

Lemma delta_moves : forall (f : nat -> R) i j, delta i j * f i = delta i j * f j.
Proof. intros f i j; unfold delta; destruct (Nat.eq_dec i j); [subst|]; ring. Qed.

Lemma Sum_exchange : forall l m (f : nat -> nat -> R),
  Sum l (fun i => Sum m (fun j => f i j)) = Sum m (fun j => Sum l (fun i => f i j)).
Proof.
  induction l as [|i l IH]; intros m f; simpl; [rewrite Sum_zero; reflexivity|].
  rewrite IH, <- Sum_plus; reflexivity.
Qed.

Lemma Sum_without : forall l k f, NoDup l -> In k l -> Sum (without k l) f = Sum l f - f k.
Proof.
  unfold without; induction l as [|i l IH]; intros k f once inside; [destruct inside|].
  inversion once as [|a b out rest]; subst; simpl.
  destruct (Nat.eq_dec k i) as [e|ne].
  - subst; rewrite notin_remove; [ring|exact out].
  - destruct inside as [e|inside]; [symmetry in e; contradiction|]. simpl; rewrite IH; auto; ring.
Qed.

Lemma In_without : forall i k l, In i (without k l) -> In i l.
Proof. intros i k l inside; exact (proj1 (in_remove _ _ _ _ inside)). Qed.

Lemma size_without : forall l k, NoDup l -> In k l -> size (without k l) = size l - 1.
Proof.
  intros l k once inside. rewrite <- !Sum_one.
  exact (Sum_without l k (fun _ => 1) once inside).
Qed.

Lemma Sum_nonneg : forall l f, (forall i, In i l -> 0 <= f i) -> 0 <= Sum l f.
Proof.
  induction l as [|i l IH]; intros f each; simpl; [lra|].
  apply Rplus_le_le_0_compat; [apply each; left; reflexivity|].
  apply IH; intros j inside; apply each; right; exact inside.
Qed.

Lemma Sum_pos : forall l f, index_set l -> (forall i, In i l -> 0 < f i) -> 0 < Sum l f.
Proof.
  intros [|i l] f [once some] each; [contradiction some; reflexivity|simpl].
  apply Rplus_lt_le_0_compat; [apply each; left; reflexivity|].
  apply Sum_nonneg; intros j inside; apply Rlt_le, each; right; exact inside.
Qed.

Lemma Sum_opposite : forall l f, Sum l (fun i => - f i) = - Sum l f.
Proof. induction l as [|i l IH]; intros f; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_neg : forall l f, index_set l -> (forall i, In i l -> f i < 0) -> Sum l f < 0.
Proof.
  intros l f set each. assert (positive : 0 < Sum l (fun i => - f i)).
  { apply Sum_pos; [exact set|]. intros i inside; specialize (each i inside); lra. }
  rewrite Sum_opposite in positive; lra.
Qed.

Lemma Sum_nonpos : forall l f, (forall i, In i l -> f i <= 0) -> Sum l f <= 0.
Proof.
  intros l f each. assert (above : 0 <= Sum l (fun i => - f i)).
  { apply Sum_nonneg; intros i inside; specialize (each i inside); lra. }
  rewrite Sum_opposite in above; lra.
Qed.

Lemma size_pos : forall l, index_set l -> 0 < size l.
Proof. intros l set; rewrite <- Sum_one; apply Sum_pos; [exact set|intros; lra]. Qed.

Lemma size_ge_1 : forall l, index_set l -> 1 <= size l.
Proof.
  intros [|i l] [once some]; [contradiction some; reflexivity|].
  unfold size; change (length (i :: l)) with (S (length l)); rewrite S_INR.
  pose proof (pos_INR (length l)); lra.
Qed.

Lemma size_without_nonneg : forall k l, 0 <= size (without k l).
Proof. intros; apply pos_INR. Qed.

(** * Maxima *)

Lemma Argmax_from_spec : forall l i f, In (Argmax_from i l f) (i :: l) /\
  forall j, In j (i :: l) -> f j <= f (Argmax_from i l f).
Proof.
  induction l as [|j l IH]; intros i f; simpl.
  - split; [left; reflexivity|]. intros k [e|[]]; subst; lra.
  - destruct (IH j f) as [inside above]. destruct (Rlt_dec (f i) (f (Argmax_from j l f))).
    + split; [right; exact inside|]. intros k [e|there]; [subst; lra|apply above; exact there].
    + split; [left; reflexivity|]. intros k [e|there]; [subst; lra|].
      specialize (above k there); lra.
Qed.

Lemma Argmax_in : forall l f, index_set l -> In (Argmax l f) l.
Proof.
  intros [|i l] f [once some]; [contradiction some; reflexivity|]. apply Argmax_from_spec.
Qed.

Lemma Max_ge : forall l f i, In i l -> f i <= Max l f.
Proof. intros [|j l] f i inside; [destruct inside|]. apply Argmax_from_spec; exact inside. Qed.

Lemma Max_is : forall l f m, index_set l -> (exists i, In i l /\ f i = m) ->
  (forall i, In i l -> f i <= m) -> Max l f = m.
Proof.
  intros l f m set [i [inside e]] above. apply Rle_antisym.
  - apply above, Argmax_in, set.
  - rewrite <- e; apply Max_ge; exact inside.
Qed.

Lemma Max_ext : forall l f g, index_set l -> (forall i, In i l -> f i = g i) -> Max l f = Max l g.
Proof.
  intros l f g set same. apply Max_is; [exact set| |].
  - exists (Argmax l g). split; [apply Argmax_in, set|]. apply same, Argmax_in, set.
  - intros i inside; rewrite (same i inside); apply Max_ge; exact inside.
Qed.

Lemma Max_affine : forall l a s f, index_set l -> 0 < s ->
  Max l (fun i => a + s * f i) = a + s * Max l f.
Proof.
  intros l a s f set positive. apply Max_is; [exact set| |].
  - exists (Argmax l f). split; [apply Argmax_in, set|reflexivity].
  - intros i inside. apply Rplus_le_compat_l, Rmult_le_compat_l; [lra|].
    apply Max_ge; exact inside.
Qed.

Lemma Max_constant : forall l c, Max l (fun _ => c) = c.
Proof. reflexivity. Qed.

Lemma exp_le : forall a b, a <= b -> exp a <= exp b.
Proof. intros a b [l|e]; [left; apply exp_increasing; exact l|right; rewrite e; reflexivity]. Qed.

Lemma Max_exp : forall l f, index_set l -> Max l (fun i => exp (f i)) = exp (Max l f).
Proof.
  intros l f set. apply Max_is; [exact set| |].
  - exists (Argmax l f). split; [apply Argmax_in, set|reflexivity].
  - intros i inside; apply exp_le, Max_ge; exact inside.
Qed.

Lemma Max_pos : forall l f, index_set l -> (forall i, In i l -> 0 < f i) -> 0 < Max l f.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_nonneg : forall l f, index_set l -> (forall i, In i l -> 0 <= f i) -> 0 <= Max l f.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_neg : forall l f, index_set l -> (forall i, In i l -> f i < 0) -> Max l f < 0.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

Lemma Max_nonpos : forall l f, index_set l -> (forall i, In i l -> f i <= 0) -> Max l f <= 0.
Proof. intros l f set each; apply each, Argmax_in, set. Qed.

(** * Exponentials and logarithms *)

Lemma exp_times : forall p x, exp (IZR (Zpos p) * x) = exp x ^ Pos.to_nat p.
Proof.
  intros p x. rewrite <- (positive_nat_Z p), <- INR_IZR_INZ.
  induction (Pos.to_nat p) as [|n IH]; [simpl; rewrite Rmult_0_l; apply exp_0|].
  rewrite S_INR, Rmult_plus_distr_r, exp_plus, IH, Rmult_1_l; simpl; ring.
Qed.

Lemma exp_opposite : forall p x, exp (- (IZR (Zpos p) * x)) = / exp x ^ Pos.to_nat p.
Proof. intros p x; rewrite exp_Ropp, exp_times; reflexivity. Qed.

Lemma exp_lnabs : forall x, x <> 0 -> exp (lnabs x) = Rabs x.
Proof. intros x nonzero; apply exp_ln, Rabs_pos_lt; exact nonzero. Qed.

Lemma exp_lnabs_pos : forall x, 0 < x -> exp (lnabs x) = x.
Proof. intros x positive; rewrite exp_lnabs; [apply Rabs_pos_eq|]; lra. Qed.

Lemma exp_lnabs_neg : forall x, x < 0 -> exp (lnabs x) = - x.
Proof. intros x negative; rewrite exp_lnabs; [apply Rabs_left|]; lra. Qed.

Lemma ln_is : forall x y, exp y = x -> ln x = y.
Proof. intros x y e; rewrite <- e; apply ln_exp. Qed.

Lemma pow_less : forall n x y, 0 <= x -> x < y -> x ^ S n < y ^ S n.
Proof.
  induction n as [|n IH]; intros x y above less; [simpl; lra|].
  change (x * x ^ S n < y * y ^ S n). specialize (IH x y above less).
  apply Rmult_le_0_lt_compat; try assumption. apply pow_le; exact above.
Qed.

Lemma pow_eq : forall n x y, 0 <= x -> 0 <= y -> x ^ S n = y ^ S n -> x = y.
Proof.
  intros n x y above_x above_y same. destruct (Rtotal_order x y) as [less|[e|more]].
  - pose proof (pow_less n x y above_x less) as strict; rewrite same in strict; lra.
  - exact e.
  - pose proof (pow_less n y x above_y more) as strict; rewrite same in strict; lra.
Qed.

Lemma even_power : forall n x, 0 <= x ^ (2 * n).
Proof. intros n x; rewrite pow_mult; apply pow_le, pow2_ge_0. Qed.

(** * Fractions *)

Lemma over_eq : forall a b c d, b <> 0 -> d <> 0 -> a * d = c * b -> a / b = c / d.
Proof.
  intros a b c d nb nd same. apply (Rmult_eq_reg_r (b * d)); [|apply Rmult_integral_contrapositive;
  split; assumption]. unfold Rdiv. transitivity (a * d * (b * / b)); [ring|].
  transitivity (c * b * (d * / d)); [|ring]. rewrite !Rinv_r by assumption. rewrite same; reflexivity.
Qed.

(** * Absolute values *)

Lemma Rabs_is : forall x y, 0 <= y -> y * y = x * x -> Rabs x = y.
Proof.
  intros x y above same. apply (pow_eq 1); [apply Rabs_pos|exact above|].
  simpl. rewrite !Rmult_1_r, <- Rabs_mult. rewrite same. apply Rabs_pos_eq. nra.
Qed.

Lemma Rabs_square : forall x, Rabs x * Rabs x = x * x.
Proof. intro x; rewrite <- Rabs_mult; apply Rabs_pos_eq; nra. Qed.

Lemma Rmax_is : forall a b s, Rabs (a - b) = s -> Rmax a b = (a + b + s) / 2.
Proof.
  intros a b s e; subst. unfold Rmax. destruct (Rle_dec a b).
  - rewrite Rabs_left1; lra.
  - rewrite Rabs_pos_eq; lra.
Qed.

Lemma Rmin_is : forall a b s, Rabs (a - b) = s -> Rmin a b = (a + b - s) / 2.
Proof.
  intros a b s e; subst. unfold Rmin. destruct (Rle_dec a b).
  - rewrite Rabs_left1; lra.
  - rewrite Rabs_pos_eq; lra.
Qed.

(** * Tactics *)

(** The sign of a product or quotient of factors whose signs are known. *)
Ltac product :=
  first
    [ assumption
    | apply exp_pos
    | apply Rlt_le, exp_pos
    | apply PI_RGT_0
    | lra
    | apply Rmult_lt_0_compat; product
    | apply pow_lt; product
    | apply Rinv_0_lt_compat; product
    | apply Rmult_le_pos; product
    | apply pow_le; product
    | apply Rmult_integral_contrapositive_currified; product
    | apply Rinv_neq_0_compat; product
    | apply pow_nonzero; product
    | apply Rgt_not_eq; product
    | nra ].

(** What a division needs: a divisor that is known not to be 0, or a product of such. *)
Ltac divisor :=
  match goal with
  | |- exp _ <> 0 => apply Rgt_not_eq, exp_pos
  | known : ?d <> 0 |- ?q <> 0 =>
      let e := fresh in intro e; apply known; transitivity q; [ring|exact e]
  | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; divisor
  | |- _ ^ _ <> 0 => apply pow_nonzero; divisor
  | |- _ => lra
  end.

Ltac nonzero := repeat split; divisor.

(** * Hyperbolic functions *)

Lemma sinh_is : forall x, sinh x = (exp x - exp (- x)) / 2.
Proof. reflexivity. Qed.

Lemma cosh_is : forall x, cosh x = (exp x + exp (- x)) / 2.
Proof. reflexivity. Qed.

Lemma tanh_is : forall x, tanh x = (exp x - exp (- x)) / (exp x + exp (- x)).
Proof.
  intro x; unfold tanh, sinh, cosh. pose proof (exp_pos x); pose proof (exp_pos (- x)).
  field; lra.
Qed.

(** * Signs *)

Lemma root_nonneg : forall k x, 0 <= root k x.
Proof.
  intros k x; unfold root; destruct (Req_EM_T x 0); [lra|]. apply Rlt_le, exp_pos.
Qed.

Lemma numerator_pos : forall a b, 0 < a / b -> 0 < b -> 0 < a.
Proof.
  intros a b over below. replace a with (a / b * b) by (field; lra).
  apply Rmult_lt_0_compat; assumption.
Qed.

Lemma numerator_nonneg : forall a b, 0 <= a / b -> 0 < b -> 0 <= a.
Proof.
  intros a b over below. replace a with (a / b * b) by (field; lra).
  apply Rmult_le_pos; lra.
Qed.

Lemma opposite_over : forall a b, b < 0 -> a / b = - a / - b.
Proof. intros a b below; field; lra. Qed.

(** The sign of a numerator, from those of the fraction and of its denominator. *)
Ltac numerator known :=
  match type of known with
  | 0 < ?a / ?b =>
      first [ assert (0 < a) by (apply (numerator_pos a b); lra)
            | assert (0 < - a) by (apply (numerator_pos (- a) (- b));
                [rewrite <- opposite_over; lra | lra]) ]
  | 0 <= ?a / ?b =>
      first [ assert (0 <= a) by (apply (numerator_nonneg a b); lra)
            | assert (0 <= - a) by (apply (numerator_nonneg (- a) (- b));
                [rewrite <- opposite_over; lra | lra]) ]
  end; lra.

(** The sign of e^a r - e^b r, from that of a - b. *)
Ltac by_gap a b r :=
  let e := fresh in
  first [ assert (e : exp b < exp a) by (apply exp_increasing; lra)
        | assert (e : exp a < exp b) by (apply exp_increasing; lra)
        | assert (e : exp b <= exp a) by (apply exp_le; lra)
        | assert (e : exp a <= exp b) by (apply exp_le; lra)
        | assert (e : exp a <> exp b) by (let same := fresh in intro same; apply exp_inv in same; lra) ];
  rewrite ?exp_0 in e; first [lra | nra].

(** The sign of a factor, from those of the product and of the other factor. *)
Ltac by_product f g :=
  let less := fresh in let same := fresh in let more := fresh in
  destruct (Rtotal_order f 0) as [less|[same|more]];
  first [ lra | exfalso; rewrite ?same in *; simpl in *; nra ].

(** The sign of a sum of a square and a rest. *)
Ltac by_square r :=
  pose proof (Rle_0_sqr r); unfold Rsqr in *;
  first [ lra | assert (0 < r * r) by nra; lra | nra ].

Lemma lnabs_pos : forall x, 1 < x -> 0 < lnabs x.
Proof.
  intros x above; unfold lnabs; rewrite Rabs_pos_eq by lra; rewrite <- ln_1.
  apply ln_increasing; lra.
Qed.

Lemma lnabs_nonneg : forall x, 1 <= x -> 0 <= lnabs x.
Proof.
  intros x [above|same]; [left; apply lnabs_pos; exact above|]. subst.
  unfold lnabs; rewrite Rabs_pos_eq, ln_1 by lra; lra.
Qed.

Lemma lnabs_neg : forall x, 0 < x -> x < 1 -> lnabs x < 0.
Proof.
  intros x positive below; unfold lnabs; rewrite Rabs_pos_eq by lra; rewrite <- ln_1.
  apply ln_increasing; lra.
Qed.

Lemma lnabs_nonpos : forall x, 0 < x -> x <= 1 -> lnabs x <= 0.
Proof.
  intros x positive [below|same]; [left; apply lnabs_neg; assumption|]. subst.
  unfold lnabs; rewrite Rabs_pos_eq, ln_1 by lra; lra.
Qed.

(** The sign of log f, from that of f - 1. *)
Ltac by_excess :=
  first [ apply lnabs_pos; lra | apply lnabs_neg; lra | apply lnabs_nonneg; lra
        | apply lnabs_nonpos; lra ].

(** The sign of an expression, once every other one is excluded. *)
Ltac conclude e :=
  first [ assumption | lra |
    let less := fresh in let same := fresh in let more := fresh in
    destruct (Rtotal_order e 0) as [less|[same|more]]; first [lra | exfalso; lra | exfalso; auto] ].

(** * Derivatives *)

(** The function x with the value t at k. *)
Definition update (x : nat -> R) (k : nat) (t : R) : nat -> R :=
  fun i => if Nat.eq_dec i k then t else x i.

(** f has the value v at x, and the derivative d. *)
Definition Slope (f : R -> R) (x v d : R) : Prop := f x = v /\ derivable_pt_lim f x d.

Lemma D_same : forall f g x d,
  (forall t, f t = g t) -> derivable_pt_lim f x d -> derivable_pt_lim g x d.
Proof.
  intros f g x d same limit eps positive. destruct (limit eps positive) as [radius near].
  exists radius. intros h nonzero small. rewrite <- !same. exact (near h nonzero small).
Qed.

Lemma D_is : forall f x d e, derivable_pt_lim f x d -> d = e -> derivable_pt_lim f x e.
Proof. intros f x d e limit same; rewrite <- same; exact limit. Qed.

Lemma Slope_is : forall f x v d e, Slope f x v d -> d = e -> Slope f x v e.
Proof. intros f x v d e slope same; rewrite <- same; exact slope. Qed.

Lemma Slope_constant : forall c x, Slope (fun _ => c) x c 0.
Proof. intros c x; split; [reflexivity|apply derivable_pt_lim_const]. Qed.

Lemma Slope_variable : forall x, Slope (fun t => t) x x 1.
Proof. intro x; split; [reflexivity|apply derivable_pt_lim_id]. Qed.

Lemma Slope_entry : forall x k i, Slope (fun t => update x k t i) (x k) (x i) (delta i k).
Proof.
  intros x k i; unfold update, delta; destruct (Nat.eq_dec i k) as [e|ne].
  - subst; apply Slope_variable.
  - apply Slope_constant.
Qed.

Lemma Slope_add : forall f g x a b da db, Slope f x a da -> Slope g x b db ->
  Slope (fun t => f t + g t) x (a + b) (da + db).
Proof.
  intros f g x a b da db [va la] [vb lb]; split; [rewrite va, vb; reflexivity|].
  exact (derivable_pt_lim_plus f g x da db la lb).
Qed.

Lemma Slope_subtract : forall f g x a b da db, Slope f x a da -> Slope g x b db ->
  Slope (fun t => f t - g t) x (a - b) (da - db).
Proof.
  intros f g x a b da db [va la] [vb lb]; split; [rewrite va, vb; reflexivity|].
  exact (derivable_pt_lim_minus f g x da db la lb).
Qed.

Lemma Slope_negative : forall f x a da, Slope f x a da -> Slope (fun t => - f t) x (- a) (- da).
Proof.
  intros f x a da [va la]; split; [rewrite va; reflexivity|].
  exact (derivable_pt_lim_opp f x da la).
Qed.

Lemma Slope_multiply : forall f g x a b da db, Slope f x a da -> Slope g x b db ->
  Slope (fun t => f t * g t) x (a * b) (b * da + a * db).
Proof.
  intros f g x a b da db [va la] [vb lb]; split; [rewrite va, vb; reflexivity|].
  replace (b * da + a * db) with (da * g x + f x * db) by (rewrite va, vb; ring).
  exact (derivable_pt_lim_mult f g x da db la lb).
Qed.

Lemma Slope_divide : forall f g x a b da db, Slope f x a da -> Slope g x b db -> b <> 0 ->
  Slope (fun t => f t / g t) x (a / b) (1 / b * da + - a / b ^ 2 * db).
Proof.
  intros f g x a b da db [va la] [vb lb] away; split; [rewrite va, vb; reflexivity|].
  replace (1 / b * da + - a / b ^ 2 * db) with ((da * g x - db * f x) / Rsqr (g x)).
  - apply (derivable_pt_lim_div f g x da db la lb). rewrite vb; exact away.
  - rewrite va, vb; unfold Rsqr; field; exact away.
Qed.

Lemma Slope_square : forall f x a da, Slope f x a da ->
  Slope (fun t => f t ^ 2) x (a ^ 2) (2 * a * da).
Proof.
  intros f x a da slope. apply (Slope_is _ _ _ (a * da + a * da)); [|ring].
  destruct (Slope_multiply f f x a a da da slope slope) as [value limit].
  split; [rewrite (proj1 slope); reflexivity|].
  apply (D_same (fun t => f t * f t)); [intro t; simpl; ring|exact limit].
Qed.

Lemma Slope_power : forall n f x a da, Slope f x a da ->
  Slope (fun t => f t ^ S n) x (a ^ S n) (INR (S n) * a ^ n * da).
Proof.
  intros n f x a da [va la]; split; [rewrite va; reflexivity|].
  replace (INR (S n) * a ^ n * da) with (INR (S n) * f x ^ pred (S n) * da)
    by (rewrite va; reflexivity).
  exact (derivable_pt_lim_comp f (fun y => y ^ S n) x da _ la (derivable_pt_lim_pow (f x) (S n))).
Qed.

Lemma Slope_comp : forall f g x a da dg, Slope f x a da -> derivable_pt_lim g a dg ->
  Slope (fun t => g (f t)) x (g a) (dg * da).
Proof.
  intros f g x a da dg [va la] lg; split; [rewrite va; reflexivity|].
  apply (derivable_pt_lim_comp f g x da dg la); rewrite va; exact lg.
Qed.

Lemma Slope_exp : forall f x a da, Slope f x a da ->
  Slope (fun t => exp (f t)) x (exp a) (exp a * da).
Proof. intros f x a da slope; exact (Slope_comp f exp x a da _ slope (derivable_pt_lim_exp a)). Qed.

Lemma Slope_expm1 : forall f x a da, Slope f x a da ->
  Slope (fun t => exp (f t) - 1) x (exp a - 1) (exp a * da).
Proof.
  intros f x a da slope. apply (Slope_is _ _ _ (exp a * da - 0)); [|ring].
  apply Slope_subtract; [apply Slope_exp; exact slope|apply Slope_constant].
Qed.

Lemma Slope_log : forall f x a da, Slope f x a da -> 0 < a ->
  Slope (fun t => ln (f t)) x (ln a) (1 / a * da).
Proof.
  intros f x a da slope positive. apply (Slope_is _ _ _ (/ a * da)); [|unfold Rdiv; ring].
  exact (Slope_comp f ln x a da _ slope (derivable_pt_lim_ln a positive)).
Qed.

Lemma Slope_log1p : forall f x a da, Slope f x a da -> 0 < 1 + a ->
  Slope (fun t => ln (1 + f t)) x (ln (1 + a)) (1 / (1 + a) * da).
Proof.
  intros f x a da slope positive. apply (Slope_is _ _ _ (1 / (1 + a) * (0 + da))); [|ring].
  apply Slope_log; [apply Slope_add; [apply Slope_constant|exact slope]|exact positive].
Qed.

Lemma Slope_sqrt : forall f x a da, Slope f x a da -> 0 < a ->
  Slope (fun t => sqrt (f t)) x (sqrt a) (1 / (2 * sqrt a) * da).
Proof.
  intros f x a da slope positive.
  apply (Slope_is _ _ _ (/ (2 * sqrt a) * da)); [|unfold Rdiv; ring].
  exact (Slope_comp f sqrt x a da _ slope (derivable_pt_lim_sqrt a positive)).
Qed.

Lemma Slope_sinh : forall f x a da, Slope f x a da ->
  Slope (fun t => sinh (f t)) x (sinh a) (cosh a * da).
Proof. intros f x a da s; exact (Slope_comp f sinh x a da _ s (derivable_pt_lim_sinh a)). Qed.

Lemma Slope_cosh : forall f x a da, Slope f x a da ->
  Slope (fun t => cosh (f t)) x (cosh a) (sinh a * da).
Proof. intros f x a da s; exact (Slope_comp f cosh x a da _ s (derivable_pt_lim_cosh a)). Qed.

Lemma Slope_tanh : forall f x a da, Slope f x a da ->
  Slope (fun t => tanh (f t)) x (tanh a) ((1 - tanh a ^ 2) * da).
Proof.
  intros f x a da slope. pose proof (exp_pos a); pose proof (exp_pos (- a)).
  assert (below : cosh a <> 0) by (unfold cosh; lra).
  eapply Slope_is.
  - exact (Slope_divide _ _ x _ _ _ _ (Slope_sinh f x a da slope) (Slope_cosh f x a da slope) below).
  - unfold tanh; field; exact below.
Qed.

Lemma Slope_Sum : forall l (f : R -> nat -> R) x v d,
  (forall i, In i l -> Slope (fun t => f t i) x (v i) (d i)) ->
  Slope (fun t => Sum l (f t)) x (Sum l v) (Sum l d).
Proof.
  induction l as [|i l IH]; intros f x v d each; [exact (Slope_constant 0 x)|].
  apply (Slope_add (fun t => f t i) (fun t => Sum l (f t))).
  - apply each; left; reflexivity.
  - apply IH; intros j inside; apply each; right; exact inside.
Qed.
