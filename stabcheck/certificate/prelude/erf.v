(** * The error function *)

Definition bell (t : R) : R := exp (- t ^ 2).

Lemma bell_continuous : forall t, continuity_pt bell t.
Proof.
  intro t. apply (continuity_pt_comp (fun t => - t ^ 2) exp); apply derivable_continuous_pt.
  - apply derivable_pt_opp, derivable_pt_pow.
  - apply derivable_pt_exp.
Qed.

Lemma bell_integrable : forall a b, Riemann_integrable bell a b.
Proof.
  intros a b. destruct (Rle_dec a b) as [up|down].
  - apply continuity_implies_RiemannInt; [exact up|intros; apply bell_continuous].
  - apply RiemannInt_P1, continuity_implies_RiemannInt; [lra|intros; apply bell_continuous].
Qed.

Definition erf (x : R) : R := 2 / sqrt PI * RiemannInt (bell_integrable 0 x).

Lemma erf_zero : erf 0 = 0.
Proof. unfold erf; rewrite RiemannInt_P9; ring. Qed.

Lemma erf_slope : forall x, derivable_pt_lim erf x (2 / sqrt PI * exp (- x ^ 2)).
Proof.
  intro x. set (b := Rabs x + 1).
  pose proof (Rle_abs x) as top; pose proof (Rle_abs (- x)) as bottom; rewrite Rabs_Ropp in bottom.
  pose proof (Rabs_pos x) as size_x.
  assert (order : - b <= b) by (unfold b; lra).
  assert (inside : - b <= x <= b) by (unfold b; lra).
  pose (continuous := fun (t : R) (_ : - b <= t <= b) => bell_continuous t).
  pose (whole := primitive order (FTC_P1 order continuous)).
  assert (limit : derivable_pt_lim whole x (bell x))
    by (apply RiemannInt_P28; exact inside).
  pose (c := RiemannInt (bell_integrable (- b) 0)).
  apply (D_near (fun t => 2 / sqrt PI * (whole t - c)) _ _ _ 1); [lra| |].
  - intros h small. apply Rabs_def2 in small. unfold erf; apply f_equal. unfold whole, primitive.
    destruct (Rle_dec (- b) (x + h)) as [low|out]; [|exfalso; unfold b in out; lra].
    destruct (Rle_dec (x + h) b) as [high|out]; [|exfalso; unfold b in out; lra].
    rewrite (RiemannInt_P5 _ (bell_integrable (- b) (x + h))). unfold c.
    rewrite <- (RiemannInt_P26 (bell_integrable (- b) 0) (bell_integrable 0 (x + h))
      (bell_integrable (- b) (x + h))). ring.
  - apply (D_is _ _ (2 / sqrt PI * (bell x - 0))); [|unfold bell; ring].
    apply derivable_pt_lim_scal.
    apply derivable_pt_lim_minus; [exact limit|apply derivable_pt_lim_const].
Qed.

Lemma erf_odd : forall x, erf (- x) = - erf x.
Proof.
  intro x. set (both := fun t => erf t + erf (- t)).
  assert (flat : forall t, derivable_pt_lim both t 0).
  { intro t. apply (D_is _ _ (2 / sqrt PI * exp (- t ^ 2) + 2 / sqrt PI * exp (- (- t) ^ 2) * - 1)).
    - apply derivable_pt_lim_plus; [apply erf_slope|].
      apply (derivable_pt_lim_comp (fun t => - t) erf); [|apply erf_slope].
      apply (D_is _ _ (- (1))); [|ring]. apply derivable_pt_lim_opp, derivable_pt_lim_id.
    - replace ((- t) ^ 2) with (t ^ 2) by ring. ring. }
  pose (derivable := fun t => exist (fun d => derivable_pt_abs both t d) 0 (flat t) : derivable_pt both t).
  pose proof (null_derivative_1 both derivable (fun t => eq_refl) x 0) as same.
  unfold both in same. rewrite Ropp_0, erf_zero in same. lra.
Qed.

Lemma Slope_erf : forall f x a da, Slope f x a da ->
  Slope (fun t => erf (f t)) x (erf a) (2 / sqrt PI * exp (- a ^ 2) * da).
Proof. intros f x a da s; exact (Slope_comp f erf x a da _ s (erf_slope a)). Qed.
