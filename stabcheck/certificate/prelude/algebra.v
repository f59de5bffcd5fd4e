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
