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

Lemma D_near : forall f g x d r, 0 < r -> (forall h, Rabs h < r -> f (x + h) = g (x + h)) ->
  derivable_pt_lim f x d -> derivable_pt_lim g x d.
Proof.
  intros f g x d r positive same limit eps small. destruct (limit eps small) as [radius near].
  assert (least : 0 < Rmin radius r) by (apply Rmin_pos; [apply cond_pos|exact positive]).
  exists (mkposreal _ least); simpl. intros h nonzero close.
  assert (here : f x = g x).
  { rewrite <- (Rplus_0_r x). apply same. rewrite Rabs_R0; exact positive. }
  rewrite <- here, <- same by (eapply Rlt_le_trans; [exact close|apply Rmin_r]).
  apply near; [exact nonzero|eapply Rlt_le_trans; [exact close|apply Rmin_l]].
Qed.

Lemma stays_below : forall f g x, continuity_pt f x -> continuity_pt g x -> f x < g x ->
  exists r, 0 < r /\ forall h, Rabs h < r -> f (x + h) < g (x + h).
Proof.
  intros f g x cf cg less.
  destruct (continuity_pt_minus g f x cg cf (g x - f x)) as [r [positive near]]; [lra|].
  exists r; split; [exact positive|]. intros h small.
  destruct (Req_dec h 0) as [zero|nonzero]; [subst; rewrite Rplus_0_r; exact less|].
  specialize (near (x + h)). unfold D_x, no_cond, minus_fct in near; simpl in near.
  unfold R_dist in near.
  assert (close : Rabs (x + h - x) < r) by (replace (x + h - x) with h by ring; exact small).
  assert (moved : x <> x + h) by (intro same; apply nonzero; lra).
  specialize (near (conj (conj I moved) close)). apply Rabs_def2 in near; lra.
Qed.

Lemma stays_less : forall f g x d e, derivable_pt_lim f x d -> derivable_pt_lim g x e ->
  f x < g x -> exists r, 0 < r /\ forall h, Rabs h < r -> f (x + h) < g (x + h).
Proof.
  intros f g x d e lf lg.
  apply stays_below; apply derivable_continuous_pt; [exists d; exact lf|exists e; exact lg].
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

Lemma Slope_inverse_power : forall n f x a da, Slope f x a da -> a <> 0 ->
  Slope (fun t => 1 / f t ^ n) x (1 / a ^ n) (- INR n * (1 / a ^ S n) * da).
Proof.
  intros n f x a da slope away. pose proof (pow_nonzero a n away) as power.
  destruct n as [|n].
  - apply (Slope_is _ _ _ 0); [|simpl; ring]. simpl. apply Slope_constant.
  - eapply Slope_is.
    + exact (Slope_divide _ _ x _ _ _ _ (Slope_constant 1 x) (Slope_power n f x a da slope) power).
    + simpl pow; field; split; [apply pow_nonzero|]; exact away.
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

Lemma Slope_root : forall k f x a da, Slope f x a da -> 0 < a ->
  Slope (fun t => root (S k) (f t)) x (root (S k) a) (1 / INR (S k) * (root (S k) a / root (S k) a ^ S k) * da).
Proof.
  intros k f x a da slope positive. pose proof (not_0_INR (S k) ltac:(lia)) as away.
  rewrite root_power_pos by lra. apply (Slope_comp f (root (S k)) x a da _ slope).
  apply (D_near (fun t => exp (1 / INR (S k) * ln t)) _ _ _ a); [exact positive| |].
  - intros h small. apply Rabs_def2 in small. unfold root.
    destruct (Req_EM_T (a + h) 0); [lra|]. rewrite Rabs_pos_eq by lra. reflexivity.
  - apply (D_is _ _ (exp (1 / INR (S k) * ln a) * (1 / INR (S k) * / a))).
    + apply (derivable_pt_lim_comp (fun t => 1 / INR (S k) * ln t) exp); [|apply derivable_pt_lim_exp].
      apply derivable_pt_lim_scal, derivable_pt_lim_ln; exact positive.
    + unfold root; destruct (Req_EM_T a 0); [lra|]. rewrite Rabs_pos_eq by lra. unfold Rpower, Rdiv; ring.
