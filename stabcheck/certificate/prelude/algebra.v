(** * Exponentials and logarithms *)

Lemma exp_times : forall p x, exp (IZR (Zpos p) * x) = exp x ^ Pos.to_nat p.
Proof.
  intros p x. change (IZR (Zpos p)) with (IPR p). rewrite <- INR_IPR.
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

Lemma exp_lnabs_root : forall k c x, x <> 0 -> c = 1 / INR k -> exp (c * lnabs x) = root k x.
Proof.
  intros k c x away same; unfold root; destruct (Req_EM_T x 0); [contradiction|].
  rewrite same; reflexivity.
Qed.

Lemma exp_is_one : forall x, exp x = 1 -> x = 0.
Proof. intros x same; apply exp_inv; rewrite exp_0; exact same. Qed.

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

(** * Indicators *)

Lemma indicator_square : forall P Q (c : {P} + {Q}),
  (if c then 1 else 0) * (if c then 1 else 0) = if c then 1 else 0.
Proof. intros P Q c; destruct c; ring. Qed.

Lemma other_indicator_square : forall P Q (c : {P} + {Q}),
  (if c then 0 else 1) * (if c then 0 else 1) = if c then 0 else 1.
Proof. intros P Q c; destruct c; ring. Qed.

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

(** * Roots *)

Lemma sqrt_is : forall x y, 0 <= y -> y * y = x -> sqrt x = y.
Proof. intros x y above same; rewrite <- same; apply sqrt_square; exact above. Qed.

Lemma root_power : forall k x, root (S k) x ^ S k = Rabs x.
Proof.
  intros k x; unfold root; destruct (Req_EM_T x 0) as [zero|away].
  - subst; rewrite Rabs_R0; apply pow_i; lia.
  - assert (positive : 0 < INR (S k)) by (apply lt_0_INR; lia).
    rewrite <- Rpower_pow by apply exp_pos. rewrite Rpower_mult.
    replace (1 / INR (S k) * INR (S k)) with 1 by (field; lra).
    apply Rpower_1, Rabs_pos_lt; exact away.
Qed.

Lemma root_power_pos : forall k x, 0 <= x -> root (S k) x ^ S k = x.
Proof. intros k x above; rewrite root_power; apply Rabs_pos_eq; exact above. Qed.

Lemma root_power_neg : forall k x, x <= 0 -> root (S k) x ^ S k = - x.
Proof. intros k x under; rewrite root_power; apply Rabs_left1; exact under. Qed.

Lemma root_pos : forall k x, x <> 0 -> 0 < root k x.
Proof. intros k x away; unfold root; destruct (Req_EM_T x 0); [contradiction|apply exp_pos]. Qed.

Lemma root_raised_is : forall p q x y, 0 <= x -> 0 <= y -> y ^ S q = x ^ p -> root (S q) x ^ p = y.
Proof.
  intros p q x y above_x above_y same. apply (pow_eq q); [|exact above_y|].
  - apply pow_le. unfold root; destruct (Req_EM_T x 0); [lra|left; apply exp_pos].
  - rewrite same, <- pow_mult, Nat.mul_comm, pow_mult, root_power_pos by exact above_x. reflexivity.
Qed.

Lemma root_lowered_is : forall p q x y, 0 < x -> 0 <= y -> y ^ S q * x ^ p = 1 ->
  1 / root (S q) x ^ p = y.
Proof.
  intros p q x y positive above same. pose proof (pow_lt x p positive) as power.
  assert (inverse : root (S q) x ^ p = / y).
  { assert (away : y <> 0) by (intro zero; rewrite zero, pow_i in same by lia; lra).
    apply root_raised_is; [lra|left; apply Rinv_0_lt_compat; lra|].
    rewrite pow_inv. pose proof (pow_nonzero y (S q) away).
    apply (Rmult_eq_reg_l (y ^ S q)); [|assumption]. rewrite Rinv_r by assumption. lra. }
  rewrite inverse; unfold Rdiv; rewrite Rinv_inv; ring.
Qed.

Lemma Rpower_is : forall p q x y, 0 < x -> 0 <= y -> y ^ S q = x ^ p ->
  Rpower x (INR p / INR (S q)) = y.
Proof.
  intros p q x y positive above same. pose proof (lt_0_INR (S q) ltac:(lia)) as away.
  apply (pow_eq q); [left; apply exp_pos|exact above|]. rewrite same.
  rewrite <- Rpower_pow by apply exp_pos. rewrite Rpower_mult.
  replace (INR p / INR (S q) * INR (S q)) with (INR p) by (field; lra).
  apply Rpower_pow; exact positive.
Qed.
