From Coq Require Import ZArith QArith Qreals.

(** * Intervals *)

(** A number of about so many digits below q, unless q is short enough itself. *)
Definition shortened (q : Q) : Q :=
  let top := Z.log2 (Z.abs (Qnum q)) in
  let bottom := Z.log2 (Zpos (Qden q)) in
  let s := (80 + bottom - top)%Z in
  if (Z.ltb top 120 && Z.ltb bottom 120)%bool then q
  else if Z.leb 0 s then
    Qmake (Z.div (Z.shiftl (Qnum q) s) (Zpos (Qden q))) (Pos.shiftl 1 (Z.to_N s))
  else Qmake (Z.shiftl (Z.div (Qnum q) (Z.shiftl (Zpos (Qden q)) (- s))) (- s)) 1.

Definition rounded_down (q : Q) : Q := let c := shortened q in if Qle_bool c q then c else q.

Definition rounded_up (q : Q) : Q := Qopp (rounded_down (Qopp q)).

Definition Qlesser (p q : Q) : Q := if Qle_bool p q then p else q.

Definition Qgreater (p q : Q) : Q := if Qle_bool p q then q else p.

Definition Qless (p q : Q) : bool := negb (Qle_bool q p).

(** A lower bound of e^q, for which e^q is halved in its exponent n times. *)
Fixpoint exp_low (n : nat) (q : Q) : Q :=
  match n with
  | O => Qgreater 0 (1 + q)
  | S m => let y := exp_low m (q * (1 # 2)) in Qgreater 0 (rounded_down (y * y))
  end.

Definition halvings : nat := 32.

Definition interval : Set := (Q * Q)%type.

Definition of_exp (i : interval) : option interval :=
  let l := exp_low halvings (fst i) in
  let h := exp_low halvings (Qopp (snd i)) in
  if Qless 0 h then Some (l, rounded_up (Qinv h)) else None.

Definition of_add (i j : interval) : interval :=
  (rounded_down (fst i + fst j), rounded_up (snd i + snd j)).

Definition of_opp (i : interval) : interval := (Qopp (snd i), Qopp (fst i)).

Definition of_mul (i j : interval) : interval :=
  let a := (fst i * fst j)%Q in
  let b := (fst i * snd j)%Q in
  let c := (snd i * fst j)%Q in
  let d := (snd i * snd j)%Q in
  (rounded_down (Qlesser (Qlesser a b) (Qlesser c d)), rounded_up (Qgreater (Qgreater a b) (Qgreater c d))).

Definition of_inv (i : interval) : option interval :=
  if (Qless 0 (fst i) || Qless (snd i) 0)%bool
  then Some (rounded_down (Qinv (snd i)), rounded_up (Qinv (fst i))) else None.

Fixpoint of_pow (i : interval) (n : nat) : interval :=
  match n with O => (1%Q, 1%Q) | S m => of_mul i (of_pow i m) end.

Definition of_abs (i : interval) : interval :=
  if Qle_bool 0 (fst i) then i
  else if Qle_bool (snd i) 0 then of_opp i
  else (0%Q, Qgreater (Qopp (fst i)) (snd i)).

Definition of_ln (low high : Q) (i : interval) : option interval :=
  match of_exp (low, low) with
  | Some (_, h) =>
      if (Qless 0 (fst i) && Qle_bool h (fst i) && Qle_bool (snd i) (exp_low halvings high))%bool
      then Some (low, high) else None
  | None => None
  end.

Definition of_sqrt (low high : Q) (i : interval) : option interval :=
  if (Qle_bool 0 (fst i) && Qle_bool 0 low && Qle_bool 0 high
      && Qle_bool (low * low) (fst i) && Qle_bool (snd i) (high * high))%bool
  then Some (low, high) else None.

Definition in_interval (x : R) (i : interval) : Prop := Q2R (fst i) <= x <= Q2R (snd i).

Lemma some_is : forall i j : interval, Some i = Some j -> i = j.
Proof. intros i j e; injection e; trivial. Qed.

Lemma Qless_is : forall p q, Qless p q = true -> Q2R p < Q2R q.
Proof.
  unfold Qless; intros p q e. apply Qlt_Rlt, Qnot_le_lt. intro l.
  apply Qle_bool_iff in l; rewrite l in e; discriminate.
Qed.

Lemma rounded_down_is : forall q, Q2R (rounded_down q) <= Q2R q.
Proof.
  intro q; unfold rounded_down; destruct (Qle_bool (shortened q) q) eqn:e; [|lra].
  apply Qle_Rle, Qle_bool_iff, e.
Qed.

Lemma rounded_up_is : forall q, Q2R q <= Q2R (rounded_up q).
Proof. intro q; unfold rounded_up; pose proof (rounded_down_is (Qopp q)); rewrite !Q2R_opp in *; lra. Qed.

Lemma Qlesser_is : forall p q, Q2R (Qlesser p q) <= Q2R p /\ Q2R (Qlesser p q) <= Q2R q.
Proof.
  intros p q; unfold Qlesser; destruct (Qle_bool p q) eqn:e.
  - apply Qle_bool_iff, Qle_Rle in e; lra.
  - assert (~ (p <= q)%Q) by (rewrite <- Qle_bool_iff, e; discriminate).
    apply Qnot_le_lt, Qlt_Rlt in H; lra.
Qed.

Lemma Qgreater_is : forall p q, Q2R p <= Q2R (Qgreater p q) /\ Q2R q <= Q2R (Qgreater p q).
Proof.
  intros p q; unfold Qgreater; destruct (Qle_bool p q) eqn:e.
  - apply Qle_bool_iff, Qle_Rle in e; lra.
  - assert (~ (p <= q)%Q) by (rewrite <- Qle_bool_iff, e; discriminate).
    apply Qnot_le_lt, Qlt_Rlt in H; lra.
Qed.

Lemma Qgreater_least : forall p q x, Q2R p <= x -> Q2R q <= x -> Q2R (Qgreater p q) <= x.
Proof. intros p q x lp lq; unfold Qgreater; destruct (Qle_bool p q); assumption. Qed.

Lemma Qlesser_most : forall p q x, x <= Q2R p -> x <= Q2R q -> x <= Q2R (Qlesser p q).
Proof. intros p q x lp lq; unfold Qlesser; destruct (Qle_bool p q); assumption. Qed.

Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R; simpl; lra. Qed.

Lemma Q2R_one : Q2R 1 = 1.
Proof. unfold Q2R; simpl; lra. Qed.

Lemma Q2R_Z : forall z, Q2R (inject_Z z) = IZR z.
Proof. intro z; unfold Q2R, inject_Z; simpl; lra. Qed.

Lemma exp_low_is : forall n q, 0 <= Q2R (exp_low n q) <= exp (Q2R q).
Proof.
  induction n as [|n IH]; intro q.
  - pose proof (exp_ineq1_le (Q2R q)); pose proof (exp_pos (Q2R q)).
    pose proof (proj1 (Qgreater_is 0 (1 + q))) as low; rewrite Q2R_zero in low.
    split; [exact low|]. apply Qgreater_least; [rewrite Q2R_zero; lra|].
    rewrite Q2R_plus, Q2R_one; lra.
  - specialize (IH (q * (1 # 2))%Q). cbn [exp_low]; set (y := exp_low n (q * (1 # 2))) in *.
    pose proof (proj1 (Qgreater_is 0 (rounded_down (y * y)))) as low; rewrite Q2R_zero in low.
    split; [exact low|]. pose proof (exp_pos (Q2R q)). apply Qgreater_least; [rewrite Q2R_zero; lra|].
    pose proof (rounded_down_is (y * y)) as bounds_less; rewrite Q2R_mult in bounds_less.
    replace (Q2R q) with (Q2R (q * (1 # 2)) + Q2R (q * (1 # 2)))
      by (rewrite Q2R_mult; unfold Q2R at 2 4; simpl; lra).
    rewrite exp_plus. nra.
Qed.

Lemma exp_high_is : forall q, Qless 0 (exp_low halvings (Qopp q)) = true ->
  exp (Q2R q) <= Q2R (rounded_up (Qinv (exp_low halvings (Qopp q)))).
Proof.
  intros q e. apply Qless_is in e; rewrite Q2R_zero in e.
  eapply Rle_trans; [|apply rounded_up_is].
  rewrite Q2R_inv by (intro z; apply Qeq_eqR in z; rewrite Q2R_zero in z; lra).
  pose proof (exp_low_is halvings (Qopp q)) as low; rewrite Q2R_opp, exp_Ropp in low.
  rewrite <- (Rinv_inv (exp (Q2R q))). apply Rinv_le_contravar; lra.
Qed.

Lemma exp_le_exp : forall a b, a <= b -> exp a <= exp b.
Proof. intros a b [l|e]; [left; apply exp_increasing; exact l|right; rewrite e; reflexivity]. Qed.

Lemma of_exp_is : forall x i j, in_interval x i -> of_exp i = Some j -> in_interval (exp x) j.
Proof.
  unfold of_exp; intros x [l u] j [low high] e; cbn [fst snd] in *.
  destruct (Qless 0 (exp_low halvings (Qopp u))) eqn:b; [|discriminate].
  apply some_is in e; subst; split; cbn [fst snd].
  - eapply Rle_trans; [apply exp_low_is|apply exp_le_exp; exact low].
  - eapply Rle_trans; [apply exp_le_exp; exact high|apply exp_high_is; exact b].
Qed.

Lemma of_add_is : forall x y i j, in_interval x i -> in_interval y j -> in_interval (x + y) (of_add i j).
Proof.
  unfold in_interval, of_add; intros x y [a b] [c d] [? ?] [? ?]; cbn [fst snd] in *.
  pose proof (rounded_down_is (a + c)); pose proof (rounded_up_is (b + d)); rewrite Q2R_plus in *; lra.
Qed.

Lemma of_opp_is : forall x i, in_interval x i -> in_interval (- x) (of_opp i).
Proof. unfold in_interval, of_opp; intros x [a b] [? ?]; cbn [fst snd] in *; rewrite !Q2R_opp; lra. Qed.

Lemma product_above : forall x y a b c d m, a <= x <= b -> c <= y <= d ->
  m <= a * c -> m <= a * d -> m <= b * c -> m <= b * d -> m <= x * y.
Proof.
  intros x y a b c d m [? ?] [? ?] ? ? ? ?. destruct (Rle_dec 0 y).
  - apply Rle_trans with (a * y); [|nra]. destruct (Rle_dec 0 a); nra.
  - apply Rle_trans with (b * y); [|nra]. destruct (Rle_dec 0 b); nra.
Qed.

Lemma of_mul_is : forall x y i j, in_interval x i -> in_interval y j -> in_interval (x * y) (of_mul i j).
Proof.
  unfold in_interval, of_mul; intros x y [a b] [c d] lx ly; cbn [fst snd] in *.
  set (p := (a * c)%Q); set (q := (a * d)%Q); set (r := (b * c)%Q); set (s := (b * d)%Q).
  pose proof (Qlesser_is p q); pose proof (Qlesser_is r s).
  pose proof (Qlesser_is (Qlesser p q) (Qlesser r s)).
  pose proof (Qgreater_is p q); pose proof (Qgreater_is r s).
  pose proof (Qgreater_is (Qgreater p q) (Qgreater r s)).
  pose proof (rounded_down_is (Qlesser (Qlesser p q) (Qlesser r s))).
  pose proof (rounded_up_is (Qgreater (Qgreater p q) (Qgreater r s))).
  assert (Q2R p = Q2R a * Q2R c) by apply Q2R_mult.
  assert (Q2R q = Q2R a * Q2R d) by apply Q2R_mult.
  assert (Q2R r = Q2R b * Q2R c) by apply Q2R_mult.
  assert (Q2R s = Q2R b * Q2R d) by apply Q2R_mult.
  split.
  - apply (product_above x y (Q2R a) (Q2R b) (Q2R c) (Q2R d)); lra.
  - cut (- Q2R (rounded_up (Qgreater (Qgreater p q) (Qgreater r s))) <= - x * y); [lra|].
    apply (product_above (- x) y (- Q2R b) (- Q2R a) (Q2R c) (Q2R d)); lra.
Qed.

Lemma of_inv_is : forall x i j, in_interval x i -> of_inv i = Some j -> x <> 0 /\ in_interval (/ x) j.
Proof.
  unfold in_interval, of_inv; intros x [a b] j [low high] e; cbn [fst snd] in *.
  destruct (Qless 0 a || Qless b 0)%bool eqn:away; [|discriminate]. apply some_is in e; subst; cbn [fst snd].
  pose proof (rounded_down_is (Qinv b)); pose proof (rounded_up_is (Qinv a)).
  apply Bool.orb_prop in away; destruct away as [s|s]; apply Qless_is in s; rewrite Q2R_zero in s.
  - rewrite (Q2R_inv a) in * by (intro z; apply Qeq_eqR in z; rewrite Q2R_zero in z; lra).
    rewrite (Q2R_inv b) in * by (intro z; apply Qeq_eqR in z; rewrite Q2R_zero in z; lra).
    split; [lra|].
    pose proof (Rinv_le_contravar (Q2R a) x ltac:(lra) low).
    pose proof (Rinv_le_contravar x (Q2R b) ltac:(lra) high). lra.
  - rewrite (Q2R_inv a) in * by (intro z; apply Qeq_eqR in z; rewrite Q2R_zero in z; lra).
    rewrite (Q2R_inv b) in * by (intro z; apply Qeq_eqR in z; rewrite Q2R_zero in z; lra).
    split; [lra|].
    pose proof (Rinv_le_contravar (- x) (- Q2R a) ltac:(lra) ltac:(lra)) as top.
    pose proof (Rinv_le_contravar (- Q2R b) (- x) ltac:(lra) ltac:(lra)) as bottom.
    rewrite !Rinv_opp in top, bottom. lra.
Qed.

Lemma of_pow_is : forall n x i, in_interval x i -> in_interval (x ^ n) (of_pow i n).
Proof.
  induction n as [|n IH]; intros x i inside; simpl; [unfold in_interval; cbn [fst snd]; rewrite Q2R_one; lra|].
  apply of_mul_is; [exact inside|apply IH; exact inside].
Qed.

Lemma of_abs_is : forall x i, in_interval x i -> in_interval (Rabs x) (of_abs i).
Proof.
  unfold of_abs; intros x [a b] inside; cbn [fst snd]. pose proof inside as [low high]; cbn [fst snd] in *.
  destruct (Qle_bool 0 a) eqn:p; [|destruct (Qle_bool b 0) eqn:n].
  - apply Qle_bool_iff, Qle_Rle in p; rewrite Q2R_zero in p. rewrite Rabs_pos_eq by lra. exact inside.
  - apply Qle_bool_iff, Qle_Rle in n; rewrite Q2R_zero in n. rewrite Rabs_left1 by lra.
    apply of_opp_is; exact inside.
  - pose proof (Qgreater_is (Qopp a) b) as top; rewrite Q2R_opp in top.
    unfold in_interval; cbn [fst snd]; rewrite Q2R_zero. split; [apply Rabs_pos|]. apply Rabs_le; lra.
Qed.

Lemma of_ln_is : forall x l h i j, in_interval x i -> of_ln l h i = Some j -> 0 < x /\ in_interval (ln x) j.
Proof.
  unfold of_ln; intros x l h i j [low high] e.
  destruct (of_exp (l, l)) as [[a b]|] eqn:below_l; [|discriminate].
  destruct (Qless 0 (fst i) && Qle_bool b (fst i) && Qle_bool (snd i) (exp_low halvings h))%bool eqn:c;
    [|discriminate].
  apply some_is in e; subst. apply andb_prop in c as [c top]; apply andb_prop in c as [s bottom].
  apply Qless_is in s; rewrite Q2R_zero in s. apply Qle_bool_iff, Qle_Rle in top, bottom.
  assert (positive : 0 < x) by lra. split; [exact positive|].
  assert (inside : in_interval (Q2R l) (l, l)) by (unfold in_interval; cbn [fst snd]; lra).
  pose proof (of_exp_is _ _ _ inside below_l) as [_ up_l]; cbn [fst snd] in up_l.
  pose proof (exp_low_is halvings h).
  assert (as_exp : exp (ln x) = x) by (apply exp_ln; exact positive).
  unfold in_interval; cbn [fst snd]; split.
  - apply Rnot_lt_le; intro l_is. apply exp_increasing in l_is; lra.
  - apply Rnot_lt_le; intro h_is. apply exp_increasing in h_is; lra.
Qed.

Lemma of_sqrt_is : forall x l h i j, in_interval x i -> of_sqrt l h i = Some j ->
  0 <= x /\ in_interval (sqrt x) j.
Proof.
  unfold of_sqrt; intros x l h i j [low high] e.
  destruct (Qle_bool 0 (fst i) && Qle_bool 0 l && Qle_bool 0 h
      && Qle_bool (l * l) (fst i) && Qle_bool (snd i) (h * h))%bool eqn:c; [|discriminate].
  apply some_is in e; subst. apply andb_prop in c as [c top]; apply andb_prop in c as [c bottom].
  apply andb_prop in c as [c nonneg_h]; apply andb_prop in c as [nonneg nonneg_l].
  apply Qle_bool_iff, Qle_Rle in top, bottom, nonneg, nonneg_l, nonneg_h.
  rewrite Q2R_zero in *; rewrite Q2R_mult in *. split; [lra|].
  unfold in_interval; cbn [fst snd]; split.
  - rewrite <- (sqrt_square (Q2R l)) by lra. apply sqrt_le_1_alt; lra.
  - rewrite <- (sqrt_square (Q2R h)) by lra. apply sqrt_le_1_alt; lra.
Qed.