Qed.

Lemma Slope_raised : forall f g x a b da db, Slope f x a da -> Slope g x b db -> 0 < a ->
  Slope (fun t => Rpower (f t) (g t)) x (Rpower a b) (b * Rpower a (b - 1) * da + ln a * Rpower a b * db).
Proof.
  intros f g x a b da db slope_f slope_g positive. eapply Slope_is.
  - exact (Slope_exp _ _ _ _ (Slope_multiply _ _ _ _ _ _ _ slope_g (Slope_log _ _ _ _ slope_f positive))).
  - assert (less : Rpower a (b - 1) = Rpower a b / a).
    { unfold Rdiv, Rminus; rewrite Rpower_plus, Rpower_Ropp, Rpower_1 by exact positive; reflexivity. }
    rewrite less. unfold Rpower. field; lra.
Qed.

(** Take an a > 0 for the power of its root, and multiply out. *)
Ltac by_root k positive :=
  match type of positive with 0 < ?a =>
    let r := fresh in let above := fresh in
    assert (above : 0 < root k a) by (apply root_pos; lra);
    revert above; generalize (root k a); intros r above; simpl; field; repeat split; lra
  end.

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

Lemma Slope_absolute : forall f x a da, Slope f x a da -> a <> 0 ->
  Slope (fun t => Rabs (f t)) x (Rabs a) (a / Rabs a * da).
Proof.
  intros f x a da slope away. destruct (Rtotal_order a 0) as [negative|[zero|positive]].
  - apply (Slope_is _ _ _ (- (1) * da)).
    + exact (Slope_comp f Rabs x a da _ slope (Rabs_derive_2 a negative)).
    + rewrite Rabs_left by exact negative. field; lra.
  - contradiction.
  - apply (Slope_is _ _ _ (1 * da)).
    + exact (Slope_comp f Rabs x a da _ slope (Rabs_derive_1 a positive)).
    + rewrite Rabs_pos_eq by lra. field; lra.
Qed.

Lemma Slope_same : forall f g x v w d,
  (forall t, f t = g t) -> v = w -> Slope f x v d -> Slope g x w d.
Proof.
  intros f g x v w d same values [at_x limit]; split; [rewrite <- same, <- values; exact at_x|].
  exact (D_same f g x d same limit).
Qed.

Lemma Slope_maximum : forall f g x a b da db, Slope f x a da -> Slope g x b db -> a - b <> 0 ->
  Slope (fun t => Rmax (f t) (g t)) x (Rmax a b)
    ((1 + (a - b) / Rabs (a - b)) / 2 * da + (1 - (a - b) / Rabs (a - b)) / 2 * db).
Proof.
  intros f g x a b da db sf sg away.
  pose proof (Slope_absolute _ x _ _ (Slope_subtract f g x a b da db sf sg) away) as size.
  pose proof (Slope_add _ _ x _ _ _ _ (Slope_add f g x a b da db sf sg) size) as total.
  pose proof (Slope_multiply _ _ x _ _ _ _ (Slope_constant (/ 2) x) total) as half.
  apply (Slope_same (fun t => / 2 * (f t + g t + Rabs (f t - g t))) _ x
    (/ 2 * (a + b + Rabs (a - b)))).
  - intro t; rewrite (Rmax_is (f t) (g t) _ eq_refl); field.
  - rewrite (Rmax_is a b _ eq_refl); field.
  - eapply Slope_is; [exact half|]. unfold Rdiv; field. apply Rabs_no_R0; exact away.
Qed.

