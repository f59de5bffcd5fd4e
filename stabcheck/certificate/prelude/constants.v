From Coq Require Import ZArith QArith Qreals Machin.

(** * Bounds of pi and of the error function *)

Fixpoint Qpow (q : Q) (n : nat) : Q :=
  match n with O => 1 | S m => q * Qpow q m end.

Lemma Qpow_is : forall q n, Q2R (Qpow q n) = Q2R q ^ n.
Proof.
  induction n as [|n IH]; [apply Q2R_one|]. cbn [Qpow pow]; rewrite Q2R_mult, IH; reflexivity.
Qed.

(** One over n + 1. *)
Definition share (n : nat) : Q := 1 # Pos.of_succ_nat n.

Lemma share_is : forall n, Q2R (share n) = / INR (S n).
Proof.
  intro n; unfold share, Q2R; cbn [Qnum Qden].
  rewrite Zpos_P_of_succ_nat, <- Nat2Z.inj_succ, <- INR_IZR_INZ; ring.
Qed.

(** Partial sums of pi / 4 = 2 arctan 1/3 + arctan 1/7, too high and too low in turn. *)
Fixpoint machin (n : nat) : Q :=
  let term := (Qpow (-1) n * ((2 * Qpow (1 # 3) (2 * n + 1) + Qpow (1 # 7) (2 * n + 1)) * share (2 * n)))%Q in
  match n with O => term | S m => machin m + term end.

Lemma machin_term : forall n,
  Q2R (Qpow (-1) n * ((2 * Qpow (1 # 3) (2 * n + 1) + Qpow (1 # 7) (2 * n + 1)) * share (2 * n)))
  = tg_alt PI_2_3_7_tg n.
Proof.
  intro n; unfold tg_alt, PI_2_3_7_tg, Ratan_seq.
  rewrite !Q2R_mult, Q2R_plus, Q2R_mult, !Qpow_is, share_is.
  replace (S (2 * n)) with (2 * n + 1)%nat by lia.
  replace (Q2R (-1)) with (-1) by (unfold Q2R; simpl; lra).
  replace (Q2R 2) with 2 by (unfold Q2R; simpl; lra).
  replace (Q2R (1 # 3)) with (/ 3) by (unfold Q2R; simpl; lra).
  replace (Q2R (1 # 7)) with (/ 7) by (unfold Q2R; simpl; lra).
  unfold Rdiv; ring.
Qed.

Lemma machin_is : forall n, Q2R (machin n) = sum_f_R0 (tg_alt PI_2_3_7_tg) n.
Proof.
  induction n as [|n IH]; cbn [sum_f_R0]; rewrite <- machin_term; [reflexivity|].
  rewrite <- IH, <- Q2R_plus; reflexivity.
Qed.

Definition of_pi : interval := (rounded_down (4 * machin 11), rounded_up (4 * machin 10)).

Lemma of_pi_is : in_interval PI of_pi.
Proof.
  pose proof (PI_2_3_7_ineq 5) as [low high]. change (S (2 * 5)) with 11%nat in low.
  change (2 * 5)%nat with 10%nat in high. rewrite <- machin_is in low, high.
  pose proof (rounded_down_is (4 * machin 11)) as down; pose proof (rounded_up_is (4 * machin 10)) as up.
  rewrite Q2R_mult in down, up. unfold in_interval, of_pi; cbn [fst snd].
  replace (Q2R 4) with 4 in down, up by (unfold Q2R; simpl; lra). lra.
Qed.

Definition root_pi : interval := (1772453850 # 1000000000, 1772453851 # 1000000000)%Q.

Lemma root_pi_is : in_interval (sqrt PI) root_pi.
Proof.
  apply (of_sqrt_is PI (fst root_pi) (snd root_pi) of_pi); [exact of_pi_is|].
  vm_cast_no_check (eq_refl (Some root_pi)).
Qed.

(** Bounds of 2 over the root of pi, the error function's derivative at 0. *)
Definition bell_height : interval := of_mul (2, 2)%Q (rounded_down (Qinv (snd root_pi)), rounded_up (Qinv (fst root_pi))).

Lemma bell_height_is : in_interval (2 / sqrt PI) bell_height.
Proof.
  apply of_mul_is; [unfold in_interval; cbn [fst snd]; unfold Q2R; simpl; lra|].
  apply (of_inv_is (sqrt PI) root_pi); [exact root_pi_is|reflexivity].
Qed.

(** From where they start, the function that grows faster is greater. *)
Lemma outgrows : forall f g df dg, f 0 <= g 0 ->
  (forall t, 0 <= t -> derivable_pt_lim f t (df t)) ->
  (forall t, 0 <= t -> derivable_pt_lim g t (dg t)) ->
  (forall t, 0 <= t -> df t <= dg t) -> forall x, 0 <= x -> f x <= g x.
Proof.
  intros f g df dg start slope_f slope_g slower x [above|e]; [|subst; exact start].
  destruct (MVT_cor2 (fun t => g t - f t) (fun t => dg t - df t) 0 x above) as [c [same [low high]]].
  { intros c [low high]. apply derivable_pt_lim_minus; [apply slope_g|apply slope_f]; exact low. }
  specialize (slower c ltac:(lra)). nra.
Qed.

(** The terms k to k + j of the series of e^-u, the first of them positive. *)
Fixpoint bell_series (j k : nat) (u : R) : R :=
  let term := u ^ k / INR (fact k) in
  match j with O => term | S i => term - bell_series i (S k) u end.

Lemma term_slope : forall k u,
  derivable_pt_lim (fun u => u ^ S k / INR (fact (S k))) u (u ^ k / INR (fact k)).
Proof.
  intros k u. pose proof (INR_fact_neq_0 k) as away; pose proof (not_0_INR (S k) ltac:(lia)) as above.
  apply (D_is _ _ (/ INR (fact (S k)) * (INR (S k) * u ^ k))).
  - apply (D_near (fun u => / INR (fact (S k)) * u ^ S k) _ _ _ 1); [lra|intros; unfold Rdiv; ring|].
    apply derivable_pt_lim_scal. apply (derivable_pt_lim_pow u (S k)).
  - rewrite fact_simpl, mult_INR. field; split; assumption.
Qed.

Lemma series_slope : forall j k u, derivable_pt_lim (bell_series j (S k)) u (bell_series j k u).
Proof.
  induction j as [|j IH]; intros k u; [exact (term_slope k u)|].
  exact (derivable_pt_lim_minus _ _ _ _ _ (term_slope k u) (IH (S k) u)).
Qed.

Lemma series_at_0 : forall j k, bell_series j (S k) 0 = 0.
Proof. induction j as [|j IH]; intro k; cbn [bell_series]; rewrite ?IH; simpl; unfold Rdiv; ring. Qed.

Lemma series_next : forall j u, bell_series (S j) 0 u = 1 - bell_series j 1 u.
Proof. intros j u; cbn [bell_series pow]; simpl (INR (fact 0)); field. Qed.

Lemma series_slope_0 : forall j u, derivable_pt_lim (bell_series (S j) 0) u (- bell_series j 0 u).
Proof.
  intros j u. apply (D_is _ _ (0 - bell_series j 0 u)); [|ring].
  apply (D_near (fun u => 1 - bell_series j 1 u) _ _ _ 1); [lra|intros; symmetry; apply series_next|].
  exact (derivable_pt_lim_minus _ _ _ _ _ (derivable_pt_lim_const 1 u) (series_slope j 0 u)).
Qed.

Lemma decay_slope : forall u, derivable_pt_lim (fun u => exp (- u)) u (- exp (- u)).
Proof.
  intro u. apply (D_is _ _ (exp (- u) * - 1)); [|ring].
  apply (derivable_pt_lim_comp (fun u => - u) exp); [|apply derivable_pt_lim_exp].
  apply (D_is _ _ (- (1))); [|ring]. apply derivable_pt_lim_opp, derivable_pt_lim_id.
Qed.

Lemma series_bounds : forall m u, 0 <= u ->
  bell_series (S (2 * m)) 0 u <= exp (- u) <= bell_series (2 * m) 0 u.
Proof.
  assert (start : forall j, bell_series (S j) 0 0 = 1) by (intro j; rewrite series_next, series_at_0; ring).
  assert (one : exp (- 0) = 1) by (rewrite Ropp_0; apply exp_0).
  assert (below : forall j, (forall u, 0 <= u -> exp (- u) <= bell_series j 0 u) ->
    forall u, 0 <= u -> bell_series (S j) 0 u <= exp (- u)).
  { intros j known. apply (outgrows _ (fun u => exp (- u)) (fun u => - bell_series j 0 u) (fun u => - exp (- u)));
      [rewrite start, one; lra|intros; apply series_slope_0|intros; apply decay_slope|].
    intros u above; specialize (known u above); lra. }
  assert (over : forall j, (forall u, 0 <= u -> bell_series j 0 u <= exp (- u)) ->
    forall u, 0 <= u -> exp (- u) <= bell_series (S j) 0 u).
  { intros j known. apply (outgrows (fun u => exp (- u)) _ (fun u => - exp (- u)) (fun u => - bell_series j 0 u));
      [rewrite start, one; lra|intros; apply decay_slope|intros; apply series_slope_0|].
    intros u above; specialize (known u above); lra. }
  assert (even : forall m u, 0 <= u -> exp (- u) <= bell_series (2 * m) 0 u).
  { induction m as [|m IH].
    - intros u above. replace (bell_series (2 * 0) 0 u) with (exp 0) by (rewrite exp_0; simpl; field).
      apply exp_le_exp; lra.
    - replace (2 * S m)%nat with (S (S (2 * m))) by lia. apply over, below, IH. }
  intros m u above. split; [apply below; [apply even|exact above]|apply even; exact above].
Qed.

(** The integral of those terms at t^2. *)
Fixpoint bell_area (j k : nat) (x : R) : R :=
  let term := x ^ (2 * k + 1) / (INR (fact k) * INR (2 * k + 1)) in
  match j with O => term | S i => term - bell_area i (S k) x end.

Lemma area_slope : forall j k x, derivable_pt_lim (bell_area j k) x (bell_series j k (x ^ 2)).
Proof.
  assert (term : forall k x, derivable_pt_lim (fun x => x ^ (2 * k + 1) / (INR (fact k) * INR (2 * k + 1))) x
    ((x ^ 2) ^ k / INR (fact k))).
  { intros k x. pose proof (INR_fact_neq_0 k) as away; pose proof (not_0_INR (2 * k + 1) ltac:(lia)) as above.
    apply (D_is _ _ (/ (INR (fact k) * INR (2 * k + 1)) * (INR (2 * k + 1) * x ^ pred (2 * k + 1)))).
    - apply (D_near (fun x => / (INR (fact k) * INR (2 * k + 1)) * x ^ (2 * k + 1)) _ _ _ 1);
        [lra|intros; unfold Rdiv; ring|].
      apply derivable_pt_lim_scal, derivable_pt_lim_pow.
    - replace (pred (2 * k + 1)) with (2 * k)%nat by lia. rewrite pow_mult. field; split; assumption. }
  induction j as [|j IH]; intros k x; [exact (term k x)|].
  exact (derivable_pt_lim_minus _ _ _ _ _ (term k x) (IH (S k) x)).
Qed.

Lemma area_at_0 : forall j k, bell_area j k 0 = 0.
Proof.
  induction j as [|j IH]; intro k; cbn [bell_area]; rewrite ?IH, pow_i by lia; unfold Rdiv; ring.
Qed.

Lemma erf_between : forall m x, 0 <= x ->
  2 / sqrt PI * bell_area (S (2 * m)) 0 x <= erf x <= 2 / sqrt PI * bell_area (2 * m) 0 x.
Proof.
  intros m x above.
  assert (height : 0 < 2 / sqrt PI) by (apply Rdiv_lt_0_compat; [lra|apply sqrt_lt_R0, PI_RGT_0]).
  assert (scaled : forall j t, derivable_pt_lim (fun x => 2 / sqrt PI * bell_area j 0 x) t
    (2 / sqrt PI * bell_series j 0 (t ^ 2))) by (intros; apply derivable_pt_lim_scal, area_slope).
  pose proof (fun t => series_bounds m (t ^ 2) (pow2_ge_0 t)) as known. split.
  - apply (outgrows (fun x => 2 / sqrt PI * bell_area (S (2 * m)) 0 x) erf
      (fun t => 2 / sqrt PI * bell_series (S (2 * m)) 0 (t ^ 2)) (fun t => 2 / sqrt PI * exp (- t ^ 2)));
      [rewrite area_at_0, erf_zero; lra|intros; apply scaled|intros; apply erf_slope| |exact above].
    intros t _. apply Rmult_le_compat_l; [lra|apply known].
  - apply (outgrows erf (fun x => 2 / sqrt PI * bell_area (2 * m) 0 x) (fun t => 2 / sqrt PI * exp (- t ^ 2))
      (fun t => 2 / sqrt PI * bell_series (2 * m) 0 (t ^ 2)));
      [rewrite area_at_0, erf_zero; lra|intros; apply erf_slope|intros; apply scaled| |exact above].
    intros t _. apply Rmult_le_compat_l; [lra|apply known].
Qed.

Lemma erf_grows : forall a b, a <= b -> erf a <= erf b.
Proof.
  intros a b [less|e]; [|subst; lra].
  destruct (MVT_cor2 erf (fun t => 2 / sqrt PI * exp (- t ^ 2)) a b less) as [c [same _]];
    [intros; apply erf_slope|].
  assert (0 < 2 / sqrt PI * exp (- c ^ 2))
    by (apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; [lra|apply sqrt_lt_R0, PI_RGT_0]|apply exp_pos]).
  nra.
Qed.

(** The same integral without its factor x^(2k+1) / k!, term by term from within. *)
Fixpoint bell_inner (j k : nat) (u : R) : R :=
  match j with
  | O => / INR (S (2 * k))
  | S i => / INR (S (2 * k)) - u * / INR (S k) * bell_inner i (S k) u
  end.

Lemma area_is : forall j k x, bell_area j k x = x ^ (2 * k + 1) / INR (fact k) * bell_inner j k (x * x).
Proof.
  assert (next : forall k x, x ^ (2 * S k + 1) = x ^ (2 * k + 1) * (x * x)).
  { intros k x; replace (2 * S k + 1)%nat with (2 * k + 1 + 2)%nat by lia. rewrite pow_add; simpl; ring. }
  induction j as [|j IH]; intros k x; cbn [bell_area bell_inner]; rewrite ?IH, ?next;
    replace (S (2 * k)) with (2 * k + 1)%nat by lia;
    pose proof (INR_fact_neq_0 k); pose proof (not_0_INR (2 * k + 1) ltac:(lia));
    pose proof (not_0_INR (S k) ltac:(lia)); rewrite ?fact_simpl, ?mult_INR; field; auto.
Qed.

Definition exactly (q : Q) : interval := (q, q).

Lemma exactly_is : forall q, in_interval (Q2R q) (exactly q).
Proof. intro q; unfold in_interval, exactly; cbn [fst snd]; lra. Qed.

Fixpoint of_inner (j k : nat) (u : interval) : interval :=
  match j with
  | O => exactly (share (2 * k))
  | S i =>
      of_add (exactly (share (2 * k))) (of_opp (of_mul (of_mul u (exactly (share k))) (of_inner i (S k) u)))
  end.

Lemma of_inner_is : forall j k x u, in_interval x u -> in_interval (bell_inner j k x) (of_inner j k u).
Proof.
  induction j as [|j IH]; intros k x u inside; cbn [bell_inner of_inner]; rewrite <- !share_is;
    [apply exactly_is|].
  apply of_add_is; [apply exactly_is|apply of_opp_is].
  apply of_mul_is; [apply of_mul_is; [exact inside|apply exactly_is]|apply IH; exact inside].
Qed.

(** Bounds of the error function at q, if that is not negative, by so many terms. *)
Definition of_terms (j : nat) (q : Q) : interval :=
  of_mul bell_height (of_mul (exactly q) (of_inner j 0 (of_mul (exactly q) (exactly q)))).

Lemma of_terms_is : forall j q, in_interval (2 / sqrt PI * bell_area j 0 (Q2R q)) (of_terms j q).
Proof.
  intros j q. rewrite area_is. replace (Q2R q ^ (2 * 0 + 1) / INR (fact 0)) with (Q2R q) by (simpl; field).
  apply of_mul_is; [exact bell_height_is|]. apply of_mul_is; [apply exactly_is|].
  apply of_inner_is, of_mul_is; apply exactly_is.
Qed.

Definition erf_low (q : Q) : Q :=
  if Qle_bool 0 q then fst (of_terms 61 q) else Qopp (snd (of_terms 60 (Qopp q))).

Lemma erf_low_is : forall q, Q2R (erf_low q) <= erf (Q2R q).
Proof.
  intro q; unfold erf_low; destruct (Qle_bool 0 q) eqn:above.
  - apply Qle_bool_iff, Qle_Rle in above; rewrite Q2R_zero in above.
    eapply Rle_trans; [apply of_terms_is|exact (proj1 (erf_between 30 _ above))].
  - assert (under : 0 <= Q2R (Qopp q)).
    { rewrite Q2R_opp. assert (~ (0 <= q)%Q) as less by (rewrite <- Qle_bool_iff, above; discriminate).
      apply Qnot_le_lt, Qlt_Rlt in less; rewrite Q2R_zero in less; lra. }
    pose proof (proj2 (erf_between 30 _ under)) as top. pose proof (proj2 (of_terms_is 60 (Qopp q))) as end_.
    change (2 * 30)%nat with 60%nat in top. rewrite Q2R_opp in top at 1; rewrite erf_odd in top.
    rewrite Q2R_opp; lra.
Qed.

Definition of_erf (i : interval) : interval := (erf_low (fst i), Qopp (erf_low (Qopp (snd i)))).

Lemma of_erf_is : forall x i, in_interval x i -> in_interval (erf x) (of_erf i).
Proof.
  intros x [a b] [low high]; unfold of_erf, in_interval; cbn [fst snd] in *. split.
  - eapply Rle_trans; [apply erf_low_is|apply erf_grows; exact low].
  - pose proof (erf_low_is (Qopp b)) as under; rewrite (Q2R_opp b), erf_odd in under.
    rewrite Q2R_opp. pose proof (erf_grows _ _ high). lra.
Qed.