Lemma Slope_minimum : forall f g x a b da db, Slope f x a da -> Slope g x b db -> a - b <> 0 ->
  Slope (fun t => Rmin (f t) (g t)) x (Rmin a b)
    ((1 - (a - b) / Rabs (a - b)) / 2 * da + (1 + (a - b) / Rabs (a - b)) / 2 * db).
Proof.
  intros f g x a b da db sf sg away.
  pose proof (Slope_absolute _ x _ _ (Slope_subtract f g x a b da db sf sg) away) as size.
  pose proof (Slope_subtract _ _ x _ _ _ _ (Slope_add f g x a b da db sf sg) size) as total.
  pose proof (Slope_multiply _ _ x _ _ _ _ (Slope_constant (/ 2) x) total) as half.
  apply (Slope_same (fun t => / 2 * (f t + g t - Rabs (f t - g t))) _ x
    (/ 2 * (a + b - Rabs (a - b)))).
  - intro t; rewrite (Rmin_is (f t) (g t) _ eq_refl); field.
  - rewrite (Rmin_is a b _ eq_refl); field.
  - eapply Slope_is; [exact half|]. unfold Rdiv; field. apply Rabs_no_R0; exact away.
Qed.

Lemma Slope_near : forall f g x a d r, 0 < r -> (forall h, Rabs h < r -> f (x + h) = g (x + h)) ->
  Slope f x a d -> Slope g x a d.
Proof.
  intros f g x a d r positive same [value limit]. split.
  - rewrite <- value. symmetry. rewrite <- (Rplus_0_r x). apply same. rewrite Rabs_R0; exact positive.
  - exact (D_near f g x d r positive same limit).
Qed.

Lemma Slope_less : forall a b f g x va vb vf vg da db df dg,
  Slope a x va da -> Slope b x vb db -> Slope f x vf df -> Slope g x vg dg -> va - vb <> 0 ->
  Slope (fun t => if Rlt_dec (a t) (b t) then f t else g t) x
    (if Rlt_dec va vb then vf else vg) (if Rlt_dec va vb then df else dg).
Proof.
  intros a b f g x va vb vf vg da db df dg [ea la] [eb lb] sf sg away.
  destruct (Rlt_dec va vb) as [less|more].
  - destruct (stays_less _ _ _ _ _ la lb) as [r [positive near]]; [lra|].
    apply (Slope_near f _ x vf df r positive); [|exact sf].
    intros h small; specialize (near h small); destruct (Rlt_dec _ _); [reflexivity|lra].
  - destruct (stays_less _ _ _ _ _ lb la) as [r [positive near]]; [lra|].
    apply (Slope_near g _ x vg dg r positive); [|exact sg].
    intros h small; specialize (near h small); destruct (Rlt_dec _ _); [lra|reflexivity].
Qed.

Lemma Slope_at_most : forall a b f g x va vb vf vg da db df dg,
  Slope a x va da -> Slope b x vb db -> Slope f x vf df -> Slope g x vg dg -> va - vb <> 0 ->
  Slope (fun t => if Rle_dec (a t) (b t) then f t else g t) x
    (if Rle_dec va vb then vf else vg) (if Rle_dec va vb then df else dg).
Proof.
  intros a b f g x va vb vf vg da db df dg [ea la] [eb lb] sf sg away.
  destruct (Rle_dec va vb) as [less|more].
  - destruct (stays_less _ _ _ _ _ la lb) as [r [positive near]]; [lra|].
    apply (Slope_near f _ x vf df r positive); [|exact sf].
    intros h small; specialize (near h small); destruct (Rle_dec _ _); [reflexivity|lra].
  - destruct (stays_less _ _ _ _ _ lb la) as [r [positive near]]; [lra|].
    apply (Slope_near g _ x vg dg r positive); [|exact sg].
    intros h small; specialize (near h small); destruct (Rle_dec _ _); [lra|reflexivity].
Qed.
